"""How each system of record is kept in several copies."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from tools.checker.coordination.merges import Register, newest
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.domain.subskills import Advice
from tools.questions import questions
from tools.steps import run
from tools.subskills.quorums import Quorums, majority
from tools.subskills.replication_figures import lost_increment, of_a_place, planned, stale_read
from tools.subskills.replication_strategy import NAME

Said = Mapping[str, Any]

SAFE: Said = {"domains": 3, "rpo_s": 0, "rto_s": 60}


ALONE: Said = {
    "schema_version": 1,
    "stores": [{"id": "db", "technology": "postgresql", "log_access": "native"}],
    "writers": [{"id": "api", "writes": [{"store": "db", "entity": "item"}]}],
    "entities": [{"id": "item", "key": ["item_id"]}],
}


def shop(technology: str = "postgresql", entity: Said | None = None, **rest: Any) -> Design:
    """A shop whose search index is fed from its database; `rest` is said of the database's copies."""
    deployment = rest.pop("deployment", {})
    db: dict[str, Any] = {"id": "db", "technology": technology, "log_access": "native"}
    if rest:
        db["replication"] = rest
    return run(
        Facts.model_validate(
            {
                "schema_version": 1,
                "stores": [db, {"id": "search", "technology": "elasticsearch"}],
                "writers": [{"id": "api", "writes": [{"store": "db", "entity": "item"}]}],
                "entities": [{"id": "item", "key": ["item_id"], **(entity or {})}],
                "paths": [
                    {
                        "id": "sync",
                        "source": "db",
                        "target": "search",
                        "entities": ["item"],
                        "mechanism": "cdc",
                    }
                ],
                "reads": [
                    {"id": "find", "entities": ["item"], "store": "search"},
                    {"id": "mine", "entities": ["item"], "store": "db", "read_your_writes": True},
                ],
                "deployment": deployment,
            }
        )
    )


def advice(design: Design, subject: str = "db") -> Advice:
    return next(one for one in design.advice if (one.subskill, one.subject) == (NAME, subject))


def chosen(design: Design, topic: str, subject: str = "db") -> str:
    return design.decision(f"s2.{topic}.{subject}").choice


def warned(design: Design, topic: str, subject: str = "db") -> set[str]:
    return {one.choice for one in design.decisions if (one.topic, one.subject) == (topic, subject)}


def figures(one: Advice) -> dict[str, str]:
    return {figure.name: figure.value for figure in one.figures}


def leaderboard(**entity: Any) -> Design:
    """The leaderboard of an earlier skill: increments, last writer wins, n=3 w=2 r=1."""
    return shop(
        "cassandra",
        {"increments": True, **entity},
        copies=3,
        write_copies=2,
        read_copies=1,
        fallback_nodes=False,
        conflicts="last_writer_wins",
    )


def test_nobody_spoke_of_copies_so_nothing_is_said() -> None:
    assert not [one for one in shop().advice if one.subskill == NAME]


def test_nothing_may_be_lost_and_there_are_three_places() -> None:
    design = shop(**SAFE)
    assert chosen(design, "topology") == "single_leader_quorum_standbys"
    said = figures(advice(design))
    assert said["lost copies, whichever, that a confirmed write survives (as designed)"] == "1"
    assert said["copies left when one of 3 places is lost"] == "writes go on"


def test_with_two_places_the_loss_of_the_standby_stops_writes() -> None:
    design = shop(**{**SAFE, "domains": 2})
    assert chosen(design, "topology") == "single_leader_synchronous_standby"
    assert "losing_the_standby_stops_writes" in warned(design, "failover")


def test_with_one_place_what_was_not_archived_is_lost() -> None:
    design = shop(**{**SAFE, "domains": 1})
    assert chosen(design, "topology") == "one_copy_with_backups"
    assert "LOSS_BEYOND_WHAT_WAS_ALLOWED" in warned(design, "failover")


