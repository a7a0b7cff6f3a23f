"""R06 copy_as_system_of_record."""

from collections.abc import Iterator

from tools.domain.design import Architecture, Design
from tools.domain.facts import Facts
from tools.knowledge.technologies import technology_of
from tools.rules.lookup import COPIES, evidence, named, role
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    if side.about == "current":
        for entity, stores in _written(design.facts).items():
            yield from _judge(design, entity, stores, f"entities.{entity}.loss_acceptable")
        return
    for owner in side.authorities:
        if owner.store is not None:
            yield from _judge(design, owner.entity, {owner.store}, owner.decision)


def _judge(design: Design, entity: str, stores: set[str], ref: str) -> Iterator[Violation]:
    accepted = design.facts.entity_by_id[entity].loss_acceptable
    if accepted or not all(_may_forget(design, store) for store in stores):
        return
    names = " and ".join(named(design, store) for store in sorted(stores))
    yield Violation(
        entity,
        f"{entity} is written to {names} only, which may forget it",
        evidence(design, ref),
        "critical" if accepted is False else None,
    )


def _written(facts: Facts) -> dict[str, set[str]]:
    """Return the stores in which writers of the facts write each entity."""
    found: dict[str, set[str]] = {}
    for writer in facts.writers:
        for write in writer.writes:
            found.setdefault(write.entity, set()).add(write.store)
    return {entity: stores for entity, stores in found.items() if not facts.entity_by_id[entity].derived_from}


def _may_forget(design: Design, store: str) -> bool:
    if role(design, store) not in COPIES:
        return False
    known, found = design.facts.store_by_id.get(store), technology_of(design.facts, store)
    verdict = found.system_of_record.verdict if found else "no"
    return verdict == "no" or (verdict == "caveat" and not (known and known.durable))


RULE = Rule(
    id="R06",
    name="copy_as_system_of_record",
    problem="A cache, a search index or a vector store is the only place where an entity is written.",
    rationale=(
        "Such stores evict, lose their newest writes on fail-over or offer no constraint over several "
        "rows; what they forget is gone."
    ),
    remedy=(
        "Write the entity to a database first and derive the copy; or have a named person accept the loss."
    ),
    sources=("es_primary", "redis_repl", "redis_aof"),
    severity="high",
    violations=_violations,
)
