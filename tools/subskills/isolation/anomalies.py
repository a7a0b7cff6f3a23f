"""The name of what went wrong in an end that no serial order gives.

What decides is which run read what the other replaced. One row that both read and wrote: a lost update. Rows
that each read and the other wrote: write skew, or a phantom where such a row was new.
"""

from typing import Literal

from tools.subskills.isolation.program import Program
from tools.subskills.isolation.state import DIRTY, Seen, State

Anomaly = Literal[
    "dirty read",
    "intermediate read",
    "lost update",
    "phantom",
    "write skew",
    "non-repeatable read",
    "read skew",
    "serialization anomaly",
]

Named = tuple[Anomaly, frozenset[int]]
"""An anomaly, and the runs that it happens to."""


def anomaly(program: Program, end: State) -> Named:
    """Name the anomaly of an end that is known to have no serial order."""
    runs = range(len(end.txns))
    for run in runs:
        if any(seen.version == DIRTY for seen in _counted(program, end, run)):
            return "dirty read", frozenset({run})
    stale = {
        (reader, writer): rows
        for reader in runs
        for writer in runs
        if reader != writer and (rows := _stale(program, end, reader, writer))
    }
    for reader, writer in stale:
        if _overwrites(program, end, reader, writer):
            return "lost update", frozenset({reader})
    for (reader, writer), rows in stale.items():
        if (writer, reader) in stale:
            new = any(end.history[0].values[row] is None for row in rows | stale[writer, reader])
            return ("phantom" if new else "write skew"), frozenset({reader, writer})
    if any(sum(commit.run == run for commit in end.history) > 1 for run in runs):
        readers = frozenset(run for run in runs if _counted(program, end, run))
        return "intermediate read", readers or frozenset(runs)
    for reader, writer in stale:
        if _saw(program, end, reader, writer):
            return _read_twice(program, end, reader), frozenset({reader})
    return "serialization anomaly", frozenset(runs)


def _counted(program: Program, end: State, run: int) -> list[Seen]:
    txn = end.txns[run]
    if txn.status == "aborted":
        return []
    return [seen for seen in txn.seen if seen.op in program.runs[run].counted]


def _stale(program: Program, end: State, reader: int, writer: int) -> frozenset[int]:
    """Return the rows that the writer changed after the reader had read them."""
    found = frozenset[int]()
    for seen in _counted(program, end, reader):
        rows = frozenset(program.runs[reader].ops[seen.op].rows)
        for number, commit in enumerate(end.history):
            if commit.run == writer and seen.version < number:
                found |= rows & commit.wrote
    return found


def _overwrites(program: Program, end: State, reader: int, writer: int) -> bool:
    """Whether a run replaced what another one wrote after it had read the row itself."""
    for seen in _counted(program, end, reader):
        between = set[int]()
        for commit in end.history[seen.version + 1 :]:
            if commit.run == writer:
                between |= commit.wrote & set(program.runs[reader].ops[seen.op].rows)
            elif commit.run == reader and commit.wrote & between:
                return True
    return False


def _saw(program: Program, end: State, reader: int, writer: int) -> bool:
    """Whether a run read, or built on, something that the other one had written."""
    read = {
        (seen.version, row)
        for seen in _counted(program, end, reader)
        for row in program.runs[reader].ops[seen.op].rows
    }
    for number, commit in enumerate(end.history):
        if commit.run == writer:
            later = frozenset().union(*(one.wrote for one in end.history[number + 1 :] if one.run == reader))
            if commit.wrote & later or any(number <= seen and row in commit.wrote for seen, row in read):
                return True
    return False


def _read_twice(program: Program, end: State, reader: int) -> Anomaly:
    """Tell what a reader saw of another run: the same rows twice, or some rows before and others after it."""
    seen = _counted(program, end, reader)
    for first in seen:
        for second in seen:
            rows = program.runs[reader].ops[first.op].rows
            if first.version < second.version and rows == program.runs[reader].ops[second.op].rows:
                return "phantom" if first.rows != second.rows else "non-repeatable read"
    return "read skew"