def test_a_minute_may_be_lost_so_commits_do_not_wait_and_views_are_reconciled() -> None:
    design = shop(**{**SAFE, "rpo_s": 60})
    assert chosen(design, "topology") == "single_leader_asynchronous_standby"
    assert "views_are_reconciled_after_a_failover" in warned(design, "failover")


def test_semisynchronous_replication_falls_back() -> None:
    assert "FALLS_BACK_TO_ASYNCHRONOUS" in warned(shop("mysql", **SAFE), "failover")
    assert "FALLS_BACK_TO_ASYNCHRONOUS" not in warned(shop(**SAFE), "failover")


def test_how_much_may_be_lost_is_asked_because_it_turns_the_topology() -> None:
    asked = {one.fact: one for one in questions(shop(domains=3, rto_s=60))}
    assert "How many seconds of confirmed writes" in asked["stores.db.replication.rpo_s"].text
    assert "stores.db.replication.rto_s" not in asked


def test_how_many_places_there_are_is_not_asked_where_a_majority_is_the_rule() -> None:
    asked = {one.fact for one in questions(shop("cockroachdb", copies=3))}
    assert not {fact for fact in asked if fact.startswith("stores.db.replication")}


@pytest.mark.parametrize(
    ("said", "answer"),
    [(False, "position_must_follow"), (True, "position_follows"), (None, "position_must_follow")],
)
def test_a_log_reader_needs_its_position_on_the_standby(said: bool | None, answer: str) -> None:
    design = shop(**SAFE, log_position_follows=said)
    assert chosen(design, "logreader") == answer
    asked = "stores.db.replication.log_position_follows" in {one.fact for one in questions(design)}
    assert asked is (said is None)


def test_a_store_without_copies_of_its_data_has_no_log_reader() -> None:
    alone = {**ALONE, "stores": [{"id": "db", "technology": "postgresql", "replication": {**SAFE}}]}
    assert chosen(run(Facts.model_validate(alone)), "logreader") == "no_position_to_carry"


def test_a_warning_is_not_withheld_because_nobody_said_how_long_writes_may_stand_still() -> None:
    assert "automatic_failover_with_fencing" in warned(shop(domains=3, rpo_s=0), "failover")
    assert "automatic_failover_with_fencing" not in warned(shop(**{**SAFE, "rto_s": 3600}), "failover")


def test_a_store_is_as_good_as_its_worst_entity_and_the_most_regions_count() -> None:
    item, note = {"id": "item", "key": ["item_id"], "home_region": True}, {"id": "note", "key": ["note_id"]}
    facts = {
        **ALONE,
        "writers": [{"id": "api", "writes": [{"store": "db", "entity": one} for one in ("item", "note")]}],
        "entities": [{**item, "write_regions": 1}, {**note, "write_p99_budget_ms": 20}],
        "deployment": {"write_regions": 2},
    }
    assert chosen(run(Facts.model_validate(facts)), "topology") == "refused"


def test_a_majority_has_no_position_to_carry_over() -> None:
    assert chosen(shop("cockroachdb", copies=3), "logreader") == "no_position_to_carry"


def test_readers_of_followers_meet_three_anomalies() -> None:
    design = shop(**SAFE, copies=3, followers_read=True, deployment={"partitions": 8})
    assert warned(design, "lag") == {"own_write_missing", "reads_go_back", "effect_before_cause"}
    assert warned(shop(**SAFE, copies=3, deployment={"partitions": 8}), "lag") == set()


