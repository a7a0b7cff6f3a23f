"""One thing that a recipe can be about: properties choose the recipe, names fill it."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from tools.domain.facts import Entity, Facts
from tools.domain.record import record
from tools.knowledge.technologies import catalogue
from tools.knowledge.thresholds import defaults
from tools.recipes.names import slug
from tools.recipes.tables import table_names

About = Literal["store", "entity", "invariant", "operation", "dependency", "read", "path", "today"]


@record(frozen=True, slots=True)
class Subject:
    """One thing of a design. Each property holds the values it has; none if nothing is known.

    `names["assumed"]` are those of the names that nobody said.
    """

    about: About
    id: str
    properties: Mapping[str, frozenset[str]]
    names: Mapping[str, Any]


def properties(**values: Any) -> Mapping[str, frozenset[str]]:
    """Return each value as a set of words: none for None, true or false, the members of a collection."""
    return {name: frozenset(_words(value)) for name, value in values.items()}


def _words(value: Any) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str | int):
        yield str(value)
    else:
        for member in value:
            yield from _words(member)


def technology(facts: Facts, store: str | None) -> tuple[str, ...]:
    """Return the technology of a store and the one that it is based on."""
    row = facts.store_by_id.get(store or "")
    known = catalogue().find(row.technology) if row else None
    return (known.id, *filter(None, [known.based_on])) if known else ()


def entity_names(entity: Entity) -> dict[str, Any]:
    """Return the names of an entity: its table, its key, its version column; and the thresholds as T."""
    return {"entity": entity.id, **table_names(entity), "deletes": entity.deletes, "T": defaults()}


def merged(*names: Mapping[str, Any]) -> dict[str, Any]:
    """Return all names; what is assumed in one of them is assumed."""
    together = {name: value for one in names for name, value in one.items()}
    return {**together, "assumed": frozenset().union(*(one.get("assumed", ()) for one in names))}


def store_names(store: str) -> dict[str, Any]:
    """Return the names of what is set up once in a source: slot, topic prefix; and the thresholds as T."""
    return {"store": store, "slot": slug(f"{store}_changes"), "topics": slug(store), "T": defaults()}
