"""The order of causes: a count of what speaks for each, no probabilities.

Engineering judgement: what was seen outweighs what the design says, and the design what users tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tools.knowledge.failure_modes import FailureMode
from tools.subskills.failure_analyzer.observed import Effect
from tools.subskills.failure_analyzer.settings import Fits
from tools.subskills.failure_analyzer.witnesses import Witnesses

STANDINGS = ("confirmed", "likely", "suspected", "possible", "contradictory", "ruled_out", "not_here")
"""Outcomes of the rule group S7.cause, the first to be looked into first."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A failure mode on one path, with how it stands and what speaks for it."""

    mode: FailureMode
    standing: str
    fits: Fits
    effect: Effect
    witnesses: Witnesses


def ranked(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes, the first to be looked into first.

    By standing, then those that users tell of, then those that the model checker ran into, then by the kinds
    of witness, then by id. A signal that confirms a cause puts no other one before it.
    """
    return tuple(sorted(causes, key=_key))


def _key(cause: Cause) -> tuple[int, bool, bool, int, str]:
    place, found = STANDINGS.index(cause.standing), cause.witnesses
    return place, not found.told, found.trace is None, -found.count, cause.mode.id