@pytest.mark.parametrize(
    ("entity", "answer"),
    [
        ({"home_region": True}, "one_leader_per_home_region"),
        ({"write_p99_budget_ms": 300}, "consensus_across_regions"),
        ({"write_p99_budget_ms": 20, "mergeable": True}, "multi_leader_merging"),
        (
            {"write_p99_budget_ms": 20, "mergeable": False, "lost_write_accepted": True},
            "multi_leader_last_writer_wins",
        ),
        ({"write_p99_budget_ms": 20}, "refused"),
        ({}, UNDETERMINED),
    ],
)
def test_several_writing_regions_get_what_s6_multimaster_says(entity: Said, answer: str) -> None:
    agrees = {
        "one_leader_per_home_region": "home_region_per_record",
        "consensus_across_regions": "consensus_store",
        "multi_leader_merging": "mergeable_types",
        "multi_leader_last_writer_wins": "last_writer_wins_with_conflict_feed",
    }
    design = shop(entity=entity, deployment={"write_regions": 2})
    assert chosen(design, "topology") == answer
    settled = [one.choice for one in design.decisions if one.topic == "multimaster"]
    assert settled in ([], [agrees.get(answer, answer)])


def test_a_region_that_is_cut_off_cannot_write_by_majority() -> None:
    cut = {"write_regions": 3, "writes_while_cut_off": True}
    design = shop(entity={"write_p99_budget_ms": 300}, deployment=cut)
    assert "MINORITY_STOPS" in warned(design, "failover")


def test_a_write_waits_for_the_way_to_the_next_region() -> None:
    deployment = {"write_regions": 3, "region_round_trip_ms": 80}
    said = figures(advice(shop(entity={"write_p99_budget_ms": 300}, deployment=deployment)))
    assert said["it waits for another region, at least"] == "80 ms"


# Seed erratum: a leaderboard uses increments with last writer wins, n=3 w=2 r=1.


def test_two_plus_one_does_not_overlap_three() -> None:
    design = leaderboard()
    assert chosen(design, "quorum") == "no_overlap"
    one = advice(design)
    assert figures(one)["copies that a read and the last confirmed write share, at least"] == "0"
    assert one.shows == (
        "A write is confirmed by copies 1 and 2.",
        "A read asks copy 3, which the write has not reached: it returns the old value.",
    )


def test_concurrent_increments_are_lost_when_the_last_writer_wins() -> None:
    design = leaderboard()
    assert chosen(design, "conflict", "item") == "keep_each_increment"
    assert warned(design, "loss", "item") == {"INCREMENTS_ARE_LOST"}
    assert "both copies end with 8. 9 was meant" in advice(design, "item").shows[-1]


def test_signing_the_loss_does_not_make_increments_right() -> None:
    assert chosen(leaderboard(lost_write_accepted=True), "conflict", "item") == "keep_each_increment"


@pytest.mark.parametrize(("start", "order"), list(product((0, 7), [(1, 2), (2, 1)])))
def test_whichever_increment_wins_one_is_gone(start: int, order: tuple[int, int]) -> None:
    before = Register(0, 0, start)
    first, second = (before.set(place, start + 1) for place in order)
    assert newest(before, first, second).value == start + 1
    assert f"end with {start + 1}. {start + 2} was meant" in lost_increment("score", start)[-1]


@pytest.mark.parametrize(
    "q", [Quorums(n, w, r) for n in (3, 5) for w in range(1, n + 1) for r in range(1, n + 1)]
)
def test_a_run_is_shown_exactly_where_a_read_can_be_old(q: Quorums) -> None:
    can_be_old = q.overlap == 0 or (q.w > 1 and q.r < q.n)
    assert bool(stale_read(q)) == can_be_old


@pytest.mark.parametrize("copies", [None, 2, 3, 5, 7])
@pytest.mark.parametrize("topology", ["single_leader_quorum_standbys", "consensus_groups"])
def test_a_planned_group_keeps_a_write_and_goes_on_after_one_loss(topology: str, copies: int | None) -> None:
    plan = planned(topology, copies)
    assert plan
    assert plan.losses_write_kept >= 1
    assert plan.losses_writes_go_on >= 1
    assert topology != "consensus_groups" or plan.w == majority(plan.n)
    assert of_a_place(plan, 3).value == "writes go on"
