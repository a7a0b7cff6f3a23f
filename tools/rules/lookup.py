"""What several rules ask of a design, and the user's names for it."""

from collections.abc import Iterator, Mapping

from tools.domain.design import NOT_BUILT, Architecture, Authority, DataPath, Design, reads_of, said_of
from tools.domain.evidence import cite
from tools.domain.facts import CurrentPath, Entity, Facts, Read
from tools.knowledge.technologies import technology_of

TWICE = {"dual_write", "dual_write_db_broker", "two_phase_commit"}
"""Labels of paths on which one process writes both stores; loss and disorder are then one fault."""

COPIES = {"cache", "search", "vector"}
"""Roles of stores that hold copies and may forget."""

SHARED_OWNERS = {
    "split_by_attribute_group",
    "per_field_owner",
    "multi_master",
    "one_at_a_time_by_cutover_flag",
    "provider_for_effect_local_for_intent",
}
"""Outcomes of S2.sor under which more than one store may take writes of an entity."""


def built(side: Architecture) -> Iterator[DataPath]:
    """Yield the paths of a side that exist or are to be built: not parked, not recommended away."""
    gone = ("parked",) if side.about == "current" else NOT_BUILT
    return (path for path in side.paths if path.status not in gone)


def named(design: Design, store: str) -> str:
    """Return the user's id of a store with its technology: `search (Elasticsearch / OpenSearch)`."""
    found = technology_of(design.facts, store)
    return f"{store} ({found.name})" if found and store in design.facts.store_by_id else store


def role(design: Design, store: str) -> str | None:
    """Return what a store serves as: said, else its technology's usual role."""
    known = design.facts.store_by_id.get(store)
    found = technology_of(design.facts, store)
    return (known.role if known else None) or (found.sink_role if found else None)


def today(design: Design, path: DataPath) -> CurrentPath | None:
    """Return what the facts say of a current path; None for a recommended one and for an operation."""
    return said_of(path, design.facts)


def entity(design: Design, path: DataPath) -> Entity | None:
    """Return what the facts say of the entity that travels."""
    return design.facts.entity_by_id.get(path.entity)


def reads(design: Design, path: DataPath) -> tuple[Read, ...]:
    """Return the reads that the path serves."""
    return reads_of(path, design.facts)


def owners(design: Design) -> Mapping[str, tuple[Authority, ...]]:
    """Return the authorities by entity: one, or one per group of its attributes."""
    found: dict[str, tuple[Authority, ...]] = {}
    for owner in design.recommended.authorities:
        found[owner.entity] = (*found.get(owner.entity, ()), owner)
    return found


def evidence(design: Design, *refs: str) -> tuple[str, ...]:
    """Return each fact reference, with its citation where there is one."""
    return tuple(_cited(design.facts, ref) for ref in refs)


def _cited(facts: Facts, ref: str) -> str:
    row = ".".join(ref.split(".")[:2])
    found = facts.evidence.get(ref) or facts.evidence.get(row)
    return f"{ref}: {cite(found)}" if found else ref


def because(design: Design, path: DataPath, *fields: str) -> tuple[str, ...]:
    """Return what a finding rests on: facts of today's path or operation, decisions of a recommended path."""
    if path.fact is None:
        return tuple(decision for _, decision in path.decisions)
    if not path.fact.startswith("paths."):
        return evidence(design, path.fact)
    return evidence(design, *(f"{path.fact}.{field}" for field in fields))


def route(design: Design, path: DataPath) -> str:
    """Return `product from shop_db (PostgreSQL) to search (Elasticsearch)`."""
    return f"{path.entity} from {named(design, path.source)} to {named(design, path.target)}"
