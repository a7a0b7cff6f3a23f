"""Partial-order reduction: which enabled actions need to be tried in a state, and which can wait.

Stubborn sets (Valmari 1991, "Stubborn sets for reduced state space generation"): start with one enabled
action; an enabled action brings in all that touch what it touches, a blocked one all that could unblock it.
What is left out commutes with what is chosen, so every quiescent state is still reached.
"""

from collections.abc import Iterable

from tools.checker.expression import Expr, variables
from tools.checker.model import Action, Model

ENABLED = -1
"""In `blocked` the mark of an action whose guards all hold."""


class Reduction:
    """The dependencies between the actions of one model, as bit sets over their numbers."""

    def __init__(self, model: Model) -> None:
        actions = model.actions
        queues = frozenset(variable.name for variable in model.variables if variable.kind == "queue")
        self._clashes = [_bits(_clash(one, other, queues) for other in actions) for one in actions]
        self._unblocks = [
            [
                _bits(not variables(guard).isdisjoint(other.updates) for other in actions)
                for guard in one.guards
            ]
            for one in actions
        ]

    def chosen(self, blocked: list[int]) -> list[int]:
        """Return the numbers of the enabled actions to try, given each action's first false guard."""
        enabled = _bits(first == ENABLED for first in blocked)
        best = enabled
        left = enabled
        while left and best.bit_count() > 1:
            seed = left & -left
            left ^= seed
            closed = self._closure(seed, enabled, blocked, best.bit_count())
            if closed and (closed & enabled).bit_count() < best.bit_count():
                best = closed & enabled
        return [number for number in range(len(blocked)) if best >> number & 1]

    def _closure(self, seed: int, enabled: int, blocked: list[int], limit: int) -> int:
        """Return the smallest stubborn set around an action; 0 once it is no smaller than the limit."""
        found = work = seed
        while work:
            low = work & -work
            work ^= low
            number = low.bit_length() - 1
            first = blocked[number]
            brings = self._clashes[number] if first == ENABLED else self._unblocks[number][first]
            work |= brings & ~found
            found |= brings
            if (found & enabled).bit_count() >= limit:
                return 0
        return found


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << number for number, flag in enumerate(flags) if flag)


def _clash(one: Action, other: Action, queues: frozenset[str]) -> bool:
    """Return whether the order of two actions can matter."""
    if one is other:
        return False
    touched = (one.updates.keys() & _touched(other)) | (other.updates.keys() & _touched(one))
    return any(
        name not in queues or not (_ends_apart(one, other, name) or _ends_apart(other, one, name))
        for name in touched
    )


def _touched(action: Action) -> frozenset[str]:
    read = (variables(expr) for expr in (*action.guards, *action.updates.values()))
    return frozenset(action.updates).union(*read)


def _ends_apart(writer: Action, reader: Action, queue: str) -> bool:
    """Return whether one only appends to a queue while the other only takes from its front."""
    return _only_appends(writer, queue) and _only_takes(reader, queue)


def _only_appends(action: Action, queue: str) -> bool:
    update = action.updates.get(queue)
    if update is None or update.op != "append":
        return False
    elsewhere = [expr for name, expr in action.updates.items() if name != queue] + list(action.guards)
    return queue not in variables(update.terms[1]) and all(queue not in variables(e) for e in elsewhere)


def _only_takes(action: Action, queue: str) -> bool:
    update = action.updates.get(queue)
    if update is not None and not _is_drop(update, queue):
        return False
    elsewhere = (expr for name, expr in action.updates.items() if name != queue)
    return all(_waits_for_item(guard, queue) for guard in action.guards) and all(
        _reads_items(expr, queue) for expr in elsewhere
    )


def _is_drop(update: Expr, queue: str) -> bool:
    return update.op == "drop" and update.terms[0].op == "var" and queue not in variables(update.terms[1])


def _waits_for_item(guard: Expr, queue: str) -> bool:
    """Return whether a longer queue cannot make a guard false: it asks for its length, or for an item."""
    if guard.op == "<" and guard.terms[1].op == "len":
        return _reads_items(guard.terms[0], queue)
    return _reads_items(guard, queue)


def _reads_items(expr: Expr, queue: str) -> bool:
    """Return whether an expression asks of a queue only for the item at a position."""
    if expr.op == "var":
        return expr.args[0] != queue
    if expr.op == "nth" and expr.terms[0].op == "var":
        return _reads_items(expr.terms[1], queue)
    return all(_reads_items(term, queue) for term in expr.terms)
