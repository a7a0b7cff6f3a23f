"""The record of one technology: what it does as source, as sink and in between, and who says so."""

from typing import Literal

from pydantic import Field

from tools.domain.facts import Engine, SinkRole
from tools.knowledge.record import Record
from tools.knowledge.sources import Source, SourceId, sources

Category = Literal[
    "oltp_relational",
    "oltp_distributed_sql",
    "embedded_relational",
    "document",
    "wide_column",
    "key_value",
    "cache",
    "search",
    "warehouse",
    "lakehouse",
    "olap_realtime",
    "embedded_olap",
    "object_store",
    "graph",
    "vector",
    "log_broker",
    "queue_broker",
    "stream_processor",
    "streaming_db",
    "cdc_tool",
    "elt_tool",
    "orchestration",
    "saas_source",
]
OrderScope = Literal[
    "commit",
    "per_key",
    "per_partition",
    "per_shard",
    "per_stream",
    "per_channel",
    "per_queue",
    "per_tx_batch",
    "per_sync_batch",
    "per_node_unordered",
    "none",
]
Delivery = Literal["at_least_once", "at_most_once"]
IdempotentWrite = Literal[
    "upsert_by_key",
    "conditional_put",
    "external_version",
    "version_column",
    "merge",
    "dedup_key",
    "transactional_offset",
    "overwrite_partition",
    "managed_zero_etl",
]
Transactions = Literal[
    "multi_row",
    "multi_partition",
    "single_partition",
    "single_row",
    "table_commit",
    "checkpoint",
    "micro_batch",
    "bundle",
    "barrier",
    "composite_all_or_none",
    "none",
]


class Claim(Record):
    """Something that is said of a technology, with its sources. What names no source is from memory."""

    sources: tuple[SourceId, ...] = Field(default=("mem",), min_length=1)

    @property
    def cited(self) -> tuple[Source, ...]:
        """The sources themselves, in the order in which they are named."""
        return tuple(sources()[id_] for id_ in self.sources)


class SystemOfRecord(Claim):
    """Whether it can be the authority for data; `caveat` says yes within the limits of `note`."""

    verdict: Literal["yes", "caveat", "no", "na"]
    note: str = ""


class Window(Claim):
    """How long unread changes are kept: by what, and for how many hours by default where that is stated."""

    bound: Literal["disk", "time", "time_or_size", "source", "none"]
    default_h: float | None = None
    text: str


class VersionToken(Claim):
    """What tells the newer of two changes apart, and where such tokens may be compared.

    `row_version` is a stamp per row by which the source itself decides what is newer. The survives_ fields
    speak of the bare token: where they are not true, the epoch in front of it has to rise.
    """

    text: str
    kind: Literal["epoch_position", "row_version", "broker_offset", "wall_clock", "sync_time", "none"]
    scope: Literal["key", "table", "partition", "shard", "server", "database", "none"]
    ties_possible: bool | None = None
    survives_failover: bool | None = None
    survives_restore: bool | None = None


class Storage(Claim):
    """How it keeps data: the storage engine that it has as shipped, and the page that a change rewrites.

    `page_twice` says that a page changed since the last checkpoint is written twice against torn writes.
    """

    engine: Engine
    page_kb: float | None = None
    page_twice: bool | None = None
    note: str = ""


class Capture(Claim):
    """How changes are read from it.

    `order_scope` is the order that the source gives; a partitioned transport lowers it, path by path.
    `delivery` is what a consumer can count on. `complete_images` says whether a change carries the whole
    row; None means that it depends, on what `images_note` says. `snapshots` says whether the reader can copy
    existing rows consistently.
    """

    log_access: Literal["native", "managed", "none"]
    saas_feed: Literal["change_feed", "webhook", "poll_only"] | None = None
    mechanism: str | None = None
    requires: tuple[str, ...] = ()
    order_scope: OrderScope = "none"
    order_note: str = ""
    delivery: Delivery | None = None
    delivery_note: str = ""
    complete_images: bool | None = None
    images_note: str = ""
    before_image: Literal["always", "opt_in", "none", "as_source"] | None = None
    deletes: Literal["seen", "key_only", "requires_key", "opt_in", "soft_flag", "missed"] | None = None
    deletes_note: str = ""
    snapshots: bool | None = None
    snapshot_backfill: str = ""
    window: Window | None = None
    version_token: VersionToken | None = None


class Dedup(Claim):
    """What recognises a repeat. At the send it drops repeated sends only, at the effect redeliveries too."""

    where: Literal["send", "effect"]
    window_s: float | None = None
    scope: str


class Sink(Claim):
    """How it takes writes, and what it does with an old version or a delete.

    `guard` says who refuses a stale version: the store (native), a compare in the same statement, script or
    transaction (emulated), a later merge (eventual) or nobody. `delete_marker` says what a delete leaves:
    its version, nothing, or that deletes do not apply.
    """

    idempotent_writes: tuple[IdempotentWrite, ...]
    guard: Literal["native", "emulated", "eventual", "none"]
    guard_how: str = ""
    deletes: Literal["hard", "tombstone", "soft_flag", "memory", "async", "none"]
    delete_marker: Literal["versioned", "forgets", "none"]
    dedup: Dedup | None = None
    transactions: Transactions | None = None
    ordering_key: str


class Transport(Claim):
    """What it does to messages between source and sink; what recognises repeated sends is Sink.dedup."""

    order_scope: OrderScope
    order_note: str = ""
    delivery: Delivery
    replay: bool
    replay_note: str = ""
    retention_default_h: float | None = None
    retention_max: str = ""
    exactly_once: str = ""
    parallelism: str = ""


class Freshness(Record):
    """How soon a change can be read from it (as_source), and a write be seen in it (as_sink). From memory."""

    as_source: str | None = None
    as_sink: str | None = None


class Hazard(Claim):
    """What goes wrong with it. `law` is the composition law (laws.yaml) that it sets off."""

    id: str
    text: str
    law: str | None = Field(default=None, pattern=r"^G\d+b?$")
    applies: Literal["source", "sink", "transport", "any"]


class Technology(Record):
    """One technology. `aliases` are what people write in prose, `images` the end of a container image's path.

    A `hosted` one is `based_on` as a provider runs it: people call it by either name.
    `lag_floor_s` is the smallest lag, in seconds, that a reader of it as a sink should expect.
    """

    id: str
    name: str
    category: Category
    role: Literal["store", "transport", "processor", "tool", "provider"]
    sink_role: SinkRole | Literal["external_effect"] | None = None
    aliases: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    based_on: str | None = None
    hosted: bool = False
    system_of_record: SystemOfRecord
    storage: Storage | None = None
    capture: Capture | None = None
    sink: Sink | None = None
    transport: Transport | None = None
    freshness: Freshness = Freshness()
    lag_floor_s: float | None = None
    hazards: tuple[Hazard, ...] = ()

    @property
    def is_fetched(self) -> bool:
        """Whether its data is fetched whole or by record, so that one copy of it may well feed the others."""
        return self.category in ("object_store", "saas_source")
