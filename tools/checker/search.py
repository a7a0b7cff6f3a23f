"""The search: every reachable state, those that take the fewest faults first, then the fewest steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from tools.checker.model import Action, Invariant, Model, ModelError, State
from tools.checker.program import Successors, compiled, compiled_by_action
from tools.checker.reduction import Reduction

Status = Literal["holds", "violated", "exhausted"]
Path = tuple["Step", ...]
Origins = dict[State, tuple[State, int] | None]
"""State -> the state before it and the number of the action in between; None for the first."""

MOST_STATES = 300_000
"""States of one model after which the search gives up (issue: a cap of 300,000 states)."""


def never() -> bool:
    """Return that there is time left: without a clock the same model gives the same answer on any machine."""
    return False


@dataclass(frozen=True, slots=True)
class Step:
    """An action as it was taken, with the states around it."""

    action: Action
    before: State
    after: State


@dataclass(frozen=True, slots=True)
class Exploration:
    """What a search found. `states` counts those it looked at, `depth` the longest way to one of them."""

    status: Status
    states: int
    transitions: int
    depth: int
    quiescent: int
    fired: frozenset[str]  # names of the actions that were enabled somewhere
    invariant: Invariant | None = None
    path: Path = ()

    @property
    def faults(self) -> int:
        """How many faults the counterexample needs."""
        return sum(step.action.fault is not None for step in self.path)


def explore(
    model: Model,
    most_states: int = MOST_STATES,
    out_of_time: Callable[[], bool] = never,
    *,
    reduced: bool = False,
) -> Exploration:
    """Search a model until an invariant breaks, everything was seen, or there are too many states or no time.

    With `reduced`, of actions that do not touch each other only one order is tried. All quiescent states are
    still found, and so is a broken invariant, though perhaps not by its shortest way.

    Raises:
        ModelError: if a fault is enabled in a quiescent state; the reduction would not be sound.
    """
    return _Search(model, most_states, out_of_time, reduced).run()


class _Search:
    """One search under way.

    States wait in `waiting` by the number of faults on the way to them and then by the number of steps.
    """

    def __init__(
        self, model: Model, most_states: int, out_of_time: Callable[[], bool], reduced: bool
    ) -> None:
        self.model = model
        self.most_states = most_states
        self.out_of_time = out_of_time
        self.program = compiled(model)
        self.expand = _reduced(model) if reduced else self.program.successors
        self.is_fault = tuple(action.fault is not None for action in model.actions)
        self.came_from: Origins = {}
        self.fired: set[int] = set()
        self.states = self.transitions = self.depth = self.quiescent = 0

    def run(self) -> Exploration:
        """Look at the states reached with no fault, then at those that take one, and so on."""
        waiting: dict[int, Origins] = {0: {self.model.initial: None}}
        while waiting:
            after_a_fault: dict[int, Origins] = {}
            found = self._level(waiting, after_a_fault)
            if found:
                return found
            waiting = after_a_fault
        return self._result("holds")

    def _level(self, waiting: dict[int, Origins], after_a_fault: dict[int, Origins]) -> Exploration | None:
        """Look at all states that take a certain number of faults, breadth first."""
        depth = min(waiting)
        current: list[State] = []
        while current or waiting:
            for state, origin in waiting.pop(depth, {}).items():
                if state not in self.came_from:
                    self.came_from[state] = origin
                    current.append(state)
            if current:
                self.depth = max(self.depth, depth)
            reached: list[State] = []
            faulty: Origins = {}
            for state in current:
                broken = self._look_at(state, reached, faulty)
                if broken is not None:
                    return self._result("violated", self.model.invariants[broken], state)
                if self._is_too_much():
                    return self._result("exhausted")
            if faulty:
                after_a_fault[depth + 1] = faulty
            current = reached
            depth += 1
        return None

    def _look_at(self, state: State, reached: list[State], faulty: Origins) -> int | None:
        """Count a state, hold it against the invariants and note its successors; return what it breaks."""
        self.states += 1
        broken = self.program.broken["always"](state)
        if broken >= 0:
            return broken
        progress = fault = False
        for number, successor in self.expand(state):
            self.transitions += 1
            self.fired.add(number)
            if self.is_fault[number]:
                fault = True
                if successor not in self.came_from:
                    faulty.setdefault(successor, (state, number))
            else:
                progress = True
                if successor not in self.came_from:
                    self.came_from[successor] = (state, number)
                    reached.append(successor)
        if progress:
            return None
        if fault:
            raise ModelError(f"{self.model.name}: a fault is enabled although nothing is under way")
        self.quiescent += 1
        broken = self.program.broken["quiet"](state)
        return broken if broken >= 0 else None

    def _is_too_much(self) -> bool:
        return self.states >= self.most_states or (self.states % 1024 == 0 and self.out_of_time())

    def _result(
        self, status: Status, invariant: Invariant | None = None, state: State | None = None
    ) -> Exploration:
        return Exploration(
            status=status,
            states=self.states,
            transitions=self.transitions,
            depth=self.depth,
            quiescent=self.quiescent,
            fired=frozenset(self.model.actions[number].name for number in self.fired),
            invariant=invariant,
            path=() if state is None else tuple(self._way_to(state)),
        )

    def _way_to(self, state: State) -> Iterator[Step]:
        steps = []
        while (origin := self.came_from[state]) is not None:
            before, number = origin
            steps.append(Step(self.model.actions[number], before, state))
            state = before
        yield from reversed(steps)


def _reduced(model: Model) -> Successors:
    """Return a successor function that leaves out what another order of the same actions also reaches."""
    reduction, program = Reduction(model), compiled_by_action(model)

    def successors(state: State) -> list[tuple[int, State]]:
        return [(number, program.fire(state, number)) for number in reduction.chosen(program.blocked(state))]

    return successors
