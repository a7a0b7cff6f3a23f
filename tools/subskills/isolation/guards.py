"""What can be put into a transaction instead of a higher isolation level; the same search tries each."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tools.domain.facts import Statement, Transaction

LOCK_ROW = "lock_row"
"""Entity of the row that a guard adds for all runs to lock first."""

Guard = Callable[[Transaction], Transaction]


def conditional_update(of: Transaction) -> Transaction:
    """Let the write itself check its condition and work out the new value, where it is about its own row."""
    return _with_steps(of, lambda step, read: _own_row(step, read), _checked_where_it_writes)


def constraint(of: Transaction) -> Transaction:
    """Let a unique or exclusion constraint refuse an insert that is only allowed where nothing is there."""
    return _with_steps(
        of,
        lambda step, read: step.does == "insert" and step.below == 1 and read.entity == step.entity,
        lambda step: step.model_copy(update={"constrained": True}),
    )


def lock_rows_read(of: Transaction) -> Transaction:
    """Let every read on which a write depends lock what it finds."""
    needed = {step.needs for step in of.steps}
    steps = tuple(step.model_copy(update={"lock": True}) if step.id in needed else step for step in of.steps)
    return of.model_copy(update={"steps": steps})


def lock_row(of: Transaction) -> Transaction:
    """Let it begin by writing one row that stands for all that its conditions speak of."""
    if all(step.does == "read" for step in of.steps):
        return of
    first = Statement(
        id="write_lock_row",
        does="update",
        entity=LOCK_ROW,
        row="lock row",
        shared=True,
        in_place=True,
        adds=1,
    )
    return of.model_copy(update={"steps": (first, *of.steps)})


GUARDS: Mapping[str, Guard] = MappingProxyType(
    {
        "conditional_update": conditional_update,
        "constraint": constraint,
        "lock_rows_read": lock_rows_read,
        "lock_row": lock_row,
    }
)
"""By the outcome of the rules, cheapest first."""


def _own_row(step: Statement, read: Statement) -> bool:
    return (
        step.does in ("update", "delete")
        and step.row is not None
        and ((step.entity, step.row) == (read.entity, read.row))
    )


def _checked_where_it_writes(step: Statement) -> Statement:
    conditional = (step.at_least, step.below) != (None, None)
    return step.model_copy(update={"in_place": step.to is None, "conditional": conditional})


def _with_steps(
    of: Transaction, fits: Callable[[Statement, Statement], bool], changed: Callable[[Statement], Statement]
) -> Transaction:
    reads = {step.id: step for step in of.steps}
    steps = tuple(
        changed(step) if step.needs is not None and fits(step, reads[step.needs]) else step
        for step in of.steps
    )
    return of.model_copy(update={"steps": steps})
