"""How a flow is searched scope by scope, where it gives up, and which repair is offered."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pytest

from tools.checker.coverage.covered import Covered
from tools.checker.expression import FALSE, TRUE
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.log_copy import LogCopy
from tools.checker.ladder import DEEP, FORGETFUL, LADDER, Limits, climb, repaired, scopes
from tools.checker.model import Model, Scope
from tools.checker.subjects import Subject
from tools.checker.verify import verify


@dataclass(frozen=True, slots=True)
class Switches(Flow):
    """As many counters as there are writers, side by side; wrong without its switches."""

    family = "switches"
    assumes = ("nothing",)
    first: bool = True
    second: bool = True
    long: int = 3

    def model(self, scope: Scope) -> Model:
        model = Model("switches")
        for number in range(scope.writers):
            x = model.number(f"x_{number}")
            model.action(f"add_{number}", "a", "a", "adds", when=[x < self.long], do={f"x_{number}": x + 1})
        model.quiet("convergence", TRUE if self.first else FALSE, "first")
        model.quiet("no_resurrection", TRUE if self.second or scope.writers < 2 else FALSE, "second")
        return model

    def repairs(self) -> Iterator[Repair]:
        if not self.first:
            yield Repair("set the first", replace(self, first=True))
        if not self.second:
            yield Repair("set the second", replace(self, second=True))


def test_a_scope_too_large_for_the_whole_search_is_searched_with_reduction() -> None:
    assert climb(Switches(long=20), limits=Limits(300)).status == "holds"


def test_a_search_that_gives_up_says_how_far_it_came() -> None:
    found = climb(Switches(long=20), limits=Limits(30))
    assert found.status == "exhausted"
    assert found.scopes == (Scope(1, 0),)


def test_each_broken_invariant_is_told_once_at_its_smallest_scope() -> None:
    found = climb(Switches(first=False, second=False))
    assert [(one.invariant, one.scope) for one in found.violations] == [
        ("convergence", Scope(1, 0)),
        ("no_resurrection", Scope(2, 0)),
    ]
    assert found.invariants == ("convergence", "no_resurrection")
    assert found.scopes == LADDER


def test_one_change_is_offered_before_two() -> None:
    one = repaired(Switches(second=False))
    two = repaired(Switches(first=False, second=False))
    assert one is not None
    assert two is not None
    assert one.says == "set the second"
    assert two.says == "set the first; and set the second"
    assert repaired(Switches(first=False), limits=Limits(1)) is None


def test_what_forgets_has_one_more_scope_and_a_deep_search_two() -> None:
    assert scopes(LogCopy()) == LADDER
    assert scopes(LogCopy(guard=True, deletes="expiring_marker")) == (*LADDER, FORGETFUL)
    assert scopes(LogCopy(), deep=True) == (*LADDER, *DEEP)


@pytest.mark.parametrize("flows", [1, 4])
def test_the_flows_of_one_subject_share_its_time(flows: int) -> None:
    seconds = count()
    covered = tuple(Covered(Switches(long=2000 + number), {}) for number in range(flows))
    subject = Subject("x", "recommended", covered)
    limits = Limits(seconds=8, clock=lambda: float(next(seconds)))
    seen = verify([subject], limits=limits)
    assert [one.status for one in seen] == ["exhausted"] * flows
    assert next(seconds) <= 8 + 2 * flows


def test_a_scope_is_named_by_its_largest_parts() -> None:
    def scope(flow: Flow, deep: bool = False) -> str:
        (seen,) = verify([Subject("x", "current", (Covered(flow, {}),))], deep)
        return seen.scope

    assert scope(Switches()) == "up to 2 writers and 1 fault"
    assert scope(Switches(), deep=True) == "up to 3 writers and 1 fault, or 2 writers and 2 faults"
    names = {"source": "a", "target": "b", "entity": "c"}
    (seen,) = verify([Subject("x", "current", (Covered(Switches(second=False), names),))])
    assert seen.scope == "up to 2 writers and no fault"
    assert seen.repair is not None
    assert seen.repair.scope == "up to 2 writers and 1 fault"
