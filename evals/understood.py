"""What was taken from a brief, as scorers see it: facts, stores, entities, and how data moves today."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from evals.evidence import evidence_of, is_found
from evals.outcome import EdgeSeen, EntitySeen, FactSeen, Outcome, StoreSeen
from tools.domain.brief import Brief
from tools.domain.evidence import Quote
from tools.domain.facts import Entity, Facts, Store


def understood(facts: Facts, brief: Brief) -> Outcome:
    """Return an Outcome that holds no more than what was read."""
    return Outcome(
        facts=dict(_facts(facts, brief)),
        stores=tuple(_store(store, facts) for store in facts.stores),
        entities=tuple(_entity(entity) for entity in facts.entities),
        today=tuple(_today(facts)),
    )


def _facts(facts: Facts, brief: Brief) -> Iterator[tuple[str, FactSeen]]:
    for ref, value in _values(facts, ""):
        if evidence := evidence_of(facts, ref):
            yield ref, FactSeen(value=value, evidence=evidence.kind, found=is_found(evidence, brief))


def _values(model: BaseModel, ref: str) -> Iterator[tuple[str, Any]]:
    """Yield (reference, value) of everything that is said, values as JSON has them."""
    for name in type(model).model_fields:
        value, place = getattr(model, name), f"{ref}.{name}" if ref else name
        if name in ("id", "evidence", "schema_version") or value is None or value == ():
            continue
        if isinstance(value, BaseModel):
            yield from _values(value, place)
        elif isinstance(value, tuple) and all(hasattr(row, "id") for row in value):
            for row in value:
                yield from _values(row, f"{place}.{row.id}")
        else:
            yield place, model.model_dump(mode="json", include={name})[name]


def _store(store: Store, facts: Facts) -> StoreSeen:
    evidence = evidence_of(facts, f"stores.{store.id}")
    return StoreSeen(
        id=store.id,
        technology=store.technology,
        names=tuple(name for name in (store.name,) if name),
        words=evidence.text if isinstance(evidence, Quote) else "",
    )


def _entity(entity: Entity) -> EntitySeen:
    return EntitySeen(id=entity.id, names=tuple(name for name in (entity.table,) if name))


def _today(facts: Facts) -> Iterator[EdgeSeen]:
    for path in facts.paths:
        for entity in path.entities:
            yield EdgeSeen(entity=entity, source=path.source, target=path.target, mechanism=path.mechanism)
