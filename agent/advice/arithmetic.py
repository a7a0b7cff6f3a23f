"""Sums and bounds, worked out again with their units."""

from collections.abc import Iterable, Mapping

from agent.advice.claims import Bound, Quantity, Sum
from agent.advice.outcome import Outcome, ran, refused
from tools.report.text import number

ROUNDED = 0.01
"""How far a total may be from its sum, as a part of it: totals are rounded (engineering judgement)."""

UNITS: Mapping[str, tuple[str, float]] = {
    "ms": ("s", 0.001), "s": ("s", 1), "min": ("s", 60), "h": ("s", 3600), "d": ("s", 86400),
    **{f"{prefix}B": ("B", 1000.0**power) for power, prefix in enumerate(("", "k", "M", "G", "T"))},
    **{f"{prefix}iB": ("B", 1024.0**power) for power, prefix in enumerate(("K", "M", "G", "T"), start=1)},
}  # fmt: skip
"""Unit -> the unit that it is counted in, and how many of those. Any other unit counts only itself."""


def total(claim: Sum) -> Outcome:
    """Add the terms up again."""
    kinds = _kinds((*claim.terms, claim.total))
    if len(kinds) != 1:
        return refused(f"it adds up {' and '.join(kinds)}")
    found, said = sum(map(_base, claim.terms)), _base(claim.total)
    if abs(found - said) > ROUNDED * abs(found):
        return refused(f"the terms add up to {_in_unit(found, claim.total)}, it says {_shown(claim.total)}")
    return ran(f"the sum was worked out again: {_in_unit(found, claim.total)}")


def bound(claim: Bound) -> Outcome:
    """Add up what must stay below the limit; where two clocks are compared, their difference counts."""
    if odd := [one for one in (*claim.below, claim.limit, claim.skew) if _unit(one)[0] != "s"]:
        return refused(f"{_shown(odd[0])} is no duration")
    several = claim.clocks == "several"
    if several and claim.skew.value <= 0:
        return refused("it compares times of two hosts and takes their clocks to be equal")
    found = sum(map(_base, claim.below)) + (_base(claim.skew) if several else 0)
    allowed = " with the difference of the clocks" * several
    if found >= _base(claim.limit):
        longer = f"{_in_unit(found, claim.limit)}{allowed}"
        return refused(f"what must stay below {_shown(claim.limit)} adds up to {longer}")
    return ran(f"the bound was worked out again: {_in_unit(found, claim.limit)}{allowed} stay below "
               f"{_shown(claim.limit)}")  # fmt: skip


def _unit(one: Quantity) -> tuple[str, float]:
    return UNITS.get(one.unit, (one.unit, 1))


def _kinds(quantities: Iterable[Quantity]) -> list[str]:
    return sorted({_unit(one)[0] for one in quantities})


def _base(one: Quantity) -> float:
    return one.value * _unit(one)[1]


def _in_unit(base: float, like: Quantity) -> str:
    return f"{number(round(base / _unit(like)[1], 3))} {like.unit}".rstrip()


def _shown(one: Quantity) -> str:
    return f"{number(one.value)} {one.unit}".rstrip()
