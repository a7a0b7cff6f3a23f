"""A design becomes a document: names resolved, evidence attached, diagrams drawn. Nothing is decided here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tools.domain.assisted import Assisted
from tools.domain.design import NOT_BUILT, DataPath, Design
from tools.domain.evidence import cite
from tools.domain.facts import Facts
from tools.domain.questions import Question
from tools.domain.verdict import SEVERITIES, Finding
from tools.intake.result import Intake
from tools.knowledge.checklist import checklist
from tools.knowledge.technologies import catalogue
from tools.logic.condition import show
from tools.recipes import recipe_sources, recipes
from tools.report.diagram import Diagram, Labels, entity_diagram, system_diagrams
from tools.report.document import (
    CheckItem,
    ConstraintEntry,
    ContradictionEntry,
    Document,
    EntityEntry,
    OperationEntry,
    PathEntry,
    ReadEntry,
    SourceEntry,
    StoreEntry,
    StoreRole,
    SubskillEntry,
    SystemOfRecord,
)
from tools.report.text import distinct
from tools.report.verdicts import verdict_entry
from tools.report.words import words
from tools.steps.mechanisms import mechanism
from tools.subskills import SUBSKILLS

ENTITY_DIAGRAMS = 24
"""Beyond so many entities their write and read paths are listed, not drawn (engineering judgement)."""


Names = Mapping[str, tuple[str, ...]]
"""What belongs to each id: the stores that serve a read, the decisions about a subject."""

NOTHING_READ = Intake(Facts(schema_version=1))


def document(
    design: Design,
    questions: Iterable[Question] = (),
    intake: Intake = NOTHING_READ,
    assisted: Assisted | None = None,
) -> Document:
    """Return the document of a design: its open questions, what intake made of the brief, a model's part."""
    facts = design.facts
    live = tuple(path for path in design.recommended.paths if path.status not in NOT_BUILT)
    served = _served_by(design, live)
    stores = _stores(design, live, served)
    decided = _decisions_by_subject(design)
    found = recipes(design)
    return Document(
        document_version=1,
        system=facts.system,
        composition=design.composition,
        stores=stores,
        entities=_entities(design, live),
        reads=_reads(design, served),
        constraints=_constraints(design, decided),
        operations=_operations(design, decided),
        systems_of_record=_systems_of_record(design),
        current_paths=tuple(_path(path, facts) for path in design.current.paths),
        paths=tuple(_path(path, facts) for path in design.recommended.paths),
        patterns=design.patterns,
        ordering=design.orderings,
        laws=design.verdict.laws,
        check_items=tuple(CheckItem(item.id, item.question, item.severity) for item in checklist()),
        checklist=design.verdict.checklist,
        sign_offs=design.verdict.sign_offs,
        gaps=design.verdict.gaps,
        verdicts=tuple(map(verdict_entry, design.verdict.explored)),
        findings=_findings(design.verdict.findings, facts),
        # a signal that nobody looked for changes no design: it is asked for where the failures are told
        assumptions=tuple(one for one in design.assumptions if not one.fact.startswith("signals.")),
        questions=tuple(questions),
        decisions=design.decisions,
        subskills=_subskills(design),
        advice=design.advice,
        recipes=found,
        diagrams=_diagrams(design, stores, live, served),
        sources=_sources(
            (
                *(decision.sources for decision in design.decisions),
                *((figure.source,) for one in design.advice for figure in one.figures if figure.source),
                *(recipe.sources for recipe in found),
            )
        ),
        coverage=intake.coverage,
        unread=intake.unread,
        contradictions=tuple(
            ContradictionEntry(one.fact, tuple(f"{show(value)} ({cite(by)})" for value, by in one.values))
            for one in intake.contradictions
        ),
        dropped=intake.dropped,
        assisted=assisted,
    )


def _stores(design: Design, live: tuple[DataPath, ...], served: Names) -> tuple[StoreEntry, ...]:
    decides: dict[str, list[str]] = {}
    for authority in design.recommended.authorities:
        if authority.store:
            group = f" ({authority.group})" if authority.group else ""
            decides.setdefault(authority.store, []).append(f"{authority.entity}{group}")
    copies: dict[str, list[str]] = {}
    brokers: set[str] = set()
    for path in live:
        if not is_effect(path) and path.source != path.target:
            copies.setdefault(path.target, []).append(path.entity)
        brokers.update(path.via)
    reads: dict[str, list[str]] = {}
    for read, by in served.items():
        for id_ in by:
            reads.setdefault(id_, []).append(read)
    return tuple(
        StoreEntry(
            id=store.id,
            name=store.name or store.id,
            technology=_technology(store.technology),
            role=_role(store.id in decides, store.id in copies, store.id in brokers),
            decides_on=distinct(decides.get(store.id, ())),
            copies=distinct(copies.get(store.id, ())),
            reads=tuple(reads.get(store.id, ())),
            owner=store.owner,
        )
        for store in design.facts.stores
    )


