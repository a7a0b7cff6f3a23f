"""How the tests beside the rules and laws are run."""

from collections.abc import Mapping
from functools import cache

from tools.knowledge.files import read_yaml
from tools.logic.condition import Value
from tools.logic.decide import decide, fires
from tools.logic.group import Group, Rule

Given = Mapping[str, Value | None]


@cache
def base_facts() -> dict[str, Value]:
    """The ordinary system that every case overlays."""
    spaces = read_yaml("decisions/base_facts.yaml")
    return {f"{space}.{name}": value for space, names in spaces.items() for name, value in names.items()}


def title(rule: Rule, given: Given) -> str:
    """A readable id of a case."""
    return " ".join([rule.id, *(f"{name.split('.')[1]}={value}" for name, value in given.items())])


def winner_of(group: Group, given: Given) -> str:
    """The id of the rule that wins, or `ask`."""
    rule = decide(group, {**base_facts(), **given}).rule
    return rule.id if rule else "ask"


def voice_of(group: Group, rule: str, given: Given) -> str:
    """Whether the rule of an `all` or `gate` group fires, is silent, or has to `ask`."""
    fired = {one.rule.id: one.truth for one in fires(group, {**base_facts(), **given})}
    return {True: "fires", None: "ask", False: "silent"}[fired.get(rule, False)]
