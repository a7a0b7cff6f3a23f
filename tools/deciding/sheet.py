"""Named inputs of the rules, filled from facts, from the catalogue or from earlier decisions.

An input remembers the fact it comes from, so that a decision can cite it, a question can ask for it, and a
flip can say which fact to change.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tools.domain.decisions import Value

Said = tuple[Value | None, str]
"""A value of a fact, `None` if unsaid, and its reference."""


class Input(NamedTuple):
    """One input of a rule.

    `by_value` maps input values to the values of the fact when they differ, e.g. `True` to `soft`.
    `at_most` is
    the largest value that this fact alone can give to the input, when other facts bound it too. `per` are the
    facts that it is estimated from while its own is unsaid: reference, and how much of it one unit makes.
    """

    value: Value | None
    fact: str | None = None
    note: str = ""
    by_value: tuple[tuple[Value, Value], ...] = ()
    at_most: float | None = None
    only: Value | None = None
    per: tuple[tuple[str, float], ...] = ()

    def fact_value(self, value: Value) -> Value | None:
        """Return the value to give to the fact so that the input becomes `value`; None if that cannot be."""
        if self.fact is None or (self.only is not None and value != self.only):
            return None
        if self.at_most is not None and isinstance(value, int | float) and value > self.at_most:
            return None
        if not self.by_value:
            return value
        for mine, of_fact in self.by_value:
            if type(mine) is type(value) and mine == value:
                return of_fact
        return None

    def under(self, fact: str, value: Value) -> Value | None:
        """Return what the input would be if a fact had this value."""
        if self.fact != fact:
            factor = dict(self.per).get(fact)
            return self.value if factor is None or not isinstance(value, int | float) else factor * value
        return next(
            (mine for mine, of_fact in self.by_value if of_fact == value),
            value if not self.by_value else None,
        )


Sheet = Mapping[str, Input]


def said(value: Value | None, ref: str, note: str = "") -> Input:
    """Return the input that is one fact, as it is."""
    return Input(value, ref, note)


def derived(value: Value | None, note: str) -> Input:
    """Return an input that no single fact decides: from the catalogue or an earlier decision."""
    return Input(value, None, note)


def mapped(value: Value | None, ref: str, table: Mapping[Value, Value]) -> Input:
    """Return the input that one fact decides through a table: value of the fact -> value of the input."""
    back: dict[Value, Value] = {}
    for of_fact, of_input in table.items():
        back.setdefault(of_input, of_fact)
    return Input(None if value is None else table.get(value), ref, by_value=tuple(back.items()))


def any_true(facts: Sequence[Said]) -> Input:
    """Return true if one fact is, false if all are, else unknown; unknown too if there are none."""
    holding = [ref for value, ref in facts if value is True]
    unsaid = [ref for value, ref in facts if value is None]
    if holding:
        alone = [value for value, _ in facts].count(False) == len(facts) - 1
        return Input(True, holding[0], only=None if alone else True)
    if unsaid:
        return Input(None, unsaid[0], only=True if len(unsaid) > 1 else None)
    return Input(False, facts[0][1]) if facts else Input(None)


def claimed(facts: Sequence[Said]) -> Input:
    """Return true if somebody says so. What nobody claims is not claimed: silence is false, not unknown."""
    holding = [ref for value, ref in facts if value is True]
    if len(holding) > 1:
        return Input(True, holding[0], only=True)
    named = holding or [ref for _, ref in facts]
    return Input(bool(holding), named[0] if named else None)


def all_true(facts: Sequence[Said]) -> Input:
    """Return false if one fact is, true if all are, else unknown."""
    failing = [ref for value, ref in facts if value is False]
    unsaid = [ref for value, ref in facts if value is None]
    if failing:
        alone = [value for value, _ in facts].count(True) == len(facts) - 1
        return Input(False, failing[0], only=None if alone else False)
    if unsaid:
        return Input(None, unsaid[0], only=False if len(unsaid) > 1 else None)
    return Input(True, facts[0][1]) if facts else Input(None)


def least(facts: Sequence[Said]) -> Input:
    """Return the smallest number that was said; the unsaid ones are asked for elsewhere."""
    known = sorted((float(value), ref) for value, ref in facts if isinstance(value, int | float))
    if not known:
        return Input(None, facts[0][1] if facts else None)
    next_one = known[1][0] if len(known) > 1 else None
    return Input(known[0][0], known[0][1], at_most=next_one)


def worst(facts: Sequence[Said], order: Sequence[str]) -> Input:
    """Return the worst value that was said; `order` names the worst first."""
    for value in order:
        saying = [ref for given, ref in facts if given == value]
        if saying:
            alone = len(saying) == 1 and len(facts) == 1
            return Input(value, saying[0], only=None if alone else order[0])
    return Input(None, facts[0][1] if facts else None)
