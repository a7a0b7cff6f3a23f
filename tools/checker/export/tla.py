"""A model as a TLA+ module and the configuration with which TLC checks it."""

from collections.abc import Iterator

from tools.checker.export.readme import readme
from tools.checker.export.syntax import Syntax, condition, demands, remark, step, variable, word
from tools.checker.model import Action, Invariant, Model, Variable

TLA = Syntax(
    infix={
        "+": "+", "-": "-", "*": "*", "//": "\\div", "%": "%",
        "<": "<", "<=": "<=", "==": "=", "!=": "#", "and": "/\\", "or": "\\/",
    },
    forms={
        "not": "~{}",
        "if": "(IF {} THEN {} ELSE {})",
        "table": "<<{}>>",
        "nth": "{}[{} + 1]",
        "len": "Len({})",
        "append": "Append({}, {})",
        "drop": "SubSeq({0}, {1} + 1, Len({0}))",
        "put": "[{} EXCEPT ![{} + 1] = {}]",
    },
    true="TRUE",
    false="FALSE",
    as_number="(IF {} THEN 1 ELSE 0)",
    as_truth="({} # 0)",
)  # fmt: skip


def tla(model: Model) -> dict[str, str]:
    """Return the module, its configuration and how to run them."""
    name = word(model.name)
    return {
        f"{name}.tla": "\n".join(_module(model)) + "\n",
        f"{name}.cfg": "\n".join(_configuration(model)) + "\n",
        "README.md": readme("tla"),
    }


def _module(model: Model) -> Iterator[str]:
    names = ", ".join(variable(each.name) for each in model.variables)
    yield f"---- MODULE {word(model.name)} ----"
    yield "EXTENDS Integers, Sequences"
    yield f"\nVARIABLES {names}"
    yield f"vars == <<{names}>>"
    yield "\nInit =="
    yield from (f"  /\\ {variable(each.name)} = {_initial(each)}" for each in model.variables)
    for action in model.actions:
        yield from _action(model, action)
    yield "\nNext =="
    yield from (f"  \\/ {step(action)}" for action in model.actions)
    yield "\nProgress =="
    yield from (f"  \\/ {condition(action)}" for action in model.actions if action.fault is None)
    yield ""
    yield from (_invariant(name, invariant) for name, invariant in demands(model).items())
    yield "\nSpec == Init /\\ [][Next]_vars"
    yield "===="


def _initial(each: Variable) -> str:
    if isinstance(each.initial, int):
        return str(each.initial)
    return f"<<{', '.join(map(str, each.initial))}>>"


def _action(model: Model, action: Action) -> Iterator[str]:
    yield f"\n\\* {remark(action)}"
    yield f"{condition(action)} =="
    yield from (f"  /\\ {TLA.truth(guard)}" for guard in action.guards)
    yield f"{step(action)} =="
    yield f"  /\\ {condition(action)}"
    yield from (f"  /\\ {variable(name)}' = {TLA.value(to)}" for name, to in action.updates.items())
    kept = [variable(each.name) for each in model.variables if each.name not in action.updates]
    if kept:
        yield f"  /\\ UNCHANGED <<{', '.join(kept)}>>"


def _invariant(name: str, invariant: Invariant) -> str:
    unless = "Progress \\/ " if invariant.when == "quiet" else ""
    return f"{name} == {unless}{TLA.truth(invariant.holds)}"


def _configuration(model: Model) -> Iterator[str]:
    yield "SPECIFICATION Spec"
    yield "CHECK_DEADLOCK FALSE"
    yield from (f"INVARIANT {name}" for name in demands(model))
