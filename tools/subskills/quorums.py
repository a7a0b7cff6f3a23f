"""Arithmetic of copies: what a write and a read of some copies have in common, and what survives a loss.

A write is confirmed when W of N copies have it, a read asks R of them. The formulas are held against every
choice of copies in tests/subskills/test_quorums.py.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

ENUMERATED = 9
"""Copies up to which every choice is tried: 126 x 126 pairs at most."""

Copies = tuple[int, ...]


class Quorums(NamedTuple):
    """N copies, W that confirm a write, R that a read asks; 1 <= W, R <= N."""

    n: int
    w: int
    r: int

    @property
    def overlap(self) -> int:
        """Copies that any read and any confirmed write have in common, at least."""
        return max(0, self.w + self.r - self.n)

    @property
    def write_overlap(self) -> int:
        """Copies that any two confirmed writes have in common, at least."""
        return max(0, 2 * self.w - self.n)

    @property
    def losses_writes_go_on(self) -> int:
        """Copies that may be gone while writes are still confirmed."""
        return self.n - self.w

    @property
    def losses_reads_go_on(self) -> int:
        """Copies that may be gone while reads are still answered."""
        return self.n - self.r

    @property
    def losses_write_kept(self) -> int:
        """Copies that may be gone, whichever they are, while a confirmed write is still somewhere."""
        return self.w - 1

    @property
    def possible(self) -> bool:
        """Whether no more copies are asked than there are."""
        return max(self.w, self.r) <= self.n


class Choice(NamedTuple):
    """Copies, numbered from 1, that confirmed a write, and copies that a read asks."""

    write: Copies
    read: Copies


class Reading(NamedTuple):
    """A write still on its way, and two reads of which the later one sees less."""

    reached: Copies
    first: Copies
    second: Copies


def majority(n: int) -> int:
    """Return how many of N copies are more than half."""
    return n // 2 + 1


def least_overlap(quorums: Quorums, nodes: int | None = None) -> tuple[int, Choice, int]:
    """Try every write and read set: return the smallest overlap, where it happens, and how many were tried.

    `nodes` is more than N where nodes outside the N copies may stand in (a sloppy quorum). Raise ValueError
    above `ENUMERATED`.
    """
    places = quorums.n if nodes is None else nodes
    choices = list(_choices(places, quorums.w, quorums.r))
    common = [len(set(choice.write) & set(choice.read)) for choice in choices]
    least = min(common)
    return least, choices[common.index(least)], len(choices)


def newer_then_older(quorums: Quorums) -> Reading | None:
    """Return a run in which a read sees a write and a later read does not, though W + R > N; None if none is.

    The write has reached some copies, fewer than W: it is still under way. Nobody repairs on read.
    """
    for size in range(1, quorums.w):
        reached = tuple(range(1, size + 1))
        sees = (one for one in _sets(quorums.n, quorums.r) if set(one) & set(reached))
        misses = (one for one in _sets(quorums.n, quorums.r) if not set(one) & set(reached))
        first, second = next(sees, None), next(misses, None)
        if first and second:
            return Reading(reached, first, second)
    return None


def largest_share(copies: int, domains: int) -> int:
    """Return how many copies the fullest of the domains holds when they are spread evenly."""
    return -(-copies // domains)


def survives_a_domain(quorums: Quorums, domains: int) -> bool:
    """Return whether writes go on when any one domain is lost, the copies spread evenly over the domains."""
    return quorums.n - largest_share(quorums.n, domains) >= quorums.w


def _sets(places: int, size: int) -> Iterator[Copies]:
    if places > ENUMERATED:
        raise ValueError(f"{places} copies; expected at most {ENUMERATED} to try every choice")
    return combinations(range(1, places + 1), size)


def _choices(places: int, w: int, r: int) -> Iterator[Choice]:
    return (Choice(write, read) for write in _sets(places, w) for read in _sets(places, r))
