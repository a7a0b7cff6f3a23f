"""How data moves today."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several

Mechanism = Literal[
    "dual_write",
    "two_phase_commit",
    "cdc",
    "outbox",
    "event_log_first",
    "full_batch",
    "incremental_batch",
    "polling",
    "triggers",
    "cache_aside",
    "webhook",
    "bidirectional",
    "reindex_by_id",
    "managed_replication",
    "file_transfer",
    "manual",
    "same_database",
    "read_time",
    "unknown",
]


class CurrentPath(Model):
    """One way by which data gets from one store to another today."""

    id: Id = Field(description="short name of the path")
    source: Id = Field(description="store (or writer) that the data comes from")
    target: Id = Field(description="store that the data goes to")
    entities: tuple[Id, ...] = several("entities that travel on it")
    mechanism: Mechanism = Field(
        default="unknown",
        description="what moves the data",
        json_schema_extra={"ask": "What moves the data on {name} today?"},
    )
    writer: Id | None = fact("writer whose code does it, for dual writes")
    via: tuple[Id, ...] = several("brokers and tools in between, in order (stores of the kind transport)")
    owner: str | None = fact("team that answers for it", ask="Who is called when the path {name} stops?")
    schedule_s: float | None = fact("time between two runs", unit="s", ge=0)
    payload: Literal["full", "id_only", "fields"] | None = fact("what a message carries")
    enqueue_in_transaction: bool | None = fact("the message or job row commits with the business row")
    call_inside_transaction: bool | None = fact("a network call is made between begin and commit")
    fire_and_forget: bool | None = fact("a hop can drop silently: pub/sub, acknowledge before work")
    ordering: Literal["none", "per_key", "per_key_replayed", "total"] | None = fact(
        "what order the target sees"
    )
    ordering_key: str | None = fact("key by which order is kept")
    version_token: (
        Literal[
            "row_version",
            "log_position",
            "epoch_position",
            "broker_offset",
            "wall_clock",
            "sync_time",
            "none",
        ]
        | None
    ) = fact("what decides which of two writes of one row is newer")
    version_guard: bool | None = fact(
        "the target refuses older versions", ask="Does the target refuse older versions?"
    )
    dedup: Literal["none", "window", "same_transaction", "separate"] | None = fact(
        "how repeats are recognised where the effect is applied"
    )
    dedup_window_s: float | None = fact("how long repeats are recognised", unit="s", ge=0)
    longest_retry_s: float | None = fact(
        "age of the oldest message that may still be delivered again, dead letters included", unit="s", ge=0
    )
    deletes: Literal["marker", "forgotten", "not_propagated", "full_swap"] | None = fact("how deletes travel")
    bootstrap: Literal["position_first", "none", "full_copy"] | None = fact("how existing rows got there")
    reconciliation: bool | None = fact("a scheduled comparison of values exists")
    lag_objective_s: float | None = fact("promised staleness", unit="s", ge=0)
    lag_measured: bool | None = fact("lag is measured from commit to visible")
    retention_h: float | None = fact("how long the log in between keeps changes", unit="h", ge=0)
    rebuild_h: float | None = fact("how long a rebuild of the target takes", unit="h", ge=0)
    longest_outage_h: float | None = fact("longest outage of the consumer to survive", unit="h", ge=0)
    outbox_poll: Literal["serial_id", "timestamp", "commit_safe"] | None = fact(
        "how a polling relay picks the next outbox rows"
    )
    two_phase_guarded: bool | None = fact(
        "replicated coordinator log, in-doubt alarm, and every participant speaks the protocol"
    )
    origin_filter: bool | None = fact("the path does not forward what came from its own target")
    fenced: bool | None = fact("a paused consumer cannot write after its successor")
    time_boxed_days: int | None = fact("days until this temporary path is removed", unit="d", ge=0)
    ttl_s: float | None = fact("expiry of cached values", unit="s", ge=0)
    invalidates: bool | None = fact("writers delete the cached value after commit")
    symptoms: tuple[str, ...] = several("what users complain about, in their words")
