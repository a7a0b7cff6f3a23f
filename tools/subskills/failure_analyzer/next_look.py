"""Which signal to look for next: the one whose answer settles most, whatever it is.

A cause is settled by an answer that confirms it or rules it out. What counts is how many are settled under
the worse of the two answers, then under both together: a count, since nobody knows how often each cause
happens. Among equal signals the one for what users tell of comes first, then the one for the higher rank.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tools.knowledge.failure_modes import FailureMode
from tools.subskills.failure_analyzer.observed import effect, followed
from tools.subskills.failure_analyzer.ranking import Cause

REASONED = ("likely", "suspected")
"""Standings of causes that no signal has settled and for which something speaks."""


class Look(NamedTuple):
    """A signal, and the causes that seeing it, or not seeing it, settles: ids of failure modes."""

    signal: str
    if_seen: tuple[str, ...]
    if_not: tuple[str, ...]
    among: tuple[str, ...]  # the causes that it was chosen for

    @property
    def at_least(self) -> int:
        """How many causes are settled whatever is seen."""
        return min(len(self.if_seen), len(self.if_not))

    @property
    def splits(self) -> bool:
        """Whether the two answers leave different causes; an answer settles no cause both ways."""
        return bool(self.if_seen or self.if_not)


def focus(causes: Sequence[Cause]) -> tuple[Cause, ...]:
    """Return the causes worth asking about: open, and with a reason; those that users tell of come first.

    What merely cannot be excluded is asked about while there is nothing better, and nothing is confirmed.
    """
    reasoned = [cause for cause in causes if cause.standing in REASONED]
    if not reasoned and not any(cause.standing == "confirmed" for cause in causes):
        reasoned = [cause for cause in causes if cause.standing == "possible"]
    return tuple(sorted(reasoned, key=lambda cause: not cause.witnesses.told))


def next_look(causes: Sequence[Cause], askable: Collection[str]) -> Look | None:
    """Return the most discriminating signal for ranked causes; None if none would tell anything."""
    modes = [cause.mode for cause in focus(causes)]
    looks = (look(signal, modes) for signal in sorted(askable))
    return min((one for one in looks if one.splits), key=_key, default=None)


def look(signal: str, modes: Sequence[FailureMode]) -> Look:
    """Work out what one signal would settle among causes of which nothing was seen yet."""
    seen, absent = followed([(signal, True)]), followed([(signal, False)])
    return Look(
        signal,
        tuple(mode.id for mode in modes if effect(mode, seen) != "nothing"),
        tuple(mode.id for mode in modes if effect(mode, absent) != "nothing"),
        tuple(mode.id for mode in modes),
    )


def _key(one: Look) -> tuple[int, int, int, str]:
    touched = {*one.if_seen, *one.if_not}
    first = next(place for place, id_ in enumerate(one.among) if id_ in touched)
    return -one.at_least, -len(one.if_seen) - len(one.if_not), first, one.signal
