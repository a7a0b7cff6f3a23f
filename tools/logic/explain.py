"""Why a group decided as it did: where it would turn, and what stood against the other rules."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from tools.logic.condition import Truth, Value, Values, atoms_with, show
from tools.logic.decide import MEMORY, Key, decide, expect_first, inputs_read, winner
from tools.logic.group import Group, Rule


class Flip(NamedTuple):
    """One changed input that gives another winner, all else as it is.

    `value` was tried; `comparison` says which values do the same: `= true`, `< 900`, `>= 60 and < 900`.
    """

    input: str
    value: Value
    comparison: str
    rule: Rule


class Rejection(NamedTuple):
    """A rule that did not win, and why; `inputs` are the ones that decided against it."""

    rule: Rule
    reason: str
    inputs: tuple[str, ...]


def flips(group: Group, values: Values) -> tuple[Flip, ...]:
    """List the single-input changes that give a `first` group another winner, at most one per input and rule.

    Ordered by the input as read, then by the rules. For a number the nearest interval is given. Empty while
    the group is undetermined; a change that would leave it undetermined is not listed.

    Raises:
        RuleError: for a group of another mode or a value outside its domain.
    """
    expect_first(group)
    turned = _turned(group, group.rounded(group.key(values)))
    return tuple(min(same, key=lambda turn: _distance(turn.value, values[turn.input])) for same in turned)


def openings(group: Group, name: str, values: Values) -> tuple[Flip, ...]:
    """List the values of an unknown input with which a `first` group decides: each name, each run of numbers.

    Raises:
        RuleError: for a group of another mode or a value outside its domain.
    """
    expect_first(group)
    domain = group.domain(name, values)
    if not any(isinstance(value, (str, bool)) for value in domain):
        return tuple(_turns(group, name, values, [rule.when.truth(values) for rule in group.rules]))
    decided = [(value, decide(group, {**values, name: value}).rule) for value in domain]
    return tuple(Flip(name, value, f"= {show(value)}", rule) for value, rule in decided if rule)


def rejected(group: Group, values: Values) -> tuple[Rejection, ...]:
    """Say of each rule of a `first` group that did not win, and can no longer win, what stands against it.

    Raises:
        RuleError: for a group of another mode or a value outside its domain.
    """
    expect_first(group)
    return _rejected(group, group.key(values))


@lru_cache(maxsize=MEMORY)
def _turned(group: Group, key: Key) -> tuple[tuple[Flip, ...], ...]:
    """List per input and rule the changes that make that rule win: several if intervals on both sides do."""
    values = group.values(key)
    outcome = decide(group, values)
    if outcome.rule is None:
        return ()
    found = []
    truths = [rule.when.truth(values) for rule in group.rules]
    for name in inputs_read(group, values, outcome.rule):
        present = values[name]
        if present is None:
            continue
        turns = [turn for turn in _turns(group, name, values, truths) if turn.rule is not outcome.rule]
        turns.sort(key=lambda turn: group.rules.index(turn.rule))
        found += [tuple(same) for _, same in groupby(turns, key=lambda turn: turn.rule.id)]
    return tuple(found)


def _turns(group: Group, name: str, values: Values, truths: Sequence[Truth]) -> Iterator[Flip]:
    """Try the values of one input, and join neighbours that give the same winner.

    `truths` are those of the rules under `values`; a rule that does not read the input keeps its own.
    """
    present = values[name]
    kept = [
        None if name in rule.when.reads else truth for rule, truth in zip(group.rules, truths, strict=True)
    ]
    tried = [(value, winner(group, {**values, name: value}, kept)[0]) for value in group.domain(name, values)]
    if isinstance(present, (str, bool)):
        for rule in dict.fromkeys(rule for _, rule in tried if rule):
            same = [value for value, other in tried if other is rule]
            yield Flip(name, same[0], f"= {' or '.join(map(show, same))}", rule)
        return
    start = 0
    for rule, run in groupby(tried, key=lambda pair: pair[1]):
        end = start + len(list(run))
        if rule:
            numbers = [float(value) for value, _ in tried]
            whole = group.inputs[name].kind == "int"
            nearest = min(
                (value for value, _ in tried[start:end]), key=lambda value: _distance(value, present)
            )
            yield Flip(name, nearest, _interval(numbers, start, end, whole), rule)
        start = end


def _distance(value: Value, present: Value | None) -> float:
    if isinstance(value, (str, bool)) or isinstance(present, (str, bool)) or present is None:
        return 0.0
    return abs(value - present)


def _interval(numbers: list[float], start: int, end: int, whole: bool) -> str:
    """Word a run of a number's `domain`: whole numbers stand for themselves, others are gaps and cuts."""
    first, last = numbers[start], numbers[end - 1]
    alone = end < len(numbers) if whole else _is_cut(numbers, start)
    if first == last and alone:
        return f"= {_short(first)}"
    words = []
    if start > 0:
        words.append(
            f">= {_short(first)}" if whole or _is_cut(numbers, start) else f"> {_short(numbers[start - 1])}"
        )
    if end < len(numbers):
        words.append(
            f"<= {_short(last)}" if whole or _is_cut(numbers, end - 1) else f"< {_short(numbers[end])}"
        )
    return " and ".join(words)


def _short(number: float) -> str:
    """Write a number with at most six digits: a cut between inputs is rarely round."""
    return show(float(f"{number:.6g}"))


def _is_cut(numbers: list[float], position: int) -> bool:
    """Say whether a value of a float domain is a cut: the last is a gap, and gaps and cuts take turns."""
    return (len(numbers) - 1 - position) % 2 == 1


@lru_cache(maxsize=MEMORY)
def _rejected(group: Group, key: Key) -> tuple[Rejection, ...]:
    values = group.values(key)
    fired = decide(group, values).rule
    behind = False
    found = []
    for rule in group.rules:
        behind = behind or rule is fired
        if rule is fired:
            continue
        if rule.when.truth(values) is False:
            found.append(_unmet(rule, values))
        elif fired:
            reason = (
                "stands after the rule that fired" if behind else "cannot win, whatever the unknown facts are"
            )
            found.append(Rejection(rule, reason, ()))
    return tuple(found)


def _unmet(rule: Rule, values: Values) -> Rejection:
    atoms = tuple(atoms_with(rule.when.condition, False, values))
    reason = "condition not met: " + "; ".join(dict.fromkeys(atom.complaint(values) for atom in atoms))
    return Rejection(rule, reason, tuple(dict.fromkeys(name for atom in atoms for name in atom.reads)))
