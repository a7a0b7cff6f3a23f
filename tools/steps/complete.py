"""Rows that the facts imply: they hold no value, but give questions and assumptions something to point at."""

from itertools import product

from tools.domain.evidence import Evidence, Implied
from tools.domain.facts import CurrentPath, Entity, Facts, Read, Write, Writer
from tools.domain.facts.model import SECTIONS
from tools.domain.facts.refs import replaced
from tools.knowledge.technologies import technology_of
from tools.steps.outside import arrives
from tools.steps.replicas import at_their_originals
from tools.subskills.failure_analyzer.implied import unmade


def complete(facts: Facts) -> Facts:
    """Return facts in which every path names entities, every copy has a reader and every entity a writer.

    A path that somebody complains of gets the signals that could be looked for.

    The added rows are empty but for what the implying row says, and carry `Implied` evidence. Rows are put in
    the order of their ids, so that the order in which a user lists them decides nothing.
    """
    facts = _with_entities(_without_stopovers(at_their_originals(_sorted(facts))))
    facts = _with_reads(facts)
    return _with_signals(_with_writers(facts))


def _sorted(facts: Facts) -> Facts:
    rows = {name: sorted(getattr(facts, name), key=lambda row: str(row.id)) for name in SECTIONS}
    return _extended(facts, {}, **{name: tuple(found) for name, found in rows.items()})


def _extended(facts: Facts, evidence: dict[str, Evidence], **rows: object) -> Facts:
    return replaced(facts, {**rows, "evidence": {**facts.evidence, **evidence}})


def _without_stopovers(facts: Facts) -> Facts:
    """Read a path into a broker and one out of it as one path through the broker."""
    brokers = {store.id for store in facts.stores if _is_transport(facts, store.id)}
    into = [path for path in facts.paths if path.target in brokers]
    folded, used = [], set[str]()
    for path in facts.paths:
        feeding = [one for one in into if one.target == path.source and _meet(one, path)]
        if path.source in brokers and len(feeding) == 1 and feeding[0].source not in brokers:
            used.add(feeding[0].id)
            path = _joined(feeding[0], path)
        folded.append(path)
    return (
        _extended(facts, {}, paths=tuple(path for path in folded if path.id not in used)) if used else facts
    )


def _is_transport(facts: Facts, store: str) -> bool:
    found = technology_of(facts, store)
    return found is not None and found.role == "transport"


def _meet(first: CurrentPath, second: CurrentPath) -> bool:
    return not first.entities or not second.entities or bool(set(first.entities) & set(second.entities))


def _joined(first: CurrentPath, second: CurrentPath) -> CurrentPath:
    """Return the second path, starting where the first does and going through the broker."""
    said = {name: value for name, value in first if value not in (None, ())}
    own = {name: value for name, value in second if value not in (None, ())}
    ends = {
        "id": second.id,
        "source": first.source,
        "target": second.target,
        "via": (second.source, *second.via),
        "mechanism": first.mechanism if first.mechanism != "unknown" else second.mechanism,
        "entities": second.entities or first.entities,
    }
    return CurrentPath.model_construct(**{**dict(second), **said, **own, **ends})


def _with_entities(facts: Facts) -> Facts:
    """Name `<source>-records` what travels on a path that says only from where to where."""
    known = set(facts.entity_by_id)
    entities, paths, evidence = list(facts.entities), [], dict[str, Evidence]()
    for path in facts.paths:
        if not path.entities:
            name = f"{path.source}-records"
            if name not in known:
                known.add(name)
                entities.append(Entity(id=name))
                evidence[f"entities.{name}"] = Implied(by=f"paths.{path.id}")
            path = replaced(path, {"entities": (name,)})
        paths.append(path)
    if not evidence:
        return facts
    return _extended(facts, evidence, entities=tuple(entities), paths=tuple(paths))


def _with_reads(facts: Facts) -> Facts:
    """Add a reader for each entity that is copied into a store from which nobody is said to read it."""
    reads, evidence = list(facts.reads), dict[str, Evidence]()
    served = set(facts.reads_of)
    through = {store for path in facts.paths for store in path.via}
    for path in facts.paths:
        ends = (path.target, path.source) if path.mechanism == "bidirectional" else (path.target,)
        for entity, store in product(path.entities, ends):
            if store in through or (entity, store) in served or _is_transport(facts, store):
                continue
            served.add((entity, store))
            name = f"{entity}-in-{store}"
            reads.append(Read(id=name, entities=(entity,), store=store))
            evidence[f"reads.{name}"] = Implied(by=f"paths.{path.id}")
    return _extended(facts, evidence, reads=tuple(reads)) if evidence else facts


def _with_writers(facts: Facts) -> Facts:
    """Add a writer for each entity that nobody is said to write, at the store its paths start from.

    What arrives from outside is written where it arrives.
    """
    writers, evidence = list(facts.writers), dict[str, Evidence]()
    written = {entity for entity, of in facts.writers_of.items() if of}
    targets = {
        (entity, path.target)
        for path in facts.paths
        for entity in path.entities
        if not (arrives(facts, entity, path) or _is_carried_back(facts, entity, path))
    }
    for path in facts.paths:
        for entity in path.entities:
            start = path.target if arrives(facts, entity, path) else path.source
            if entity in written or start not in facts.store_by_id or (entity, start) in targets:
                continue
            written.add(entity)
            name = f"writers-of-{entity}"
            writers.append(Writer(id=name, writes=(Write(store=start, entity=entity),)))
            evidence[f"writers.{name}"] = Implied(by=f"paths.{path.id}")
    return _extended(facts, evidence, writers=tuple(writers)) if evidence else facts


def _is_carried_back(facts: Facts, entity: str, path: CurrentPath) -> bool:
    """Return whether a person brings back to a store what was changed in a copy that it feeds."""
    fed = facts.paths_of.get((entity, path.source), ())
    return path.mechanism == "manual" and any(
        other.source == path.target and other.mechanism != "manual" for other in fed
    )


def _with_signals(facts: Facts) -> Facts:
    """Add what could be looked for at each path that somebody complains of."""
    rows = list(unmade(facts))
    if not rows:
        return facts
    evidence: dict[str, Evidence] = {f"signals.{row.id}": Implied(by=f"paths.{path}") for row, path in rows}
    return _extended(facts, evidence, signals=(*facts.signals, *(row for row, _ in rows)))
