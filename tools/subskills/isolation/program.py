"""Concurrent runs of transactions with their rows bound: what the simulated engine executes."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from tools.domain.facts import Statement, Transaction


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its entity and the name under which a reader knows it."""

    entity: str
    name: str


@dataclass(frozen=True, slots=True)
class Op:
    """One statement, its rows bound to positions in `Program.rows`; `ranged` if it takes all of its entity.

    `needs` is the position of the read in the same run on which this write depends.
    """

    id: str
    does: Literal["read", "update", "insert", "delete"]
    entity: str
    rows: tuple[int, ...]
    ranged: bool = False
    lock: bool = False
    needs: int | None = None
    at_least: int | None = None
    below: int | None = None
    adds: int = 0
    to: int | None = None
    in_place: bool = False
    conditional: bool = False
    version_checked: bool = False
    constrained: bool = False
    matching: str = ""  # how a reader knows the rows of a range

    def allows(self, found: int) -> bool:
        """Return whether the condition of the write holds for what was found."""
        return (self.at_least is None or found >= self.at_least) and (
            self.below is None or found < self.below
        )


@dataclass(frozen=True, slots=True)
class Run:
    """One concurrent run of a transaction."""

    transaction: str
    name: str  # `transfer 1`
    ops: tuple[Op, ...]

    @property
    def reads_only(self) -> bool:
        """Whether it changes nothing, so that what it reads is its result."""
        return all(op.does == "read" for op in self.ops)

    @property
    def counted(self) -> frozenset[int]:
        """Positions of the reads that matter: a write depends on them, or they are the result of the run."""
        if self.reads_only:
            return frozenset(range(len(self.ops)))
        return frozenset(op.needs for op in self.ops if op.needs is not None)


@dataclass(frozen=True, slots=True)
class Program:
    """Rows with the values that they start with (None: not there), and the runs that meet."""

    rows: tuple[Row, ...]
    start: tuple[int | None, ...]
    runs: tuple[Run, ...]


Label = tuple[str, str]  # entity, name of the row in the facts


def programs(*transactions: Transaction) -> Iterator[Program]:
    """Yield the ways in which one run of each can meet: which of their rows are the same row.

    Rows with different names in one transaction are different rows. Wherever a write has a condition, the
    start values leave just enough for one run, and then, in a second program, enough for all.
    """
    for bound in _bindings([_labels(one) for one in transactions]):
        rows, runs = _bound(transactions, bound)
        starts = (_start(rows, runs, enough_for) for enough_for in (1, len(runs)))
        yield from (Program(rows, start, runs) for start in dict.fromkeys(starts))


def _labels(transaction: Transaction) -> tuple[Label, ...]:
    steps = (step for step in transaction.steps if step.row is not None and not step.shared)
    return tuple(dict.fromkeys((step.entity, step.row or "") for step in steps))


def _bindings(labels: list[tuple[Label, ...]]) -> Iterator[list[dict[Label, int]]]:
    """Yield for each run its labels' row numbers within the entity; new rows are taken in order."""
    if not labels:
        yield []
        return
    *before, last = labels
    for bound in _bindings(before):
        known: dict[str, set[int]] = {}
        for one in bound:
            for (entity, _), number in one.items():
                known.setdefault(entity, set()).add(number)
        yield from ([*bound, choice] for choice in _choices(last, known))


def _choices(labels: tuple[Label, ...], known: dict[str, set[int]]) -> Iterator[dict[Label, int]]:
    entities = list(dict.fromkeys(entity for entity, _ in labels))
    if not entities:
        yield {}
        return
    entity, rest = entities[0], tuple(label for label in labels if label[0] != entities[0])
    mine = [label for label in labels if label[0] == entity]
    old = sorted(known.get(entity, set()))
    fresh = list(range(len(old), len(old) + len(mine)))
    for numbers in permutations([*old, *fresh], len(mine)):
        taken = [number for number in numbers if number in fresh]
        if taken == fresh[: len(taken)]:
            for others in _choices(rest, known):
                yield dict(zip(mine, numbers, strict=True)) | others


