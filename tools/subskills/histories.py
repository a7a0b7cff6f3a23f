"""Whether some order explains what the clients of one register saw: any order, or one that agrees with time.

Definitions as in Herlihy and Wing, "Linearizability" (1990), for one register, where serializability of
one-operation transactions asks for any order and linearizability for one that keeps real time. Every order is
tried, so histories are small.
"""

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import NamedTuple


class Event(NamedTuple):
    """A read or a write of one register, from its call to its answer. What has no answer yet ends late."""

    does: str  # `write` or `read`
    value: int  # written or returned
    starts: int
    ends: int

    def before(self, other: "Event") -> bool:
        """Return whether it had its answer before the other was called."""
        return self.ends < other.starts


History = tuple[Event, ...]


def serializable(history: History, initial: int = 0) -> bool:
    """Return whether some order explains all that was read."""
    return any(_explains(order, initial) for order in permutations(history))


def linearizable(history: History, initial: int = 0) -> bool:
    """Return whether some order that keeps real time explains all that was read."""
    return any(_explains(order, initial) for order in _in_time(history))


def _in_time(history: History) -> Iterator[History]:
    for order in permutations(history):
        pairs = ((one, other) for at, one in enumerate(order) for other in order[at + 1 :])
        if not any(other.before(one) for one, other in pairs):
            yield order


def _explains(order: Iterable[Event], initial: int) -> bool:
    value = initial
    for event in order:
        if event.does == "write":
            value = event.value
        elif event.value != value:
            return False
    return True


OLD_SNAPSHOT: History = (Event("write", 1, 0, 1), Event("read", 0, 2, 3))
"""A write is confirmed; then a read that was called later returns the state before it."""

SEEN_THEN_NOT: History = (Event("write", 1, 0, 9), Event("read", 1, 1, 2), Event("read", 0, 3, 4))
"""A write is under way; a read returns it, and a later read does not: what overlapping quorums permit."""
