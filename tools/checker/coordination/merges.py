"""How two places merge: sets unite, counters add what each did, the newest write of a register stays."""

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

T = TypeVar("T")

Rows = frozenset[tuple[int, T]]
"""Rows that are only ever added, each with the place that added it."""


class Register(NamedTuple):
    """A value that is set whole. The higher version stays; of equal ones, that of the higher place."""

    version: int
    place: int
    value: int

    def set(self, place: int, value: int) -> "Register":
        """Return the register with the next version."""
        return Register(self.version + 1, place, value)


class Removable(NamedTuple):
    """A set of which members can be removed, for good."""

    added: frozenset[object]
    removed: frozenset[object] = frozenset()

    @property
    def members(self) -> frozenset[object]:
        """What is in the set."""
        return self.added - self.removed


def union(_: frozenset[T], left: frozenset[T], right: frozenset[T]) -> frozenset[T]:
    """Merge sets that only grow."""
    return left | right


def removable(_: Removable, left: Removable, right: Removable) -> Removable:
    """Merge sets with removals: what one place removed is gone."""
    return Removable(left.added | right.added, left.removed | right.removed)


def counters(before: int, left: int, right: int) -> int:
    """Merge a counter: what both places added or took away counts."""
    return left + right - before


def each_counter(before: tuple[int, ...], left: tuple[int, ...], right: tuple[int, ...]) -> tuple[int, ...]:
    """Merge several counters, each by itself."""
    return tuple(map(counters, before, left, right))


def newest(_: Register, left: Register, right: Register) -> Register:
    """Merge a register: the last writer wins."""
    return max(left, right)


def each_newest(
    _: tuple[Register, ...], left: tuple[Register, ...], right: tuple[Register, ...]
) -> tuple[Register, ...]:
    """Merge several registers, each by itself."""
    return tuple(map(max, left, right))


def both(values: Iterable[object]) -> str:
    """Join values as English does: `1, 2 and 2`."""
    *most, last = map(str, values)
    return f"{', '.join(most)} and {last}" if most else last
