"""A model as a Quint module."""

from collections.abc import Iterator

from tools.checker.export.readme import readme
from tools.checker.export.syntax import Syntax, condition, demands, remark, step, variable, word
from tools.checker.expression import var
from tools.checker.model import Action, Invariant, Model, Variable

QUINT = Syntax(
    infix={
        "+": "+", "-": "-", "*": "*", "//": "/", "%": "%",
        "<": "<", "<=": "<=", "==": "==", "!=": "!=", "and": "and", "or": "or",
    },
    forms={
        "not": "not({})",
        "if": "(if ({}) {} else {})",
        "table": "[{}]",
        "nth": "{}[{}]",
        "len": "{}.length()",
        "append": "{}.append({})",
        "drop": "{0}.slice({1}, {0}.length())",
        "put": "{}.replaceAt({}, {})",
    },
    true="true",
    false="false",
    as_number="(if ({}) 1 else 0)",
    as_truth="({} != 0)",
)  # fmt: skip


def quint(model: Model) -> dict[str, str]:
    """Return the module and how to run it."""
    return {f"{word(model.name)}.qnt": "\n".join(_module(model)) + "\n", "README.md": readme("quint")}


def _module(model: Model) -> Iterator[str]:
    yield f"module {word(model.name)} {{"
    yield from (f"  var {variable(each.name)}: {_type(each)}" for each in model.variables)
    yield "\n  action init = all {"
    yield from (f"    {variable(each.name)}' = {_initial(each)}," for each in model.variables)
    yield "  }"
    for action in model.actions:
        yield from _action(model, action)
    yield "\n  action step = any {"
    yield from (f"    {step(action)}," for action in model.actions)
    yield "  }"
    yield "\n  val progress = or {"
    yield from (f"    {condition(action)}," for action in model.actions if action.fault is None)
    yield "  }\n"
    yield from (_invariant(name, invariant) for name, invariant in demands(model).items())
    yield "}"


def _type(each: Variable) -> str:
    return "int" if each.kind == "number" else "List[int]"


def _initial(each: Variable) -> str:
    if isinstance(each.initial, int):
        return str(each.initial)
    return f"[{', '.join(map(str, each.initial))}]"


def _action(model: Model, action: Action) -> Iterator[str]:
    yield f"\n  // {remark(action)}"
    yield f"  val {condition(action)} = and {{"
    yield from (f"    {QUINT.truth(guard)}," for guard in action.guards)
    yield "  }"
    yield f"  action {step(action)} = all {{"
    yield f"    {condition(action)},"
    for each in model.variables:
        to = action.updates.get(each.name, var(each.name))
        yield f"    {variable(each.name)}' = {QUINT.value(to)},"
    yield "  }"


def _invariant(name: str, invariant: Invariant) -> str:
    unless = "progress or " if invariant.when == "quiet" else ""
    return f"  val {name} = {unless}{QUINT.truth(invariant.holds)}"
