"""What the data is about."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several


class AttributeGroup(Model):
    """Attributes of one entity that have their own owner."""

    id: Id = Field(description="short name of the group")
    attributes: tuple[str, ...] = several("the attributes in it")
    store: Id | None = fact(
        "store that is right for them when stores differ",
        ask="Which store is right for {name} when two stores differ?",
    )
    writers: tuple[Id, ...] = several("writers of these attributes")


class EventSourcing(Model):
    """A wish to keep an event log as the authority for an entity."""

    requested: bool | None = fact("somebody asked for it")
    history_is_product: bool | None = fact("the history itself is what users buy")
    greenfield: bool | None = fact("no existing current-state system to migrate")
    projections: int | None = fact("read models that differ in shape", unit="read models", ge=0)
    team_has_run_it: bool | None = fact("the team has operated an event store before")
    lifecycle_designed: bool | None = fact("schema upcasting, snapshots and erasure are designed")
    expected_version_check: bool | None = fact("every append checks the version it expects")
    cross_aggregate_uniqueness: bool | None = fact("a hot uniqueness rule spans aggregates")


class Column(Model):
    """One column of a table, as the table's definition has it."""

    name: str = Field(description="name of the column")
    type: str | None = fact("its type, e.g. `numeric(10,2)`")
    nullable: bool | None = fact("it may be NULL")


class Entity(Model):
    """A kind of thing that is stored: customer, order, price."""

    id: Id = Field(description="short name, singular")
    key: tuple[str, ...] = several("columns that identify one of them")
    has_primary_key: bool | None = fact(
        "the table has a primary key", ask="Does the table of {name} have a primary key?"
    )
    table: str | None = fact("name of its table, without the schema; recipes are written in it")
    columns: tuple[Column, ...] = several("columns of its table; recipes are written in them")
    delete_flag: str | None = fact(
        "column that marks a deleted row", ask="Which column marks a deleted row of {name}?"
    )
    rows: float | None = fact("how many there are", unit="rows", ge=0, ask="How many {name} rows are there?")
    size_gb: float | None = fact("size on disk", unit="GB", ge=0, ask="How big is {name} on disk?")
    changes_per_s: float | None = fact(
        "row changes at the peak",
        unit="rows/s",
        ge=0,
        ask="How many rows of {name} change a second at the peak?",
    )
    pii: bool | None = fact("holds personal data", ask="Does {name} hold personal data?")
    deletes: Literal["hard", "soft", "never"] | None = fact(
        "how rows go away", ask="How are {name} rows deleted: really (hard), by a flag (soft), or never?"
    )
    append_only: bool | None = fact("rows are only ever added")
    updated_cursor: bool | None = fact(
        "an indexed column moves with every change by every writer, and readers have a commit-safe bound",
        ask="Does every writer, bulk SQL included, move an indexed column of {name} on each change?",
    )
    row_version: bool | None = fact("each row has a version raised in the transaction that changes it")
    key_can_change: bool | None = fact("primary key values are updated in place")
    tables: int | None = fact(
        "tables that make up one of them", unit="tables", ge=1, ask="How many tables make up one {name}?"
    )
    derived_from: tuple[Id, ...] = several("entities it is computed from, if it is nothing else")
    external_owner: Id | None = fact("store of the outside provider that owns the object (payment, parcel)")
    loss_acceptable: bool | None = fact(
        "losing it is acceptable to a named person",
        ask="May {name} be lost without harm (sessions, counters, telemetry)?",
    )
    in_migration: bool | None = fact("authority is moving from an old store to a new one")
    event_sourcing: EventSourcing | None = fact("a wish for an event log as authority")
    private_schema: bool | None = fact(
        "its table layout must not become a contract",
        ask="Must consumers be kept from depending on the table layout of {name}?",
    )
    attribute_groups: tuple[AttributeGroup, ...] = several("groups of attributes with different owners")
    authority: Id | None = fact(
        "store that is right by definition when stores differ",
        ask="When two stores disagree about {name}, which one is right?",
    )
    full_copy_min: float | None = fact(
        "how long a full copy takes", unit="min", ge=0, ask="How long does a full copy of {name} take?"
    )
    regulatory: bool | None = fact(
        "an auditor or a law asks for its completeness",
        ask="Does an auditor or a law ask that every {name} is there?",
    )
    restricted: bool | None = fact("rows or fields are visible to some readers only")
    large_columns: bool | None = fact(
        "rows hold large values (documents, blobs, long text)",
        ask="Do {name} rows hold values above about 2 kB (long text, JSON, documents)?",
    )
    home_region: bool | None = fact("each record can be given a home region")
    write_regions: int | None = fact("regions that must accept writes of it", unit="regions", ge=1)
    write_p99_budget_ms: float | None = fact(
        "slowest acceptable write",
        unit="ms",
        ge=0,
        ask="How long may a write of {name} take (99th percentile), in milliseconds?",
    )
    mergeable: bool | None = fact("concurrent changes merge without a bound (sets, unbounded counters)")
    increments: bool | None = fact(
        "a change adds to the value that is there (counter, score, balance)",
        ask="Do changes of {name} add to the value that is there (counter, score), or replace it?",
    )
    lost_write_accepted: bool | None = fact("somebody signed that a concurrent write may be dropped")
    hot_share: float | None = fact(
        "part of the rows that nearly all reads and writes touch",
        unit="fraction",
        gt=0,
        le=1,
        ask="Which part of the {name} rows do nearly all reads and writes touch: all (1), last month (0.05)?",
    )
    indexes: int | None = fact("indexes besides the primary key", unit="indexes", ge=0)
    changes_in_order: bool | None = fact(
        "changes land beside each other: rows are added in key or time order, and old ones are left alone"
    )
    retention_d: float | None = fact("how long a row is kept", unit="d", ge=0)
    peak_mb_s: float | None = fact("change volume at the peak", unit="MB/s", ge=0)
