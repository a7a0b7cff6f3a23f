"""The design of a system: today's and the recommended one, as the eight steps build it."""

from collections.abc import Mapping
from dataclasses import field, fields
from typing import Literal

from tools.domain.decisions import Decision, Value
from tools.domain.facts import CurrentPath, Facts, Read
from tools.domain.record import record
from tools.domain.subskills import Advice
from tools.domain.verdict import About, Verdict

Status = Literal["keep", "build", "replace", "remove", "parked"]
NOT_BUILT: tuple[Status, ...] = ("parked", "remove")
"""Statuses of a recommended path that will not exist."""

Delivery = Literal["AMO", "ALO", "EOT"]
Order = Literal["NONE", "KEY", "KEYR", "TOTAL"]
Effect = Literal["SETV", "SET", "PATCHV", "PATCH", "INC", "APP", "FSM", "EXT"]
Delete = Literal["DELV", "DEL", "NOD"]
Dedup = Literal["NOD", "WIN", "DUR"]
Colour = Literal["green", "amber", "red", "undetermined", "not_judged"]


@record(frozen=True, slots=True)
class Hop:
    """One stretch of a path. Letters as in the composition laws (docs/guarantees.md)."""

    kind: Literal["capture", "relay", "transport", "process", "apply"]
    name: str  # what a reader would call it: `Debezium reads orders_db`
    delivery: Delivery | None  # AMO can lose, ALO repeats, EOT once inside one transactional system
    order: Order | None  # what this hop keeps of the order it is given
    window_h: float | None = None  # how long it keeps what was not taken; None: it keeps nothing or unknown
    operation_id: str | None = None  # what names one change here, e.g. `event id`, `(partition, offset)`


@record(frozen=True, slots=True)
class Traits:
    """What the composition laws read of a path beyond its hops. None is unknown."""

    effect: Effect | None = None
    delete: Delete | None = None
    dedup: Dedup | None = None
    dedup_at_effect: bool | None = None
    window_s: float | None = None
    max_redelivery_age_s: float | None = None
    marker_h: float | None = None
    max_replay_h: float | None = None
    writers_per_key: int | None = None
    versions_comparable: bool | None = None
    version_ties: bool | None = None
    token_can_reset: bool | None = None
    fenced: bool | None = None
    expected_version_check: bool | None = None
    ext_key: bool | None = None
    ext_key_retention_h: float | None = None
    ext_max_retry_h: float | None = None
    reads_log: bool | None = None
    max_outage_h: float | None = None
    transactional_source_reads_aborted: bool | None = None
    multi_row_source_tx: bool | None = None
    reader_joins_rows: bool | None = None
    bootstrap_overlap: bool | None = None
    eventual_dedup_sink: bool | None = None
    read_resolves: bool | None = None
    insert_time_aggregate: bool | None = None
    derivation_deterministic: bool | None = None
    outputs_stored: bool | None = None
    filtered: bool | None = None
    leave_filter_deletes: bool | None = None
    key_change_possible: bool | None = None
    capture_from_durable_only: bool | None = None
    ack_after_durable: bool | None = None
    filled_by_readers: bool | None = None
    fill_guarded: bool | None = None
    external_sink_in_transaction: bool | None = None

    def known(self) -> Mapping[str, Value]:
        """Return the traits that are known, by name."""
        pairs = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: value for name, value in pairs if value is not None}


