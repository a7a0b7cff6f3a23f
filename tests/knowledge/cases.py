"""How the tests beside the rules and laws are run."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from tools.knowledge.ordinary import ordinary
from tools.logic.condition import All, Any, Condition, Value
from tools.logic.decide import decide, fires
from tools.logic.group import Group, Rule

Given = Mapping[str, Value | None]


def title(rule: Rule, given: Given) -> str:
    """A readable id of a case."""
    return " ".join([rule.id, *(f"{name.split('.')[1]}={value}" for name, value in given.items())])


def winner_of(group: Group, given: Given) -> str:
    """The id of the rule that wins, or `ask`."""
    rule = decide(group, {**ordinary(), **given}).rule
    return rule.id if rule else "ask"


def voice_of(group: Group, rule: str, given: Given) -> str:
    """Whether the rule of an `all` or `gate` group fires, is silent, or has to `ask`."""
    fired = {one.rule.id: one.truth for one in fires(group, {**ordinary(), **given})}
    return {True: "fires", None: "ask", False: "silent"}[fired.get(rule, False)]


def without_a_part(condition: Condition) -> Iterator[Condition]:
    """The condition with one of its clauses left out, for each clause at every depth."""
    if not isinstance(condition, All | Any):
        return
    for position, part in enumerate(condition.parts):
        before, after = condition.parts[:position], condition.parts[position + 1 :]
        yield type(condition)(before + after)
        for smaller in without_a_part(part):
            yield type(condition)((*before, smaller, *after))


def unpinned_clauses(group: Group) -> list[str]:
    """The clauses that could be left out of a rule without any case of the group noticing."""
    found = []
    for position, rule in enumerate(group.rules):
        for smaller in without_a_part(rule.when.condition):
            other = replace(rule, when=replace(rule.when, condition=smaller))
            rules = (*group.rules[:position], other, *group.rules[position + 1 :])
            cases = [case for one in rules for case in one.tests if group.mode == "first" or one is other]
            if all(_answer(group, rules, other, case.given) == case.expect for case in cases):
                found.append(f"{rule.id} without a clause: {smaller}")
    return found


def _answer(group: Group, rules: tuple[Rule, ...], rule: Rule, given: Given) -> str:
    values = {**ordinary(), **given}
    if group.mode != "first":
        return {True: "fires", None: "ask", False: "silent"}[rule.when.truth(values)]
    truths = ((one.id, one.when.truth(values)) for one in rules)
    id_, truth = next((id_, truth) for id_, truth in truths if truth is not False)
    return id_ if truth else "ask"
