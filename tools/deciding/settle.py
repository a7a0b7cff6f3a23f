"""A rule group held against values: what it says once safer values stand in, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tools.domain.decisions import NONE_FEASIBLE, Alternative, Value
from tools.knowledge.decision_rules import inputs
from tools.logic.decide import MEMORY, Key, Outcome, decide
from tools.logic.explain import flips, openings, rejected
from tools.logic.group import Group, Rule

Values = dict[str, Value | None]
Turn = tuple[str, Value, str, Rule]  # input, value that turns it, comparison, rule that wins then


@dataclass(frozen=True, slots=True)
class Settled:
    """What a group says once the safer values stand in for what nobody said."""

    outcome: Outcome
    key: Key  # the values under which it says so
    assumed: tuple[str, ...]

    @property
    def rule(self) -> Rule | None:
        """The rule that won; None while an input without a safer value is missing."""
        return self.outcome.rule


@dataclass(frozen=True, slots=True)
class Explained:
    """Why a group says what it says."""

    turns: tuple[Turn, ...]  # single changes that give another winner
    alternatives: tuple[Alternative, ...]
    deciding: tuple[str, ...]  # the inputs on which it rests


@lru_cache(maxsize=MEMORY)
def settle(group: Group, key: Key) -> Settled:
    """Decide a group; where it waits for an input with a safer value, assume that, one at a time."""
    outcome, assumed = _settle(group, group.rounded(key))
    if not assumed:
        return Settled(outcome, key, ())
    safer = {name: inputs()[name].safer for name in assumed}
    values = zip(group.inputs, key, strict=True)
    return Settled(outcome, tuple(safer.get(name, value) for name, value in values), assumed)


@lru_cache(maxsize=MEMORY)
def _settle(group: Group, rounded: Key) -> tuple[Outcome, tuple[str, ...]]:
    """Return what a group says, and what had to be assumed for it; no rule tells apart what was rounded.

    That nothing is feasible is never assumed: then the group waits for what nobody said.
    """
    values = group.values(rounded)
    assumed: list[str] = []
    said = outcome = decide(group, values)
    while outcome.rule is None:
        name = next((name for name in outcome.unknown if inputs()[name].safer is not None), None)
        if name is None:
            break
        values[name] = inputs()[name].safer
        assumed.append(name)
        outcome = decide(group, values)
    if assumed and outcome.rule and outcome.rule.outcome == NONE_FEASIBLE:
        return said, ()
    return outcome, tuple(assumed)


@lru_cache(maxsize=MEMORY)
def explain(group: Group, key: Key) -> Explained:
    """Say why a group decides as it does under these values, and where it would turn."""
    values = group.values(key)
    outcome = decide(group, values)
    turns = tuple(_turns(group, values, outcome))
    alternatives = tuple(
        Alternative(other.rule.outcome, other.rule.id, other.reason) for other in rejected(group, values)
    )
    used = outcome.rule.when.reads if outcome.rule else outcome.unknown
    return Explained(turns, alternatives, tuple(dict.fromkeys([*used, *(turn[0] for turn in turns)])))


def _turns(group: Group, values: Values, outcome: Outcome) -> Iterator[Turn]:
    if outcome.rule:
        found = flips(group, values)
    else:
        found = tuple(opening for name in outcome.unknown for opening in openings(group, name, values))
    for flip in found:
        yield flip.input, flip.value, flip.comparison, flip.rule
