"""The ladder of scopes: a flow is searched small first, then with more writers and more faults."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tools.checker.flows.flow import Flow
from tools.checker.model import Model, Scope
from tools.checker.search import USUAL, Exploration, Limits, Status, explore
from tools.checker.trace import Told, told

LADDER = (Scope(1, 0), Scope(2, 0), Scope(1, 1), Scope(2, 1))
"""What every flow is searched for."""

DEEP = (Scope(3, 1), Scope(2, 2))
"""What `--deep` adds."""

FORGETFUL = Scope(1, 2)
"""Where a memory runs out the second fault is the one that finds it gone."""


@dataclass(frozen=True, slots=True)
class Climb:
    """How far a flow held. `scope` is the last one that was searched through, or the one that broke it."""

    flow: Flow
    status: Status
    scope: Scope | None
    states: int
    invariants: tuple[str, ...]
    violated: str = ""
    faults: int = 0
    steps: int = 0
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repair that holds: its words, and how far it held."""

    says: str
    climb: Climb


def scopes(flow: Flow, deep: bool = False) -> tuple[Scope, ...]:
    """Return the scopes that a flow is searched for, smallest first."""
    forgetful = (FORGETFUL,) if flow.forgets else ()
    return (*LADDER, *forgetful, *(DEEP if deep else ()))


def climb(flow: Flow, deep: bool = False, limits: Limits = USUAL) -> Climb:
    """Search a flow scope by scope until one breaks it or a limit is reached.

    A scope whose whole space exceeds the limit is searched again with reduction before the climb gives up.
    """
    if limits.out_of_time is None:
        return _climb(flow, deep, limits.states)
    return _climbed(flow, scopes(flow, deep), limits)


def repaired(flow: Flow, deep: bool = False, limits: Limits = USUAL) -> Repaired | None:
    """Return the first single change that makes a flow hold, else the first pair of changes; None without."""
    for says, changed in _changes(flow):
        found = climb(changed, deep, limits)
        if found.status == "holds":
            return Repaired(says, found)
    return None


@lru_cache(maxsize=1 << 10)
def _climb(flow: Flow, deep: bool, states: int) -> Climb:
    return _climbed(flow, scopes(flow, deep), Limits(states))


def _climbed(flow: Flow, ladder: Sequence[Scope], limits: Limits) -> Climb:
    states = 0
    reached: Scope | None = None
    invariants: dict[str, None] = {}
    for scope in ladder:
        model = flow.model(scope)
        invariants |= dict.fromkeys(invariant.name for invariant in model.invariants)
        found = _explored(model, limits)
        states += found.states
        if found.status == "violated":
            return _violated(flow, scope, states, tuple(invariants), model, found)
        if found.status == "exhausted":
            return Climb(flow, "exhausted", reached, states, tuple(invariants))
        reached = scope
    return Climb(flow, "holds", reached, states, tuple(invariants))


def _explored(model: Model, limits: Limits) -> Exploration:
    found = explore(model, limits)
    return explore(model, limits, reduced=True) if found.status == "exhausted" else found


def _violated(
    flow: Flow, scope: Scope, states: int, invariants: tuple[str, ...], model: Model, found: Exploration
) -> Climb:
    return Climb(
        flow=flow,
        status="violated",
        scope=scope,
        states=states,
        invariants=invariants,
        violated=found.invariant.name if found.invariant else "",
        faults=found.faults,
        steps=len(found.path),
        told=told(model, found),
    )


def _changes(flow: Flow) -> Iterator[tuple[str, Flow]]:
    """Yield single repairs, then pairs of them."""
    single = [(repair.says, repair.flow) for repair in flow.repairs()]
    yield from single
    for says, changed in single:
        for more in changed.repairs():
            yield f"{says}; and {more.says}", more.flow
