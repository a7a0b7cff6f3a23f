"""What a group says about some values, unknown ones included.

Where an unknown input stands in the way, its completions are tried: every value that the rules can tell
apart. A comparison with several unknown numbers counts as free to be true or false, so the answer errs, if
at all, on the side of "undetermined".
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from tools.logic.condition import Relation, Truth, Value, Values, atoms_read, atoms_with
from tools.logic.group import Group, Rule, RuleError

MEMORY = 1 << 15  # answers kept per question; equal paths of a large design cost one look-up
STEPS = 2000  # rules looked at while completing before the search gives up and calls the group undetermined

Key = tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The rule that wins, or the first rule that cannot be told and the inputs it waits for."""

    rule: Rule | None
    undetermined: Rule | None
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fired:
    """A rule of an `all` or `gate` group that is true, or (`truth` None) may be once `unknown` is known."""

    rule: Rule
    truth: Truth
    unknown: tuple[str, ...]


def decide(group: Group, values: Values) -> Outcome:
    """Find the winner of a `first` group.

    A rule wins when no completion of the unknown inputs gives another winner: knowing more never changes it.

    Raises:
        RuleError: for a group of another mode or a value outside its domain.
    """
    expect_first(group)
    return _decide(group, group.rounded(group.key(values)))


def fires(group: Group, values: Values) -> tuple[Fired, ...]:
    """List the rules of an `all` or `gate` group that are true or may become true, in their order.

    Raises:
        RuleError: for a `first` group or a value outside its domain.
    """
    if group.mode == "first":
        raise RuleError(f"group {group.id} has mode first; expected all or gate, so use decide()")
    return _fires(group, group.rounded(group.key(values)))


def possible(group: Group, values: Values) -> tuple[Rule, ...]:
    """List the rules of a `first` group that can still win, in their order.

    Exact unless a comparison has several unknown numbers or the completions are too many; then some may be
    listed that cannot win, none is missed.

    Raises:
        RuleError: for a group of another mode or a value outside its domain.
    """
    expect_first(group)
    return _possible(group, group.key(values))


def inputs_read(group: Group, values: Values, last: Rule | None) -> tuple[str, ...]:
    """List the inputs looked at, in order, when the rules are walked down to the last one (None: all)."""
    rules = group.rules if last is None else group.rules[: group.rules.index(last) + 1]
    atoms = (atom for rule in rules for atom in atoms_read(rule.when.condition, values))
    return tuple(dict.fromkeys(name for atom in atoms for name in atom.reads))


def winner(group: Group, values: Values, kept: Sequence[Truth] = ()) -> tuple[Rule | None, Rule | None]:
    """Walk the rules once: (the rule that wins, None) or (None, the first that cannot be told).

    `kept` may hold truths of the rules that are known already; None asks the rule.
    """
    for rule, truth in zip_longest(group.rules, kept):
        if truth is None:
            truth = rule.when.truth(values)
        if truth is True:
            return rule, None
        if truth is None:
            return None, rule
    return None, None


def expect_first(group: Group) -> None:
    """Raise RuleError unless the group has mode `first`."""
    if group.mode != "first":
        raise RuleError(f"group {group.id} has mode {group.mode}; expected first, so use fires()")


@lru_cache(maxsize=MEMORY)
def _decide(group: Group, key: Key) -> Outcome:
    values = group.values(key)
    rule, undetermined = winner(group, values)
    if undetermined:
        winners = _winners(group, group.rules, values, enough=2)
        rule = next(iter(winners)) if winners and len(winners) == 1 else None
    if rule or undetermined is None:
        return Outcome(rule, None, ())
    return Outcome(None, undetermined, _unknown(undetermined, values))


@lru_cache(maxsize=MEMORY)
def _fires(group: Group, key: Key) -> tuple[Fired, ...]:
    values = group.values(key)
    found = []
    for rule in group.rules:
        truth = rule.when.truth(values)
        if truth is None:
            ends = _winners(group, (rule,), values, enough=2)
            truth = None if ends is None or len(ends) > 1 else rule in ends
        if truth is not False:
            unknown = _unknown(rule, values) if truth is None else ()
            found.append(Fired(rule, truth, unknown))
    return tuple(found)


@lru_cache(maxsize=MEMORY)
def _possible(group: Group, key: Key) -> tuple[Rule, ...]:
    values = group.values(key)
    candidates = []
    for rule in group.rules:
        truth = rule.when.truth(values)
        if truth is not False:
            candidates.append(rule)
        if truth is True:
            break
    nobody = int(truth is not True)  # without a rule that holds already, "no rule" is an end of its own
    winners = _winners(group, tuple(candidates), values, enough=len(candidates) + nobody)
    return tuple(candidates) if winners is None else tuple(rule for rule in candidates if rule in winners)


def _unknown(rule: Rule, values: Values) -> tuple[str, ...]:
    atoms = atoms_with(rule.when.condition, None, values)
    names = dict.fromkeys(name for atom in atoms for name in atom.reads)
    return tuple(name for name in names if values.get(name) is None)


def _winners(group: Group, rules: tuple[Rule, ...], values: Values, enough: int) -> set[Rule | None] | None:
    """Collect winners (None: no rule is true) over completions until there are `enough`; None after STEPS."""
    found: set[Rule | None] = set()
    for step, (ended, end) in enumerate(_complete(group, rules, _freed(rules, values))):
        if ended:
            found.add(end)
        if len(found) >= enough:
            break
        if step == STEPS:
            return None
    return found


def _complete(group: Group, rules: tuple[Rule, ...], values: Values) -> Iterator[tuple[bool, Rule | None]]:
    """Walk the rules, branching at unknowns: yields (True, winner) at each end, (False, rule) on the way."""
    for position, rule in enumerate(rules):
        truth = rule.when.truth(values)
        if truth is True:
            yield True, rule
            return
        yield False, rule
        if truth is None:
            name, answers = _open(group, rule, values)
            for answer in answers:
                yield from _complete(group, rules[position:], {**values, name: answer})
            return
    yield True, None


def _freed(rules: Iterable[Rule], values: Values) -> Values:
    """Give each relation with several unknown inputs a truth of its own, still open."""
    free: dict[str, Value | None] = {}
    for rule in rules:
        for atom in rule.when.atoms:
            if isinstance(atom, Relation) and sum(values.get(name) is None for name in atom.reads) > 1:
                free[atom.text] = None
    return {**values, **free}


def _open(group: Group, rule: Rule, values: Values) -> tuple[str, tuple[Value, ...]]:
    """Pick the first thing that leaves the rule undetermined, and what it can be."""
    atom = next(atoms_with(rule.when.condition, None, values))
    if isinstance(atom, Relation) and atom.text in values:
        return atom.text, (True, False)
    name = next(name for name in atom.reads if values.get(name) is None)
    return name, group.domain(name, values)