def _bound(
    transactions: tuple[Transaction, ...], bound: list[dict[Label, int]]
) -> tuple[tuple[Row, ...], tuple[Run, ...]]:
    shared = (step for one in transactions for step in one.steps if step.shared and step.row)
    rows: dict[Row, None] = {Row(step.entity, step.row or ""): None for step in shared}
    names: dict[tuple[str, int], Row] = {}
    for binding in bound:
        for (entity, label), number in binding.items():
            name = label if not _taken(names, entity, label) else f"{label} {number + 1}"
            rows[names.setdefault((entity, number), Row(entity, name))] = None
    for entity in dict.fromkeys(step.entity for one in transactions for step in one.steps if _ranged(step)):
        rows[Row(entity, OTHERS)] = None
    for at, one in enumerate(transactions):
        for step in one.steps:
            if step.does == "insert" and step.row is None:
                rows[Row(step.entity, f"new row of {one.id} {at + 1}")] = None
    listed = tuple(rows)
    runs = tuple(
        Run(one.id, f"{one.id} {at + 1}", _ops(one, at, bound[at], names, listed))
        for at, one in enumerate(transactions)
    )
    return listed, runs


OTHERS = "other rows"
"""The rows of a range that no run names."""


def _taken(names: dict[tuple[str, int], Row], entity: str, label: str) -> bool:
    return any(row == Row(entity, label) for row in names.values())


def _ranged(step: Statement) -> bool:
    return step.row is None and step.does != "insert"


def _ops(
    one: Transaction,
    at: int,
    bound: dict[Label, int],
    names: dict[tuple[str, int], Row],
    rows: tuple[Row, ...],
) -> tuple[Op, ...]:
    places = {step.id: place for place, step in enumerate(one.steps)}
    position = {row: place for place, row in enumerate(rows)}

    def concerned(step: Statement) -> tuple[int, ...]:
        if _ranged(step):
            return tuple(place for place, row in enumerate(rows) if row.entity == step.entity)
        if step.row is None:
            return (position[Row(step.entity, f"new row of {one.id} {at + 1}")],)
        if step.shared:
            return (position[Row(step.entity, step.row)],)
        return (position[names[step.entity, bound[step.entity, step.row]]],)

    return tuple(
        Op(
            step.id,
            step.does,
            step.entity,
            concerned(step),
            _ranged(step),
            bool(step.lock),
            None if step.needs is None else places[step.needs],
            step.at_least,
            step.below,
            _adds(step),
            step.to,
            bool(step.in_place),
            bool(step.conditional),
            bool(step.version_checked),
            bool(step.constrained),
            step.matching or "",
        )
        for step in one.steps
    )


def _adds(step: Statement) -> int:
    if step.adds is not None:
        return step.adds
    return -1 if step.at_least is not None else 1


def _start(rows: tuple[Row, ...], runs: tuple[Run, ...], enough_for: int) -> tuple[int | None, ...]:
    """Return start values that leave just enough for so many runs wherever a write has a condition."""
    ops = [op for run in runs for op in run.ops]
    inserted = {op.rows[0] for op in ops if op.does == "insert"}
    start: list[int | None] = [None if row.name == OTHERS else 0 for row in rows]
    for op in ops:
        if op.does in ("update", "delete"):
            wanted = int(op.to == 0) if op.to is not None else -op.adds
            start[op.rows[0]] = max(start[op.rows[0]] or 0, wanted)
    for run in runs:
        for op in run.ops:
            if (op.at_least, op.below) != (None, None):
                read = op if op.needs is None else run.ops[op.needs]
                _leave_enough(start, rows, inserted, read, op, enough_for)
    return tuple(None if place in inserted else value for place, value in enumerate(start))


def _leave_enough(
    start: list[int | None], rows: tuple[Row, ...], inserted: set[int], read: Op, write: Op, enough_for: int
) -> None:
    step = max(1, abs(write.adds))
    if write.at_least is not None:
        left = write.at_least + (enough_for - 1) * step
    else:
        left = max(0, (write.below or 1) - 1 - (enough_for - 1) * step)
    if not read.ranged:
        start[read.rows[0]] = left
        return
    others = next(place for place in read.rows if rows[place].name == OTHERS)
    for place in read.rows:
        if place != others and place not in inserted:
            share = min(left, step) if write.at_least is not None else 0
            start[place] = share
            left -= share
    start[others] = left or None
