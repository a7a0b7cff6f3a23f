"""A model as Python functions: one generated source text, compiled once."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from tools.checker.expression import Expr
from tools.checker.model import Action, Model, State, When

Successors = Callable[[State], list[tuple[int, State]]]


@dataclass(frozen=True, slots=True)
class Program:
    """What every search calls.

    `successors` returns (action number, next state) for each enabled action. `broken` returns the number of
    the first invariant of its kind that does not hold, else -1.
    """

    successors: Successors
    broken: dict[When, Callable[[State], int]]


@dataclass(frozen=True, slots=True)
class ByAction:
    """What a search with reduction calls besides.

    `blocked` returns per action the number of its first guard that does not hold, -1 if it is enabled. `fire`
    applies one enabled action.
    """

    blocked: Callable[[State], list[int]]
    fire: Callable[[State, int], State]


def compiled(model: Model) -> Program:
    """Return the functions of a model."""
    made = _made(model, _successors(model), _invariants(model))
    return Program(made["successors"], {"always": made["always"], "quiet": made["quiet"]})


def compiled_by_action(model: Model) -> ByAction:
    """Return the functions of a model's single actions."""
    made = _made(model, _actions(model))
    return ByAction(made["blocked"], made["fire"])


def _made(model: Model, *sources: Iterable[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    source = "\n".join(chain.from_iterable(sources))
    exec(compile(source, f"<model {model.name}>", "exec"), made)  # noqa: S102 - our own text, no user input in it
    return made


def value(model: Model, expr: Expr, state: State) -> Any:
    """Return the value of an expression in one state."""
    names = {_local(variable.name): held for variable, held in zip(model.variables, state, strict=True)}
    return eval(python(expr), {}, names)  # noqa: S307 - our own text, as above


def python(expr: Expr) -> str:
    """Return an expression as Python text."""
    args = [python(arg) if isinstance(arg, Expr) else arg for arg in expr.args]
    match expr.op:
        case "const":
            return str(args[0])
        case "var":
            return _local(str(args[0]))
        case "table":
            return repr(args[0])
        case "and" | "or":
            return f"({f' {expr.op} '.join(map(str, args))})"
        case "not":
            return f"(not {args[0]})"
        case "if":
            return f"({args[1]} if {args[0]} else {args[2]})"
        case "nth":
            return f"{args[0]}[{args[1]}]"
        case "len":
            return f"len({args[0]})"
        case "append":
            return f"({args[0]} + ({args[1]},))"
        case "drop":
            return f"{args[0]}[{args[1]}:]"
        case "put":
            return f"({args[0]}[:{args[1]}] + ({args[2]},) + {args[0]}[{args[1]} + 1:])"
        case _:
            return f"({args[0]} {expr.op} {args[1]})"


def _unpacked(model: Model) -> str:
    names = ", ".join(_local(variable.name) for variable in model.variables)
    return f"    ({names},) = s"


def _successors(model: Model) -> Iterator[str]:
    yield f"def successors(s):\n{_unpacked(model)}\n    out = []"
    for number, action in enumerate(model.actions):
        yield f"    if {_guard(action)}: out.append(({number}, {_next(model, action)}))"
    yield "    return out"


def _invariants(model: Model) -> Iterator[str]:
    for when in ("always", "quiet"):
        yield f"def {when}(s):\n{_unpacked(model)}"
        for number, invariant in enumerate(model.invariants):
            if invariant.when == when:
                yield f"    if not {python(invariant.holds)}: return {number}"
        yield "    return -1"


def _actions(model: Model) -> Iterator[str]:
    yield f"def fire(s, number):\n{_unpacked(model)}"
    for number, action in enumerate(model.actions):
        yield f"    if number == {number}: return {_next(model, action)}"
    yield f"def blocked(s):\n{_unpacked(model)}\n    return [{', '.join(map(_first_false, model.actions))}]"


def _local(name: str) -> str:
    """Keep a variable apart from the words of the generated text."""
    return f"v_{name}"


def _guard(action: Action) -> str:
    return " and ".join(map(python, action.guards)) or "True"


def _next(model: Model, action: Action) -> str:
    updates = action.updates
    held = (python(updates[v.name]) if v.name in updates else _local(v.name) for v in model.variables)
    return f"({', '.join(held)},)"


def _first_false(action: Action) -> str:
    text = "-1"
    for number, guard in reversed(list(enumerate(action.guards))):
        text = f"({text} if {python(guard)} else {number})"
    return text
