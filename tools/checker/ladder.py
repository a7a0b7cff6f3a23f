"""The ladder of scopes: a flow is searched small first, then with more writers and more faults."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from tools.checker.flows.flow import Flow
from tools.checker.model import Model, Scope
from tools.checker.search import MOST_STATES, Exploration, Status, explore, never
from tools.checker.trace import Told, told

LADDER = (Scope(1, 0), Scope(2, 0), Scope(1, 1), Scope(2, 1))
"""What every flow is searched for."""

DEEP = (Scope(3, 1), Scope(2, 2))
"""What `--deep` adds."""

FORGETFUL = Scope(1, 2)
"""Where a memory runs out the second fault is the one that finds it gone."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a climb gives up: states of one model, and seconds by a clock that the caller brings, if any."""

    states: int = MOST_STATES
    seconds: float = 0
    clock: Callable[[], float] | None = None

    def timer(self) -> Callable[[], bool]:
        """Start the clock; return what tells whether time is up."""
        if self.clock is None:
            return never
        clock, end = self.clock, self.clock() + self.seconds
        return lambda: clock() >= end

    def shared_by(self, flows: int) -> "Limits":
        """Return the limits for one of several flows, so that all of them keep within the time."""
        return self if self.clock is None else replace(self, seconds=self.seconds / flows)


USUAL = Limits()


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that broke: where first, after how many faults and steps, and how it is told."""

    invariant: str
    scope: Scope
    states: int
    faults: int
    steps: int
    told: Told


@dataclass(frozen=True, slots=True)
class Climb:
    """How far a flow held.

    `scopes` are those that were searched through with the invariants that were left; `states` counts what was
    looked at in all searches. Each broken invariant has one violation, by the smallest scope.
    """

    flow: Flow
    status: Status
    scopes: tuple[Scope, ...]
    states: int
    invariants: tuple[str, ...]
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repair that holds: its words, and how far it held."""

    says: str
    climb: Climb


def scopes(flow: Flow, deep: bool = False) -> tuple[Scope, ...]:
    """Return the scopes that a flow is searched for, smallest first."""
    forgetful = (FORGETFUL,) if flow.forgets else ()
    return (*LADDER, *forgetful, *(DEEP if deep else ()))


@lru_cache(maxsize=1 << 10)
def climb(flow: Flow, deep: bool = False, limits: Limits = USUAL) -> Climb:
    """Search a flow scope by scope until one breaks it or a limit is reached.

    A scope whose whole space exceeds the limit is searched again with reduction before the climb gives up.
    Paths with the same switches cost one climb.
    """
    out_of_time = limits.timer()
    states = 0
    reached: list[Scope] = []
    names: dict[str, None] = {}
    violations: dict[str, Violation] = {}
    for scope in scopes(flow, deep):
        model = flow.model(scope)
        names |= dict.fromkeys(invariant.name for invariant in model.invariants)
        for found in _searches(model, violations, limits.states, out_of_time):
            states += found.states
            if found.invariant:
                violations[found.invariant.name] = _violation(model, scope, states, found)
        if found.status == "exhausted":
            break
        reached.append(scope)
    status: Status = "violated" if violations else found.status
    return Climb(flow, status, tuple(reached), states, tuple(names), tuple(violations.values()))


@lru_cache(maxsize=1 << 10)
def repaired(flow: Flow, deep: bool = False, limits: Limits = USUAL) -> Repaired | None:
    """Return the first single change that makes a flow hold, else the first pair of changes; None without."""
    for says, changed in _changes(flow):
        found = climb(changed, deep, limits)
        if found.status == "holds":
            return Repaired(says, found)
    return None


def _searches(
    model: Model, broken: Mapping[str, Violation], most_states: int, out_of_time: Callable[[], bool]
) -> Iterator[Exploration]:
    """Search again and again, each time without the invariants that are known to break."""
    while True:
        model.invariants = [one for one in model.invariants if one.name not in broken]
        found = explore(model, most_states, out_of_time)
        if found.status == "exhausted":
            found = explore(model, most_states, out_of_time, reduced=True)
        yield found
        if found.status != "violated":
            return


def _violation(model: Model, scope: Scope, states: int, found: Exploration) -> Violation:
    assert found.invariant is not None
    return Violation(found.invariant.name, scope, states, found.faults, len(found.path), told(model, found))


def _changes(flow: Flow) -> Iterator[tuple[str, Flow]]:
    """Yield single repairs, then pairs of them."""
    single = [(repair.says, repair.flow) for repair in flow.repairs()]
    yield from single
    for says, changed in single:
        for more in changed.repairs():
            yield f"{says}; and {more.says}", more.flow
