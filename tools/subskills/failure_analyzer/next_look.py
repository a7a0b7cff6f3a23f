"""Which signal to look for next: the one whose answer settles most, whatever it is.

A cause is settled by an answer that confirms it or rules it out. What counts is how many are settled under
the worse of the two answers, then under both together: a count, since nobody knows how often each cause
happens. Likely causes count before suspected ones, those before possible ones.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from tools.knowledge.failure_modes import FailureMode
from tools.subskills.failure_analyzer.observed import effect, followed
from tools.subskills.failure_analyzer.ranking import OPEN, Cause


class Look(NamedTuple):
    """A signal, and the causes that seeing it, or not seeing it, settles: ids of failure modes by rank."""

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
    """Return the causes worth asking about: the most likely ones that no signal has settled.

    Those that merely cannot be excluded are asked about while nothing better is known.
    """
    for standing in OPEN:
        if found := tuple(cause for cause in causes if cause.standing == standing):
            is_last = standing == "possible"
            return () if is_last and any(c.standing == "confirmed" for c in causes) else found
    return ()


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
