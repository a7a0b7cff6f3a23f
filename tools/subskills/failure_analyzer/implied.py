"""Observations that nobody made yet: rows for the questions to point at."""

from collections.abc import Iterator

from tools.domain.facts import CurrentPath, Facts, FactsError
from tools.domain.facts.refs import nearest
from tools.domain.facts.signals import Observation
from tools.knowledge.failure_modes import failure_modes
from tools.knowledge.signals import signals
from tools.subskills.failure_analyzer.observed import observed, places
from tools.subskills.failure_analyzer.settings import fits, setting

LONGEST_ID = 64
"""Characters that an id of the facts may have."""


def troubled(facts: Facts, path: CurrentPath) -> bool:
    """Return whether anybody complains of a path, or saw a signal at it or at its stores."""
    rows = observed(facts, path).rows.values()
    return bool(path.symptoms) or any(row.seen is True for of_signal in rows for row in of_signal)


def unmade(facts: Facts) -> Iterator[tuple[Observation, str]]:
    """Yield an empty observation, and the path that it is for, per signal that may tell on a troubled path.

    Raises FactsError for an observation of a signal that the catalogue does not have.
    """
    _refuse_unknown(facts)
    used = {row.id for row in facts.signals}
    for path in facts.paths:
        if not troubled(facts, path):
            continue
        known = observed(facts, path).rows
        for signal in _telling(facts, path):
            at = places(path, signal)[0]
            id_ = f"{at}-{signal}"
            if signal not in known and id_ not in used and len(id_) <= LONGEST_ID:
                used.add(id_)
                yield Observation(id=id_, at=at, signal=signal), path.id


def _refuse_unknown(facts: Facts) -> None:
    for row in facts.signals:
        if row.signal not in signals():
            where = f"signals.{row.id}.signal"
            raise FactsError(f"{where}: no signal is called {row.signal!r}; {nearest(row.signal, signals())}")


def _telling(facts: Facts, path: CurrentPath) -> list[str]:
    """Return the signals of the failure modes that the stores of a path do not exclude."""
    where = setting(facts, path)
    found = (mode.signals for mode in failure_modes() if fits(mode.needs, where) != "no")
    return sorted({signal for of_mode in found for signal in of_mode})
