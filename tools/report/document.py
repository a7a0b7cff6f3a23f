"""The document as data: what `integration-architecture.json` holds and every rendering is made of."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, cast

from pydantic import TypeAdapter

from tools.domain.assisted import Assisted
from tools.domain.brief import Coverage
from tools.domain.decisions import Decision
from tools.domain.design import NOT_BUILT, AssumptionEntry, Hop, Ordering, Pattern, Status
from tools.domain.questions import Question
from tools.domain.subskills import Advice
from tools.domain.verdict import CheckAnswer, Coordination, Finding, LawHit, SignOff
from tools.intake.result import FACTS_FILE, Dropped, UnreadSentence
from tools.recipes import Recipe
from tools.report.diagram import Diagram
from tools.report.verdicts import VerdictEntry

StoreRole = Literal[
    "system of record", "derived view", "system of record and derived view", "broker", "unused"
]


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """One box of the component map."""

    id: str
    name: str  # what people call it
    technology: str
    role: StoreRole
    decides_on: tuple[str, ...]  # entities, or `entity (group of attributes)`, that it is right about
    copies: tuple[str, ...]  # entities it holds a copy of
    reads: tuple[str, ...]  # ids of the reads that it serves in the target design
    owner: str | None


@dataclass(frozen=True, slots=True)
class EntityEntry:
    """One kind of thing, who changes it, and where personal data would have to be erased."""

    id: str
    key: tuple[str, ...]
    pii: bool | None
    deletes: str | None
    writers: tuple[str, ...]
    held_by: tuple[str, ...]  # every store, broker and provider that holds it in the target design


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """One use of data."""

    id: str
    consumer: str | None
    entities: tuple[str, ...]
    pattern: str | None
    freshness_s: float | None
    staleness_harm: str | None
    read_your_writes: bool | None
    served_by: tuple[str, ...]  # stores, in the target design


@dataclass(frozen=True, slots=True)
class ConstraintEntry:
    """Something that must hold: hard where a violation cannot be undone, soft where it can."""

    id: str
    kind: str
    entities: tuple[str, ...]
    attributes: tuple[str, ...]
    hard: bool | None
    stores: tuple[str, ...]  # systems of record of its entities
    decisions: tuple[str, ...]
    coordination: Coordination | None  # None: it names no entity


@dataclass(frozen=True, slots=True)
class OperationEntry:
    """One business action over several places."""

    id: str
    entities: tuple[str, ...]
    stores: tuple[str, ...]
    services: tuple[str, ...]
    provider: str | None
    operation_id: bool | None
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SystemOfRecord:
    """Who is right about an entity or one group of its attributes."""

    entity: str
    group: str | None
    attributes: tuple[str, ...]
    store: str | None
    outcome: str
    derived: tuple[str, ...]
    decision: str


@dataclass(frozen=True, slots=True)
class PathEntry:
    """One path of today's or the target design. Choices are outcome ids, explained in docs/rules.md."""

    id: str
    entity: str
    source: str
    target: str
    status: Status
    capture: str | None
    relay: str | None
    transport: str | None
    via: tuple[str, ...]
    processing: str | None
    ordering_key: str | None
    version_token: str | None
    sink_guard: str | None
    bootstrap: str | None
    deletes: str | None
    lag_objective_s: float | None
    freshness_s: float | None
    reconciliation: str | None
    owner: str | None
    writer: str | None  # of a current path: whose code moves the data
    obligations: tuple[str, ...]
    hops: tuple[Hop, ...]
    reads: tuple[str, ...]
    replaces: tuple[str, ...]
    exit_trigger: str | None
    evidence: str  # where a current path was seen
    decision: str | None  # the one that chose the capture
    decisions: Mapping[str, str]  # topic -> decision id


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One question of the checklist."""

    id: str
    question: str
    severity: str


@dataclass(frozen=True, slots=True)
class SourceEntry:
    """Where claims come from."""

    id: str
    label: str  # a url, or `engineering judgement`, `from memory`


@dataclass(frozen=True, slots=True)
class SubskillEntry:
    """A deeper decision that a step delegated, and the question that it answers."""

    name: str  # as in `advice`
    title: str
    step: int
    asks: str
    groups: tuple[str, ...]  # of rules: `S6.isolation`


@dataclass(frozen=True, slots=True)
class ContradictionEntry:
    """A fact on which the sources of the brief disagree."""

    fact: str
    values: tuple[str, ...]  # each with its source: `350000 (brief.md:4)`


@dataclass(frozen=True)
class Document:
    """The whole document."""

    document_version: Literal[1]
    system: str | None
    composition: Literal["single", "composed"] | None
    stores: tuple[StoreEntry, ...]
    entities: tuple[EntityEntry, ...]
    reads: tuple[ReadEntry, ...]
    constraints: tuple[ConstraintEntry, ...]
    operations: tuple[OperationEntry, ...]
    systems_of_record: tuple[SystemOfRecord, ...]
    current_paths: tuple[PathEntry, ...]
    paths: tuple[PathEntry, ...]
    patterns: tuple[Pattern, ...]
    ordering: tuple[Ordering, ...]
    laws: tuple[LawHit, ...]
    check_items: tuple[CheckItem, ...]
    checklist: tuple[CheckAnswer, ...]
    sign_offs: tuple[SignOff, ...]
    gaps: tuple[str, ...]
    verdicts: tuple[VerdictEntry, ...]
    findings: tuple[Finding, ...]
    assumptions: tuple[AssumptionEntry, ...]
    questions: tuple[Question, ...]
    decisions: tuple[Decision, ...]
    subskills: tuple[SubskillEntry, ...]  # those with something to say, in the order of `advice`
    advice: tuple[Advice, ...]
    recipes: tuple[Recipe, ...]
    diagrams: tuple[Diagram, ...]
    sources: tuple[SourceEntry, ...]
    coverage: tuple[Coverage, ...]
    unread: tuple[UnreadSentence, ...]
    contradictions: tuple[ContradictionEntry, ...]
    dropped: tuple[Dropped, ...]  # what a language model read into the brief, and the brief does not say
    assisted: Assisted | None = None  # what a model wrote; None: no model had a part

    def as_json(self) -> dict[str, Any]:
        """Return the document as plain JSON values; without a model's part `assisted` is left out."""
        absent = {"assisted"} if self.assisted is None else None
        return cast(dict[str, Any], _adapter().dump_python(self, mode="json", exclude=absent))

    @cached_property
    def has_facts_file(self) -> bool:
        """Whether somebody read the brief and wrote down what matters in a facts file."""
        return any(entry.how == FACTS_FILE for entry in self.coverage)

    @cached_property
    def store_by_id(self) -> Mapping[str, StoreEntry]:
        """Stores by id."""
        return {store.id: store for store in self.stores}

    @cached_property
    def read_by_id(self) -> Mapping[str, ReadEntry]:
        """Reads by id."""
        return {read.id: read for read in self.reads}

    @cached_property
    def decision_by_id(self) -> Mapping[str, Decision]:
        """Decisions by id."""
        return {decision.id: decision for decision in self.decisions}

    @cached_property
    def live_paths(self) -> tuple[PathEntry, ...]:
        """Paths of the target design that are built or kept."""
        return tuple(path for path in self.paths if path.status not in NOT_BUILT)

    @cached_property
    def unbuilt(self) -> Set[str]:
        """Ids of the parked paths, and of the stores that only they would bring."""
        parked = [path for path in self.paths if path.status == "parked"]
        return {path.id for path in parked} | ({path.target for path in parked} - self.store_by_id.keys())

    @cached_property
    def delegated(self) -> Set[str]:
        """Ids of the decisions that a subskill took and that are told with its advice."""
        groups = {group for one in self.subskills for group in one.groups}
        cited = {id_ for one in self.advice if one.subject not in self.unbuilt for id_ in one.decisions}
        return {d.id for d in self.decisions if d.id in cited and f"S{d.step}.{d.topic}" in groups}

    @cached_property
    def live_verdicts(self) -> tuple[VerdictEntry, ...]:
        """What the search saw of the live paths."""
        live = {path.id for path in self.live_paths}
        return tuple(entry for entry in self.verdicts if entry.about == "recommended" and entry.path in live)

    @cached_property
    def broken(self) -> Set[str]:
        """Ids of live paths to which the search found a counterexample."""
        return {entry.path for entry in self.live_verdicts if entry.status == "violated"}

    @cached_property
    def unchanged(self) -> Set[str]:
        """Ids of paths that stay as they are: kept, and no finding against what feeds them today."""
        wrong = {finding.subject for finding in self.findings if finding.about == "current"}
        return {path.id for path in self.paths if path.status == "keep" and wrong.isdisjoint(path.replaces)}

    @cached_property
    def entity_by_id(self) -> Mapping[str, EntityEntry]:
        """Entities by id."""
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def live_paths_of(self) -> Mapping[str, tuple[PathEntry, ...]]:
        """Live paths by entity; entities without one are left out."""
        found: dict[str, list[PathEntry]] = {}
        for path in self.live_paths:
            found.setdefault(path.entity, []).append(path)
        return {entity: tuple(paths) for entity, paths in found.items()}

    @cached_property
    def reads_of(self) -> Mapping[str, tuple[ReadEntry, ...]]:
        """Reads by entity; entities that nobody reads are left out."""
        found: dict[str, list[ReadEntry]] = {}
        for read in self.reads:
            for entity in read.entities:
                found.setdefault(entity, []).append(read)
        return {entity: tuple(reads) for entity, reads in found.items()}

    @cached_property
    def gaps_of(self) -> Mapping[str, tuple[str, ...]]:
        """What the gates miss, by the path or entity that lacks it."""
        found: dict[str, list[str]] = {}
        for gap in self.gaps:
            subject, _, lacks = gap.partition(": ")
            found.setdefault(subject, []).append(lacks)
        return {subject: tuple(lacks) for subject, lacks in found.items()}

    @cached_property
    def authorities_of(self) -> Mapping[str, tuple[str, ...]]:
        """Systems of record by entity; entities without one are left out."""
        found: dict[str, dict[str, None]] = {}
        for row in self.systems_of_record:
            if row.store:
                found.setdefault(row.entity, {})[row.store] = None
        return {entity: tuple(stores) for entity, stores in found.items()}

    def store_name(self, id_: str) -> str:
        """Return what people call a store; a provider or writer is called by its id."""
        store = self.store_by_id.get(id_)
        return store.name if store else id_


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of `integration-architecture.json`."""
    schema = _adapter().json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