@record(frozen=True, slots=True)
class DataPath:
    """How one entity gets from one store to another: a tuple of choices, not a word.

    Choices are outcome ids of the rule groups (docs/rules.md) or, for a current path, of facts;
    None is unknown or does not apply.
    """

    id: str  # recommended: `entity.source.target`; current: `path id/entity`
    about: About
    entity: str
    source: str
    target: str  # a store id, or the id of a provider for an external effect
    status: Status  # of a current path: what becomes of it
    capture: str | None = None
    relay: str | None = None
    transport: str | None = None
    via: tuple[str, ...] = ()  # store ids of brokers and tools in between
    processing: str | None = None
    ordering_key: str | None = None
    version_token: str | None = None
    sink_guard: str | None = None
    bootstrap: str | None = None
    deletes: str | None = None
    lag_objective_s: float | None = None
    reconciliation: str | None = None
    owner: str | None = None
    sink_role: str | None = None
    freshness_s: float | None = None
    obligations: tuple[str, ...] = ()
    hops: tuple[Hop, ...] = ()
    traits: Traits = field(default_factory=Traits)
    reads: tuple[str, ...] = ()  # ids of the reads it serves
    decisions: tuple[tuple[str, str], ...] = ()  # topic -> decision id
    replaces: tuple[str, ...] = ()  # ids of current paths that it takes over from
    exit_trigger: str | None = None  # of a parked path: when to build it
    fact: str | None = None  # of a current path: its reference in the facts


def said_of(path: DataPath, facts: Facts) -> CurrentPath | None:
    """Return what the facts say of a current path; None for a recommended one and for an operation."""
    section, _, id_ = (path.fact or "").partition(".")
    return facts.path_by_id.get(id_) if section == "paths" else None


def reads_of(path: DataPath, facts: Facts) -> tuple[Read, ...]:
    """Return the reads that a path serves."""
    return tuple(read for read in facts.reads_of_entity.get(path.entity, ()) if read.id in path.reads)


def ignores_deletes(path: DataPath, facts: Facts) -> bool:
    """Return whether every read that a path serves said that deleted rows do not matter to it."""
    served = reads_of(path, facts)
    return bool(served) and all(read.deletes_matter is False for read in served)


@record(frozen=True, slots=True)
class Authority:
    """Which store decides about one entity, or one group of its attributes."""

    entity: str
    group: str | None  # id of the attribute group; None: the whole entity
    attributes: tuple[str, ...]
    store: str | None  # None: nobody known, or derived data that needs none
    outcome: str  # outcome id of the rule group S2.sor
    derived: tuple[str, ...]  # stores that hold a copy
    decision: str


@record(frozen=True, slots=True)
class Pattern:
    """One use of data held against what the store already there can carry."""

    read: str
    entity: str
    pattern: str
    store: str  # the store whose envelope was asked
    colour: Colour
    because: tuple[str, ...]  # e.g. `documents 12,000,000 beyond 10,000,000`
    trigger: str | None  # the metric and bound at which to look again


@record(frozen=True, slots=True)
class Ordering:
    """What must be ordered for one subject, and how the gap is closed."""

    subject: str
    need: str  # outcome id: `per_key_with_durable_dedup`, `causal`, …
    given: str  # order that the recommended path gives: NONE, KEY, KEYR, TOTAL, or `authority`
    how: str
    decision: str


@record(frozen=True, slots=True)
class Architecture:
    """Today's or the recommended system: authorities and paths."""

    about: About
    authorities: tuple[Authority, ...] = ()
    paths: tuple[DataPath, ...] = ()


@record(frozen=True, slots=True)
class AssumptionEntry:
    """A value that nobody said and the design rests on."""

    fact: str
    value: Value | None
    reason: str
    impact: tuple[str, ...]  # what would change if it is wrong: `subject: outcome`
    confirm: str  # who could tell


@record(frozen=True, slots=True)
class Design:
    """Everything decided so far. Each step returns a design with its own part added."""

    facts: Facts
    done: int = 0  # the last step that was applied
    decisions: tuple[Decision, ...] = ()
    current: Architecture = field(default_factory=lambda: Architecture(about="current"))
    recommended: Architecture = field(default_factory=lambda: Architecture(about="recommended"))
    patterns: tuple[Pattern, ...] = ()
    composition: Literal["single", "composed"] | None = None
    orderings: tuple[Ordering, ...] = ()
    assumptions: tuple[AssumptionEntry, ...] = ()
    verdict: Verdict = field(default_factory=Verdict)
    advice: tuple[Advice, ...] = ()  # of the subskills that were asked

    def decision(self, id_: str) -> Decision:
        """Return one decision. Raise KeyError for an unknown id."""
        for decision in self.decisions:
            if decision.id == id_:
                return decision
        raise KeyError(id_)
