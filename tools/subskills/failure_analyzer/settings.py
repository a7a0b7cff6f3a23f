"""Where a failure mode can occur: what it needs, held against stores, rows and mechanism of a path."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from tools.domain.facts import CurrentPath, Facts
from tools.knowledge.failure_modes import Needs
from tools.knowledge.technologies import technology_of
from tools.knowledge.technology import Technology

Fits = Literal["yes", "no", "unsaid"]
Names = frozenset[str] | None
"""The names under which something may be asked for; None is unknown."""

OPEN = {None, "unclassified"}
"""Labels of a mechanism that nobody described well enough."""

OWN_CODE = ("service", "job")
"""Kinds of writers that are no store of any technology."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What moves the data of a path, what its rows hold, and the technologies that it touches."""

    capture: Names
    rows: Names
    source: Names
    target: Names
    via: Names

    @property
    def anywhere(self) -> Names:
        """The names of all technologies on the path."""
        places = [self.source, self.target, self.via]
        known = frozenset[str]().union(*(names for names in places if names is not None))
        return known if None not in places else None


def setting(facts: Facts, path: CurrentPath, labels: Collection[str | None] = ()) -> Setting:
    """Return the setting of a path; `labels` are those of step 1, none if not known yet."""
    known = frozenset(label for label in labels if label)
    stations = [names_of(facts, store) for store in path.via]
    return Setting(
        capture=known if labels and not OPEN & set(labels) else None,
        rows=_rows(facts, path),
        source=names_of(facts, path.source),
        target=names_of(facts, path.target),
        via=None if None in stations else frozenset[str]().union(*(names for names in stations if names)),
    )


def _rows(facts: Facts, path: CurrentPath) -> Names:
    """Return what the rows of a path hold; what nobody denied may be in them."""
    moved = [facts.entity_by_id[id_] for id_ in path.entities]
    held = {
        "personal": any(entity.pii is not False for entity in moved),
        "restricted": any(entity.restricted is not False for entity in moved),
    }
    return frozenset(name for name, may_be in held.items() if may_be) if moved else None


def names_of(facts: Facts, place: str) -> Names:
    """Return id, category and base of a store's technology; nothing for our own code; None if unknown."""
    if found := technology_of(facts, place):
        return _names(found)
    return frozenset() if any(one.id == place and one.kind in OWN_CODE for one in facts.writers) else None


def _names(technology: Technology) -> frozenset[str]:
    names = (technology.id, technology.category, technology.based_on)
    return frozenset(name for name in names if name)


def fits(needs: Needs, where: Setting) -> Fits:
    """Say whether a path has what a failure mode needs; `unsaid` if nobody said enough to exclude it."""
    asked = [
        (wanted, getattr(where, place)) for place in Needs.model_fields if (wanted := getattr(needs, place))
    ]
    if any(known is not None and not known & set(wanted) for wanted, known in asked):
        return "no"
    return "unsaid" if any(known is None for _, known in asked) else "yes"
