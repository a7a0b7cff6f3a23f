"""A counterexample as a reader follows it best: few changes of the actor, bookkeeping left out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from tools.checker.model import Model, Shown, State
from tools.checker.program import Program, compiled, value
from tools.checker.search import Exploration, Path, Step
from tools.domain.verdict import TraceStep

Point = tuple[State, str, int]
"""A state, who acted last, and how many faults it took to get there."""


@dataclass(frozen=True, slots=True)
class Told:
    """A counterexample in a reader's words."""

    steps: tuple[TraceStep, ...]
    contradiction: str

    def named(self, names: Mapping[str, str]) -> "Told":
        """Return the same with the user's names for roles (`source`, `target`, …) and for the `entity`."""
        steps = (
            TraceStep(
                names.get(step.actor, step.actor),
                names.get(step.to, step.to),
                named(step.says, names),
                step.kind,
            )
            for step in self.steps
        )
        return Told(tuple(steps), named(self.contradiction, names))


def named(text: str, names: Mapping[str, str]) -> str:
    """Return a text with names for the roles in its braces; a role without one keeps its own."""
    return text.format_map(_Names(names))


def told(model: Model, found: Exploration) -> Told:
    """Return the steps of a violation and what contradicts what at its end, with roles still in braces."""
    path = clearest(model, found)
    assert found.invariant is not None
    steps = tuple(_step(model, step) for step in _without_bookkeeping(path))
    end = _filled(model, found.invariant.broken, found.invariant.shown, path[-1].after)
    says = _numbered([*(step.says for step in steps), end])
    return Told(tuple(replace(step, says=text) for step, text in zip(steps, says, strict=False)), says[-1])


def _numbered(texts: Sequence[str]) -> list[str]:
    """Return texts with the changes that are told apart by `#1`, `#2` as v1, v2, in order of appearance."""
    order = dict.fromkeys(chain.from_iterable(map(_CHANGE.findall, texts)))
    versions = {change: f"v{number}" for number, change in enumerate(order, start=1)}
    return [_CHANGE.sub(lambda found: versions[found[0]], text) for text in texts]


_CHANGE = re.compile(r"#\d+")


def clearest(model: Model, found: Exploration) -> Path:
    """Of all ways to a violation with as many steps and faults, return one with few changes of actor."""
    program = compiled(model)
    start: Point = (model.initial, "", 0)
    switches: dict[Point, int] = {start: 0}
    origins: list[dict[Point, tuple[Point, int]]] = []
    for _ in found.path:
        switches, came_from = _one_step(model, program, switches, found.faults)
        origins.append(came_from)
    ends = [p for p in switches if p[2] == found.faults and _is_broken(model, program, found, p[0])]
    point = min(ends, key=lambda end: switches[end])
    steps = []
    for came_from in reversed(origins):
        before, number = came_from[point]
        steps.append(Step(model.actions[number], before[0], point[0]))
        point = before
    return tuple(reversed(steps))


def _one_step(
    model: Model, program: Program, switches: Mapping[Point, int], most_faults: int
) -> tuple[dict[Point, int], dict[Point, tuple[Point, int]]]:
    """Return what can be reached by one more action: how often the actor changed, and from where it came."""
    reached: dict[Point, int] = {}
    came_from: dict[Point, tuple[Point, int]] = {}
    for point, changed in switches.items():
        state, last, faults = point
        for number, successor in program.successors(state):
            action = model.actions[number]
            after = (successor, action.actor, faults + (action.fault is not None))
            count = changed + (action.actor != last)
            if after[2] <= most_faults and count < reached.get(after, count + 1):
                reached[after] = count
                came_from[after] = (point, number)
    return reached, came_from


def _is_broken(model: Model, program: Program, found: Exploration, state: State) -> bool:
    assert found.invariant is not None
    if program.broken[found.invariant.when](state) != model.invariants.index(found.invariant):
        return False
    return found.invariant.when == "always" or not program.successors(state)


def _without_bookkeeping(path: Path) -> Path:
    """Leave out hidden steps, except where the same actor fails later and they then matter."""

    def matters(number: int, step: Step) -> bool:
        later = path[number + 1 :]
        return any(other.action.fault and other.action.actor == step.action.actor for other in later)

    return tuple(step for i, step in enumerate(path) if not step.action.hidden or matters(i, step))


class _Names(dict[str, str]):
    """Names for roles; a role without one keeps its own."""

    def __missing__(self, role: str) -> str:
        return role


class _Braces(dict[str, str]):
    """Values for what is shown; all other words stay in braces."""

    def __missing__(self, role: str) -> str:
        return f"{{{role}}}"


def _step(model: Model, step: Step) -> TraceStep:
    action = step.action
    kinds: dict[str | None, Any] = {
        None: "note" if action.actor == action.to else "message",
        "lost_ack": "lost",
    }
    says = _filled(model, action.says, action.shown, step.before)
    return TraceStep(action.actor, action.to, says, kinds.get(action.fault, "crash"))


def _filled(model: Model, text: str, shown: Mapping[str, Shown], state: State) -> str:
    return text.format_map(
        _Braces({name: _label(one, value(model, one.value, state)) for name, one in shown.items()})
    )


def _label(shown: Shown, number: int) -> str:
    return shown.labels[number] if shown.labels else str(number)
