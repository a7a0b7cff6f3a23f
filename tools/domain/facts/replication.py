"""How a store keeps several copies of its data."""

from typing import Literal

from tools.domain.facts.base import Model, fact

Leadership = Literal["single_leader", "multi_leader", "leaderless", "consensus"]


class Replication(Model):
    """The copies of one store, what a failover may cost, and how many copies a write and a read ask."""

    leadership: Leadership | None = fact(
        "who takes writes: one copy, several, every copy (quorums), or a majority that elects (Raft, Paxos)",
        ask="Who takes writes in {name}: one leader, several leaders, every copy, or an elected majority?",
    )
    copies: int | None = fact(
        "copies of each record, the leader's included (N)",
        unit="copies",
        ge=1,
        ask="How many copies of each record does {name} keep, the leader's included?",
    )
    write_copies: int | None = fact(
        "copies that have a write before its client is told so, the leader's included (W)",
        unit="copies",
        ge=1,
        ask="How many copies of {name} have a write before its client is told so?",
    )
    read_copies: int | None = fact(
        "copies that a read asks (R)", unit="copies", ge=1, ask="How many copies of {name} does a read ask?"
    )
    fallback_nodes: bool | None = fact(
        "a write may be confirmed by nodes that do not keep the record (sloppy quorum, hints that count)",
        ask="May a write to {name} be confirmed by a node that does not keep the record (sloppy quorum)?",
    )
    domains: int | None = fact(
        "places that fail independently (hosts, zones, sites) over which its copies can be spread",
        unit="places",
        ge=1,
        ask="Over how many independently failing places (hosts, zones) can {name} keep its copies?",
    )
    rpo_s: float | None = fact(
        "confirmed writes that may be lost when a copy dies (recovery point), in time; 0 = none",
        unit="s",
        ge=0,
        ask="How many seconds of confirmed writes may {name} lose when its leader dies? 0 means none.",
    )
    rto_s: float | None = fact(
        "how long writes may stand still when a copy dies (recovery time)",
        unit="s",
        ge=0,
        ask="How many seconds may {name} take no writes after its leader dies?",
    )
    followers_read: bool | None = fact(
        "followers answer reads", ask="Do followers (read replicas) of {name} answer reads?"
    )
    log_position_follows: bool | None = fact(
        "the position of a log reader is on the standby too, and never ahead of it",
        ask="Does the position of a log reader (replication slot) of {name} survive a failover?",
    )
    conflicts: Literal["last_writer_wins", "merge", "keep_both", "refuse"] | None = fact(
        "what becomes of two concurrent writes of one record",
        ask="What does {name} do with two concurrent writes of one record?",
    )
