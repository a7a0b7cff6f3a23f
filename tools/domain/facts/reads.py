"""Who reads what, and what they need."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several
from tools.domain.facts.runs import Run
from tools.domain.facts.streams import Streaming

Pattern = Literal[
    "point_lookup",
    "range",
    "full_text",
    "facets",
    "olap",
    "vector",
    "graph",
    "feature",
    "stream",
    "time_series",
    "geo",
    "leaderboard",
    "queue",
    "documents",
    "blob",
]


Reliance = Literal["quorum", "serializable", "lock", "stickiness", "delay"]
"""What is taken for consistency: overlapping quorums, an isolation level, a lock, a session pinned to one
copy, or waiting a while."""


DOCUMENT_PATTERNS = ("full_text", "facets", "vector", "documents")
"""Patterns under which a reader finds one document, however many entities it is made of."""


class Computation(Model):
    """What is computed on the way to the reader, beyond a copy of rows."""

    stateful: bool | None = fact("joins, windows or aggregates need state")
    sql: bool | None = fact("SQL can express it")
    additive: bool | None = fact("it adds to what is there: counters, totals, appended rows")
    absolute_value_possible: bool | None = fact(
        "each message could set the new total instead",
        ask="Could each message set the new total instead of adding to it?",
    )
    late_corrections: bool | None = fact("late data changes results already shown")
    can_retract: bool | None = fact("sink and engine can take a result back")
    non_incremental: bool | None = fact("it needs the whole history each time")
    preview_valuable: bool | None = fact("an early, inexact answer is worth having")
    batch_cheaper_x: float | None = fact("how many times cheaper a batch recompute is", unit="ratio", ge=0)
    replay_h: float | None = fact("time to process the whole history once", unit="h", ge=0)
    rebuild_budget_h: float | None = fact("longest acceptable rebuild", unit="h", ge=0)
    history_in_broker: bool | None = fact("the broker keeps the whole history")
    deterministic: bool | None = fact("the same input gives the same output")
    insert_time_aggregate: bool | None = fact("the sink aggregates rows as they arrive")


class Metric(Model):
    """One measured or expected number of an access pattern."""

    name: str = Field(description="name as in `docs/envelopes.md`, e.g. `documents`")
    value: float = Field(description="the number, in the unit of the envelope")


class Read(Model):
    """One use of data by one consumer."""

    id: Id = Field(description="short name of the use, e.g. `site_search`")
    consumer: str | None = fact("screen, service, job or team that reads")
    team: str | None = fact("team that owns the consumer")
    other_team: bool | None = fact(
        "the consumer belongs to another team than the writers",
        ask="Does {name} belong to another team than the one that writes the data?",
    )
    entities: tuple[Id, ...] = several("entities it reads")
    store: Id | None = fact("store that serves it today")
    pattern: Pattern | None = fact("how it reads", ask="How does {name} read: by key, by text, in aggregate?")
    freshness_s: float | None = fact(
        "oldest data it can live with", unit="s", ge=0, ask="How old may the data be that {name} sees?"
    )
    staleness_harm: Literal["none", "annoying", "harmful"] | None = fact(
        "what happens when it sees old data", ask="What happens when {name} sees old data?"
    )
    read_your_writes: bool | None = fact(
        "users must see their own change at once", ask="Must users of {name} see their own change at once?"
    )
    qps: float | None = fact("queries at the peak", unit="queries/s", ge=0, ask="How many queries a second?")
    p99_ms: float | None = fact("slowest acceptable answer", unit="ms", ge=0)
    reuse: float | None = fact("reads per computed result", unit="reads", ge=0)
    metrics: tuple[Metric, ...] = several("further numbers of this pattern")
    features: tuple[str, ...] = several("features asked for, e.g. `typo tolerance`")
    deletes_matter: bool | None = fact(
        "a deleted row must disappear", ask="Must a deleted row disappear from {name}?"
    )
    delete_lag_s: float | None = fact("how long a deleted row may stay visible", unit="s", ge=0)
    history_needed: bool | None = fact(
        "every intermediate version counts", ask="Does {name} need every intermediate version?"
    )
    transformed: bool | None = fact("rows are transformed before they land")
    masked: bool | None = fact("personal data is masked on the way")
    filtered: bool | None = fact("only rows that match a condition are copied")
    resolves_versions: bool | None = fact(
        "where a store merges the versions of a row later, it reads each row once (FINAL, argMax, a view)",
        ask="Does {name} read each row once (FINAL, argMax, a view), and not every version that is there?",
    )
    needs_intent: bool | None = fact(
        "it needs to know why something changed, not only what",
        ask="Does {name} need to know why something changed, not only what?",
    )
    route_key: str | None = fact("key by which it must see changes in order, if not the primary key")
    joins_rows: bool | None = fact("it joins rows that were changed in one transaction")
    computation: Computation | None = fact("what is computed on the way")
    run: Run | None = fact("the scheduled run that feeds it")
    streaming: Streaming | None = fact("the computation over streams that feeds it")
    applies: Literal["set", "patch", "increment", "append", "state"] | None = fact(
        "what a change does at the target: replace the row, patch it, add to it, append, move a state machine"
    )
    decides: bool | None = fact("a decision is taken on what is read (checkout price, permission, balance)")
    total_order: bool | None = fact("somebody says that everything must be in one order")
    adhoc: bool | None = fact("occasional questions, not a product screen")
    users: int | None = fact("concurrent users", unit="users", ge=0)
    scan_gb: float | None = fact("read per query", unit="GB", ge=0)
    rows_read: float | None = fact(
        "rows that one query touches before it aggregates or ranks them",
        unit="rows",
        ge=0,
        ask="How many rows does one query of {name} touch before it aggregates or ranks them?",
    )
    column_share: float | None = fact(
        "part of each row that a query needs",
        unit="fraction",
        gt=0,
        le=1,
        ask="How much of each row does {name} need: all of it (1), or a few columns (0.1)?",
    )
    position_token: bool | None = fact(
        "the store it reads says how far it has applied the log",
        ask="Can the store that {name} reads say how far it has applied the changes?",
    )
    replica_wait: bool | None = fact(
        "the replica it reads can wait for a log position",
        ask="Does {name} read a replica that can wait for a log position?",
    )
    primary_can_serve: bool | None = fact(
        "the system of record can serve a user's reads after their writes",
        ask="Can the system of record serve {name} for a user who has just written?",
    )
    monotonic: bool | None = fact(
        "who has seen a state must not see an older one afterwards",
        ask="Is it wrong if a user of {name} sees a newer state and then an older one?",
    )
    outside_channel: bool | None = fact(
        "its reader hears of a write by another way (mail, call, message) and must then see it",
        ask="Do readers of {name} hear of a write by another way, and must they then see it?",
    )
    relies_on: Reliance | None = fact(
        "what is thought to make it current today",
        ask="What makes {name} current today: a quorum, an isolation level, a lock, stickiness, a wait?",
    )
