"""Facts that bear on what moves the data only together with others.

Alone they turn nothing: where every intermediate version is taken to be needed, no freshness makes a plain
reload possible. So what has no safer value is asked while, given only what was said, its values leave
different mechanisms possible; and so is what a mechanism waits for that no single answer decides.
"""

from collections.abc import Iterator
from itertools import groupby

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Sheet
from tools.domain.decisions import NONE_FEASIBLE, UNDETERMINED, Decision, Value
from tools.domain.design import Design
from tools.knowledge.decision_rules import decision_groups, inputs
from tools.logic.condition import Values, show
from tools.logic.decide import possible
from tools.logic.group import Group
from tools.questions.turn import Turn
from tools.steps.path_sheet import path_sheet
from tools.steps.routes import routes
from tools.steps.s2_authority import event_gate

CAPTURE = "S3.capture"
"""The group that says what moves the data of a path."""


def left_open(design: Design) -> Iterator[tuple[str, Turn]]:
    """Yield (fact, what an answer would make possible) for each path whose mechanism rests on assumptions."""
    group = decision_groups()[CAPTURE]
    assuming = {one.subject: one for one in _captures(design)}
    for route in routes(design) if assuming else ():
        if decision := assuming.get(route.id):
            sheet = path_sheet(design.facts, route, event_gate(design.facts, route.entity, Ledger(3)))
            yield from _of(group, sheet, decision)


def _captures(design: Design) -> Iterator[Decision]:
    """Yield the mechanisms that rest on assumptions, and those that wait for several facts at once."""
    for one in design.decisions:
        waits = one.choice == UNDETERMINED
        if one.id.startswith("s3.capture.") and (not one.flips if waits else one.assumed):
            yield one


def _of(group: Group, sheet: Sheet, decision: Decision) -> Iterator[tuple[str, Turn]]:
    values = {name: sheet[name].value for name in group.inputs}
    for name in _unsaid(sheet, values, decision):
        fact = sheet[name].fact or name
        for choice, label, value in _opened(group, sheet, name, values):
            if choice not in (decision.choice, NONE_FEASIBLE):
                change = f"{decision.subject}: {choice} is possible"
                yield fact, Turn(decision, value, label, change, alone=False)


def _unsaid(sheet: Sheet, values: Values, decision: Decision) -> list[str]:
    """Return the inputs that nobody may assume or, if it waits for none of these, all that it waits for."""
    unsaid = [name for name, value in values.items() if value is None and sheet[name].fact]
    if decision.choice != UNDETERMINED:
        return _hard(unsaid)
    awaited = [name for name in unsaid if sheet[name].fact in decision.waits_for]
    return _hard(awaited) or awaited


def _hard(names: list[str]) -> list[str]:
    return [name for name in names if inputs()[name].safer is None]


def _opened(group: Group, sheet: Sheet, name: str, values: Values) -> Iterator[tuple[str, str, Value]]:
    """Yield (outcome, label, value): what only some values of a fact leave possible, and which values."""
    of = sheet[name]._replace(only=None, at_most=None)  # other facts may follow: it need not suffice alone
    tried = [of.fact_value(value) for value in group.domain(name, values)]
    facts = [value for value in tried if value is not None]
    ends = {value: _possible(group, sheet, of.fact or name, value) for value in facts}
    for choice in sorted(set().union(*ends.values())):
        runs = groupby(facts, lambda value, choice=choice: choice in ends[value])  # type: ignore[misc]
        for same in [list(run) for opens, run in runs if opens]:
            if len(same) < len(facts):
                yield choice, *_worded(same, facts)


def _possible(group: Group, sheet: Sheet, fact: str, value: Value) -> set[str]:
    """Return the outcomes that can still come about when a fact has this value."""
    values = {name: sheet[name].under(fact, value) for name in group.inputs}
    return {rule.outcome for rule in possible(group, values)}


def _worded(run: list[Value], domain: list[Value]) -> tuple[str, Value]:
    """Return a label and a value for neighbouring values of a fact; names stand for themselves."""
    first, last = run[0], run[-1]
    if not isinstance(first, bool | str):
        if last == domain[-1]:
            return f">= {show(first)}", first
        if first == domain[0]:
            return f"<= {show(last)}", last
    return show(first), first
