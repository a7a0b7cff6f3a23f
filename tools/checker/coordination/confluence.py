"""Whether an invariant survives when two places decide apart: every merge within a bound is tried.

Invariant confluence (Bailis et al., "Coordination Avoidance in Database Systems", PVLDB 8(3), 2015): two
replicas start from one state that both have seen, each does operations that keep the invariant where they are
done, and then they merge. If every merge keeps the invariant, no coordination is needed; a merge that breaks
it is the witness that it is.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Generic, TypeVar

S = TypeVar("S", bound=Hashable)

DEPTH = 2
"""Operations that each place does at most, and that came before the places parted."""

PLACES = (1, 2)

Done = tuple[str, ...]
"""What was done, one operation after the other."""


@dataclass(frozen=True, slots=True)
class Operation(Generic[S]):
    """One thing that a place can do. `apply` takes the state and the place; None: not possible there."""

    does: str  # follows the one who does it: `takes 1 away from {value}`
    apply: Callable[[S, int], S | None]


@dataclass(frozen=True, slots=True)
class Row(Generic[S]):
    """One row of the table: an invariant and the operations that are to keep it.

    `merge` takes the state before the places parted and those of the two. Texts may hold `{table}`,
    `{value}`, `{child}` and `{parent}`, for which a reader's names are put.
    """

    id: str
    invariant: str
    operation: str
    start: S
    operations: tuple[Operation[S], ...]
    merge: Callable[[S, S, S], S]
    holds: Callable[[S], bool]
    shows: Callable[[S], str]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Witness(Generic[S]):
    """A merge that breaks the invariant, with the fewest operations after the places parted."""

    ancestor: S
    left: Done
    right: Done
    merged: S


@dataclass(frozen=True, slots=True)
class Confluence(Generic[S]):
    """The verdict on a row. `merges` were tried, up to the one that broke the invariant."""

    needs_coordination: bool
    witness: Witness[S] | None
    merges: int


@cache
def confluent(row: Row[Any], depth: int = DEPTH) -> Confluence[Any]:
    """Try every merge of two places that each do up to `depth` operations, the shortest first."""
    ancestors = reached(row, row.start, PLACES, depth)
    apart = [
        (ancestor, before, left, right)
        for ancestor, before in ancestors.items()
        for left, right in product(*(reached(row, ancestor, (place,), depth).items() for place in PLACES))
    ]
    apart.sort(key=lambda one: (len(one[2][1]) + len(one[3][1]), len(one[1])))
    for merges, (ancestor, _, (left, on_left), (right, on_right)) in enumerate(apart, start=1):
        merged = row.merge(ancestor, left, right)
        if not row.holds(merged):
            return Confluence(True, Witness(ancestor, on_left, on_right, merged), merges)
    return Confluence(False, None, len(apart))


def told(row: Row[Any], witness: Witness[Any], names: Mapping[str, str]) -> str:
    """Return a witness as one sentence in a reader's names."""
    left, right = " and ".join(witness.left), " and ".join(witness.right)
    did = f"each {left}" if left == right else f"one {left}, the other {right}"
    before, after = row.shows(witness.ancestor), row.shows(witness.merged)
    return f"Both start with {before}; {did}; merged: {after}.".format_map(names)


def reached(row: Row[S], start: S, places: Iterable[int], depth: int) -> Mapping[S, Done]:
    """Return the states that the places reach in up to `depth` operations that keep the invariant."""
    steps = [(place, operation) for place in places for operation in row.operations]
    found: dict[S, Done] = {start: ()}
    latest = dict(found)
    for _ in range(depth):
        following: dict[S, Done] = {}
        for (state, done), (place, operation) in product(latest.items(), steps):
            after = operation.apply(state, place)
            if after is not None and after not in found and row.holds(after):
                following.setdefault(after, (*done, operation.does))
        found |= following
        latest = following
    return found
