"""What the signals that somebody looked for say of a failure mode."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Literal

from tools.domain.facts import CurrentPath, Facts
from tools.domain.facts.signals import Observation
from tools.knowledge.failure_modes import FailureMode
from tools.knowledge.signals import signals

Effect = Literal["nothing", "confirms", "rules_out", "both"]
Said = Mapping[str, frozenset[bool]]
"""Signal -> whether it was seen; both where two observations disagree."""


@dataclass(frozen=True, slots=True)
class Observed:
    """The observations at one path: by signal, said or still open."""

    rows: Mapping[str, tuple[Observation, ...]]

    @property
    def said(self) -> Said:
        """What was seen or not, and what follows from it."""
        return followed((id_, row.seen) for id_, rows in self.rows.items() for row in rows)

    @property
    def askable(self) -> Mapping[str, str]:
        """Signals of which nothing is known -> the fact that says whether they are seen."""
        known = self.said
        return {
            id_: f"signals.{rows[0].id}.seen"
            for id_, rows in self.rows.items()
            if id_ not in known and all(row.seen is None for row in rows)
        }


def observed(facts: Facts, path: CurrentPath) -> Observed:
    """Return what was looked for at a path, or at the stores of it where the signal is found."""
    found: dict[str, tuple[Observation, ...]] = {}
    around = dict.fromkeys((path.id, path.source, path.target, *path.via))
    near = (one for at in around for one in facts.signals_at.get(at, ()))
    for _, row in sorted(near, key=itemgetter(0)):
        if row.at in places(path, row.signal):
            found[row.signal] = (*found.get(row.signal, ()), row)
    return Observed(found)


def places(path: CurrentPath, signal: str) -> tuple[str, ...]:
    """Return the path and those of its stores at which a signal may be looked for, the best place first."""
    stores = {"source": (path.source,), "target": (path.target,), "via": path.via}
    at = signals()[signal].at
    if at == "path":
        return (path.id, path.target, path.source, *path.via)
    return (*stores[at], path.id)


def followed(rows: Iterable[tuple[str, object]]) -> Said:
    """Add what follows: a signal that is seen shows what it implies, an absent one all that imply it."""
    found: dict[str, set[bool]] = {}
    for id_, seen in rows:
        if isinstance(seen, bool):
            for one in _with_what_follows(id_, seen):
                found.setdefault(one, set()).add(seen)
    return {id_: frozenset(seen) for id_, seen in sorted(found.items())}


def _with_what_follows(id_: str, seen: bool) -> set[str]:
    reached, waiting = set[str](), [id_]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            known = signals()
            waiting += known[one].implies if seen else [s.id for s in known.values() if one in s.implies]
    return reached


def effect(mode: FailureMode, said: Said) -> Effect:
    """Return what is said of a failure mode by all that was looked for."""
    confirmed = any(True in said.get(id_, ()) for id_ in mode.confirmed_by)
    excluded = any(False in said.get(id_, ()) for id_ in mode.ruled_out_without) or any(
        True in said.get(id_, ()) for id_ in mode.ruled_out_by
    )
    if confirmed:
        return "both" if excluded else "confirms"
    return "rules_out" if excluded else "nothing"


def speaking(mode: FailureMode, seen: Observed) -> tuple[str, Observation] | None:
    """Return the signal, with its observation, without which something else would be said of a mode."""
    now = effect(mode, seen.said)
    for id_, rows in sorted(seen.rows.items()):
        for row in rows:
            if isinstance(row.seen, bool) and effect(mode, without(seen, row)) != now:
                return id_, row
    return None


def without(seen: Observed, row: Observation, instead: object = None) -> Said:
    """Return what is said when one observation is left out, or is another one instead."""
    return followed(
        (id_, instead if one is row else one.seen) for id_, rows in seen.rows.items() for one in rows
    )