def is_effect(path: DataPath | PathEntry) -> bool:
    """Return whether a path makes something happen elsewhere, rather than copy rows."""
    return mechanism(path.capture).style == "effect"


def _technology(id_: str) -> str:
    known = catalogue().find(id_)
    return known.name if known else id_


def _role(decides: bool, copies: bool, carries: bool) -> StoreRole:
    if carries:
        return "broker"
    if decides and copies:
        return "system of record and derived view"
    if decides:
        return "system of record"
    return "derived view" if copies else "unused"


def _served_by(design: Design, live: tuple[DataPath, ...]) -> Names:
    """Return the stores that serve each read: the target of its live path, else the system of record."""
    authority = {a.entity: a.store for a in design.recommended.authorities if a.store}
    from_views: dict[str, dict[str, str]] = {}
    for path in live:
        for id_ in path.reads:
            from_views.setdefault(id_, {})[path.entity] = path.target
    served = {}
    for read in design.facts.reads:
        views = from_views.get(read.id, {})
        served[read.id] = distinct(
            views.get(e) or authority.get(e) or read.store or "" for e in read.entities
        )
    return served


def _entities(design: Design, live: tuple[DataPath, ...]) -> tuple[EntityEntry, ...]:
    held: dict[str, list[str]] = {}
    for authority in design.recommended.authorities:
        held.setdefault(authority.entity, []).append(authority.store or "")
    for path in live:
        held.setdefault(path.entity, []).extend((*path.via, path.target))
    writers = design.facts.writers_of
    return tuple(
        EntityEntry(
            id=entity.id,
            key=entity.key,
            pii=entity.pii,
            deletes=entity.deletes,
            writers=tuple(writer.id for writer in writers.get(entity.id, ())),
            held_by=distinct(held.get(entity.id, ())),
        )
        for entity in design.facts.entities
    )


def _reads(design: Design, served: Names) -> tuple[ReadEntry, ...]:
    return tuple(
        ReadEntry(
            id=read.id,
            consumer=read.consumer,
            entities=read.entities,
            pattern=read.pattern,
            freshness_s=read.freshness_s,
            staleness_harm=read.staleness_harm,
            read_your_writes=read.read_your_writes,
            served_by=served[read.id],
        )
        for read in design.facts.reads
    )


def _decisions_by_subject(design: Design) -> Names:
    found: dict[str, list[str]] = {}
    for decision in design.decisions:
        found.setdefault(decision.subject, []).append(decision.id)
    return {subject: tuple(ids) for subject, ids in found.items()}


def _constraints(design: Design, decided: Names) -> tuple[ConstraintEntry, ...]:
    authority = {a.entity: a.store for a in design.recommended.authorities if a.store}
    coordination = {one.invariant: one for one in design.verdict.constraints}
    return tuple(
        ConstraintEntry(
            id=invariant.id,
            kind=invariant.kind,
            entities=invariant.entities,
            attributes=invariant.attributes,
            hard=None if invariant.recoverable is None else not invariant.recoverable,
            stores=distinct(authority.get(entity, "") or "" for entity in invariant.entities),
            decisions=decided.get(invariant.id, ()),
            coordination=coordination.get(invariant.id),
        )
        for invariant in design.facts.invariants
    )


def _operations(design: Design, decided: Names) -> tuple[OperationEntry, ...]:
    return tuple(
        OperationEntry(
            id=operation.id,
            entities=operation.entities,
            stores=operation.stores,
            services=operation.services,
            provider=operation.external.provider if operation.external else None,
            operation_id=operation.operation_id,
            decisions=decided.get(operation.id, ()),
        )
        for operation in design.facts.operations
    )


def _systems_of_record(design: Design) -> tuple[SystemOfRecord, ...]:
    return tuple(
        SystemOfRecord(a.entity, a.group, a.attributes, a.store, a.outcome, a.derived, a.decision)
        for a in design.recommended.authorities
    )


