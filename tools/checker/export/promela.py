"""A model in Promela, for Spin.

Promela has arrays but no sequences as values. A queue is an array of its capacity with the length beside it;
what a step leaves free is set to 0, so that equal queues are equal states.
"""

from collections.abc import Iterator

from tools.checker.export.readme import readme
from tools.checker.export.syntax import Syntax, condition, constants, demands, remark, variable, word
from tools.checker.expression import Expr, either, length, lift, variables
from tools.checker.model import Action, Invariant, Model, Variable

PROMELA = Syntax(
    infix={
        "+": "+", "-": "-", "*": "*", "//": "/", "%": "%",
        "<": "<", "<=": "<=", "==": "==", "!=": "!=", "and": "&&", "or": "||",
    },
    forms={
        "not": "!{}",
        "if": "({} -> {} : {})",
        "nth": "{}[{}]",
        "len": "len_{}",
    },
    true="true",
    false="false",
    as_number="{}",
    as_truth="{}",
)  # fmt: skip


def promela(model: Model) -> dict[str, str]:
    """Return the process and how to run it."""
    return {f"{word(model.name)}.pml": "\n".join(_text(model)) + "\n", "README.md": readme("promela")}


def _text(model: Model) -> Iterator[str]:
    yield f"/* {model.name} */"
    for each in model.variables:
        yield from _declared(each)
    yield ""
    yield from (f"#define {condition(action)} {_conjunction(action.guards)}" for action in model.actions)
    progress = (condition(action) for action in model.actions if action.fault is None)
    yield f"#define progress ({' || '.join(progress)})"
    yield from (_defined(name, invariant) for name, invariant in demands(model).items())
    yield "\nactive proctype flow() {\nend: do"
    for action in model.actions:
        yield from _action(model, action)
    for name in demands(model):
        yield f":: d_step {{ !{name} -> assert({name}) }}"
    yield "od\n}"


def _declared(each: Variable) -> Iterator[str]:
    name = variable(each.name)
    if isinstance(each.initial, int):
        shape, initial = "", str(each.initial)
    else:
        slots = max(each.capacity, 1)
        shape, initial = f"[{slots}]", _braced(each.initial + (0,) * (slots - len(each.initial)))
    yield f"int {name}{shape} = {initial}; hidden int new_{name}{shape};"
    if each.kind == "queue":
        yield f"int len_{name} = 0; hidden int new_len_{name};"


def _braced(numbers: tuple[int, ...]) -> str:
    return f"{{{', '.join(map(str, numbers))}}}"


def _conjunction(guards: tuple[Expr, ...]) -> str:
    return f"({' && '.join(PROMELA.truth(_flat(guard)) for guard in guards) or 'true'})"


def _defined(name: str, invariant: Invariant) -> str:
    unless = "progress || " if invariant.when == "quiet" else ""
    return f"#define {name} ({unless}{PROMELA.truth(_flat(invariant.holds))})"


def _action(model: Model, action: Action) -> Iterator[str]:
    """Yield a step. What reads another variable that the step changes is worked out before any is written."""
    changed = [each for each in model.variables if each.name in action.updates]
    first, then, last = [], [], []
    for each in changed:
        own = {each.name} if each.kind == "number" else set()
        for place, to in _cells(each, action.updates[each.name]):
            if PROMELA.value(to) == place:
                continue
            if variables(to) & action.updates.keys() <= own:
                then.append(f"{place} = {PROMELA.value(to)};")
            else:
                first.append(f"new_{place} = {PROMELA.value(to)};")
                last.append(f"{place} = new_{place};")
    full = [
        f"assert(len_{variable(each.name)} <= {each.capacity});" for each in changed if each.kind == "queue"
    ]
    yield f"\n/* {remark(action)} */"
    yield f":: d_step {{ {condition(action)} ->"
    yield from (f"   {line}" for line in (*first, *then, *last, *full))
    yield "   }"


def _cells(each: Variable, to: Expr) -> Iterator[tuple[str, Expr]]:
    """Yield what a new value puts at each place: (place, number)."""
    name = variable(each.name)
    if each.kind == "number":
        yield name, _flat(to)
    elif each.kind == "array":
        yield from ((f"{name}[{slot}]", _item(to, lift(slot))) for slot in range(each.capacity))
    else:
        size = _size(to)
        yield f"len_{name}", size
        for slot in range(each.capacity):
            yield f"{name}[{slot}]", either(lift(slot) < size, _item(to, lift(slot)), 0)


def _flat(expr: Expr) -> Expr:
    """Return a number or truth without sequences in it, but for variables that are indexed."""
    match expr.op:
        case "nth":
            return _item(expr.terms[0], _flat(expr.terms[1]))
        case "len":
            return _size(expr.terms[0])
        case _:
            return Expr(expr.op, tuple(_flat(arg) if isinstance(arg, Expr) else arg for arg in expr.args))


def _item(sequence: Expr, index: Expr) -> Expr:
    """Return the item of a sequence at an index, flat as the index is."""
    match sequence.op:
        case "append":
            front, item = sequence.terms
            return either(_same(index, _size(front)), _flat(item), _item(front, index))
        case "drop":
            whole, count = sequence.terms
            return _item(whole, index + _flat(count))
        case "put":
            whole, place, item = sequence.terms
            return either(_same(index, _flat(place)), _flat(item), _item(whole, index))
        case "if":
            condition, then, otherwise = sequence.terms
            return either(_flat(condition), _item(then, index), _item(otherwise, index))
        case "table":
            return _chosen(constants(sequence), index)
        case _:
            return sequence[index]


def _chosen(numbers: tuple[int, ...], index: Expr) -> Expr:
    """Return a number of a table as nested conditions: Promela has no constant arrays."""
    chosen = lift(numbers[-1])
    for place, number in reversed(tuple(enumerate(numbers[:-1]))):
        chosen = either(_same(index, lift(place)), number, chosen)
    return chosen


def _same(index: Expr, place: Expr) -> Expr:
    """Return whether two indexes are the same, at once if both are known."""
    return lift(index == place) if index.op == place.op == "const" else index.eq(place)


def _size(sequence: Expr) -> Expr:
    """Return how many items a sequence holds, flat."""
    match sequence.op:
        case "append":
            return _size(sequence.terms[0]) + 1
        case "drop":
            return _size(sequence.terms[0]) - _flat(sequence.terms[1])
        case "put":
            return _size(sequence.terms[0])
        case "if":
            condition, then, otherwise = sequence.terms
            return either(_flat(condition), _size(then), _size(otherwise))
        case _:
            return length(sequence)