def _path(path: DataPath, facts: Facts) -> PathEntry:
    decided = dict(path.decisions)
    return PathEntry(
        id=path.id,
        entity=path.entity,
        source=path.source,
        target=path.target,
        status=path.status,
        capture=path.capture,
        relay=path.relay,
        transport=path.transport,
        via=path.via,
        processing=path.processing,
        ordering_key=path.ordering_key,
        version_token=path.version_token,
        sink_guard=path.sink_guard,
        bootstrap=path.bootstrap,
        deletes=path.deletes,
        lag_objective_s=path.lag_objective_s,
        freshness_s=path.freshness_s,
        reconciliation=path.reconciliation,
        owner=path.owner,
        writer=_writer(path.fact, facts),
        obligations=path.obligations,
        hops=path.hops,
        reads=path.reads,
        replaces=path.replaces,
        exit_trigger=path.exit_trigger,
        evidence=_seen(path.fact, facts),
        decision=decided.get("capture"),
        decisions=decided,
    )


def _writer(fact: str | None, facts: Facts) -> str | None:
    """Return whose code moves the data of a current path, where that was said."""
    if fact is None:
        return None
    section, id_ = fact.split(".", 1)
    return facts.path_by_id[id_].writer if section == "paths" else None


def _seen(fact: str | None, facts: Facts) -> str:
    """Return where a current path was read, its mechanism first."""
    if fact is None:
        return ""
    for ref in (f"{fact}.mechanism", fact):
        if ref in facts.evidence:
            return cite(facts.evidence[ref])
    return ""


def _findings(findings: tuple[Finding, ...], facts: Facts) -> tuple[Finding, ...]:
    """Return the findings, worst first, with each fact reference followed by where the fact was said."""

    def cited(ref: str) -> str:
        return f"`{ref}`: {cite(facts.evidence[ref])}" if ref in facts.evidence else ref

    ranked = sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity))
    return tuple(replace(finding, evidence=tuple(map(cited, finding.evidence))) for finding in ranked)


def _diagrams(
    design: Design, stores: tuple[StoreEntry, ...], live: tuple[DataPath, ...], served: Names
) -> tuple[Diagram, ...]:
    if not design.current.paths and not live:
        return ()
    faults: dict[str, list[str]] = {}
    for finding in design.verdict.findings:
        if finding.about == "current":
            faults.setdefault(finding.subject, []).append(finding.rule)
    labels = Labels(
        stores={store.id: (store.name, store.technology) for store in stores},
        brokers=frozenset(store for path in (*design.current.paths, *live) for store in path.via),
        faults={path: distinct(rules) for path, rules in faults.items()},
    )
    whole = tuple(
        diagram
        for architecture in (design.current, design.recommended)
        if architecture.paths
        for diagram in system_diagrams(architecture, design.facts, labels)
    )
    if len(design.facts.entities) > ENTITY_DIAGRAMS:
        return whole
    return (*whole, *_entity_diagrams(design, live, served, labels))


def _entity_diagrams(
    design: Design, live: tuple[DataPath, ...], served: Names, labels: Labels
) -> Iterable[Diagram]:
    for entity in design.facts.entities:
        stores = distinct(a.store or "" for a in design.recommended.authorities if a.entity == entity.id)
        paths = [path for path in live if path.entity == entity.id]
        writers = design.facts.writers_of.get(entity.id, ())
        writes = [(writer.id, store) for writer in writers for store in stores]
        reads = [
            (store, read.id, words("read", read.pattern) if read.pattern else "reads")
            for read in design.facts.reads
            if entity.id in read.entities
            for store in served[read.id]
            if store in stores or any(path.target == store for path in paths)
        ]
        if writes or paths or reads:
            yield entity_diagram(entity.id, writes, paths, reads, labels)


def _subskills(design: Design) -> tuple[SubskillEntry, ...]:
    asked = {one.subskill for one in design.advice}
    return tuple(
        SubskillEntry(one.name, one.title, one.step, one.asks, one.groups)
        for one in SUBSKILLS
        if one.name in asked
    )


def _sources(cited: Iterable[tuple[str, ...]]) -> tuple[SourceEntry, ...]:
    known = recipe_sources()
    return tuple(SourceEntry(id_, known[id_].label) for id_ in sorted({id_ for ids in cited for id_ in ids}))
