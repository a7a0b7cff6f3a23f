"""One statement on its way: it takes locks, waits, reads, writes, or ends its transaction.

The semantics are those of tools/knowledge/isolation_levels.yaml.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Literal

from tools.knowledge.isolation import Level
from tools.subskills.isolation.program import Op, Program
from tools.subskills.isolation.state import DIRTY, Event, Seen, State, Txn


class Blocked(Exception):  # noqa: N818  # control flow inside this module, not an error
    """The statement has to wait for these runs."""

    def __init__(self, runs: frozenset[int]) -> None:
        self.runs = runs


class Ended(Exception):  # noqa: N818  # control flow inside this module, not an error
    """The statement ends its transaction."""

    def __init__(self, status: Literal["refused", "aborted"], why: str) -> None:
        self.status: Literal["refused", "aborted"] = status
        self.why = why


class Statement:
    """One statement on its way: takes locks, raises Blocked or Ended, or returns the state after it."""

    def __init__(self, program: Program, level: Level, state: State, run: int) -> None:
        self.level, self.program = level, program
        self.state, self.run = state, run
        self.op: Op = program.runs[run].ops[state.txns[run].at]

    @property
    def txn(self) -> Txn:
        """The transaction as it is now."""
        return self.state.txns[self.run]

    def execute(self) -> tuple[State, Event]:
        """Execute it. Raises Blocked if it has to wait, Ended if it ends its transaction."""
        plain_read = self.op.does == "read" and not self.op.lock
        takes_one = plain_read or self.level.snapshot_at == "first_statement"
        if takes_one and self.txn.snapshot is None and self.level.keeps_snapshot:
            self.state = self.state.with_txn(self.run, snapshot=self.txn.began)
        if self.op.does == "read":
            return self._read()
        value = {"insert": self._insert, "update": self._update, "delete": self._delete}[self.op.does]()
        writes = (*(pair for pair in self.txn.writes if pair[0] != self.op.rows[0]), (self.op.rows[0], value))
        state = self.state.with_txn(self.run, writes=writes)
        return state, Event(self.run, self.txn.at, "wrote", value)

    # What is read

    def _read(self) -> tuple[State, Event]:
        version, values = self._locking_read() if self.op.lock else self._plain_read(self.op.rows)
        there = {row: values[row] for row in self.op.rows if values[row] is not None}
        found = sum(value or 0 for value in there.values())
        seen = Seen(self.txn.at, found, version, frozenset(there))
        state = self.state.with_txn(self.run, seen=(*self.txn.seen, seen))
        return state, Event(self.run, self.txn.at, "read", found)

    def _plain_read(self, rows: tuple[int, ...]) -> tuple[int, list[int | None]]:
        """Return the commit that a plain read sees, and the rows with the run's own writes over them."""
        state, version = self.state, self.state.newest
        if self.level.reads == "latest":
            values = self._newest(committed=False)
            dirty = any(values[row] != self._newest()[row] for row in rows)
            return (DIRTY if dirty else version), values
        if self.level.reads == "locked":
            self._share(rows)
        elif self.level.reads == "transaction":
            version = self.txn.snapshot if self.txn.snapshot is not None else version
        elif self.txn.began is not None:
            version = self.txn.began
        return version, self._own_over(state.history[version].values)

    def _share(self, rows: tuple[int, ...]) -> None:
        present = [row for row in rows if self._present(row)]
        self._await(self._holders(rows, "exclusive"))
        self._refuse_changed(rows)
        if self.level.holds != "nothing":
            self._take("shared", present)
        if self.level.holds == "ranges":
            absent = [row for row in rows if row not in present]
            self._take("gap", [self.op.entity] if self.op.ranged else absent)

    def _locking_read(self) -> tuple[int, list[int | None]]:
        rows = [row for row in self.op.rows if self._findable(row)]
        self._await(self._holders(rows, "exclusive", "shared"))
        self._refuse_changed(rows)
        self._take("exclusive", rows)
        if self.level.gaps:
            absent = [row for row in self.op.rows if row not in rows]
            self._take("gap", [self.op.entity] if self.op.ranged else absent)
        values = [value if row in rows else None for row, value in enumerate(self._newest())]
        missed_new = self.op.ranged and self.level.finds == "began"
        return (self._began if missed_new else self.state.newest), values

    # What is written

    def _update(self) -> int | None:
        return self._change(self._new_value)

    def _delete(self) -> int | None:
        return self._change(lambda value: None)

    def _change(self, new: Callable[[int], int | None]) -> int | None:
        row = self.op.rows[0]
        self._check_in_application()
        if self.level.finds == "began" and not self._matches(self._as_it_began()[row]):
            raise Ended("refused", "its condition does not hold")
        self._await(self._holders([row], "exclusive", "shared") | self._ahead(row))
        self._refuse_changed([row])
        self._take("exclusive", [row])
        self._compare_version()
        value = self._newest()[row]
        if value is None or not self._matches(value):
            raise Ended("refused", "its condition does not hold")
        return new(value)

    def _insert(self) -> int | None:
        row, op = self.op.rows[0], self.op
        self._check_in_application()
        self._await(frozenset(run for run in self._gap_holders(row) if run != self.run))
        rivals = [row]
        if op.constrained and op.below == 1:
            rivals = [one for one, other in enumerate(self.program.rows) if other.entity == op.entity]
        self._await(self._holders(rivals, "exclusive"))
        if self.level.checks_reads:
            self._refuse_changed(rivals)
        if any(self._newest()[one] is not None for one in rivals):
            raise Ended("refused", "a constraint refuses it")
        self._take("exclusive", [row])
        return op.to if op.to is not None else op.adds

    def _check_in_application(self) -> None:
        """The application looks at what it read before it sends the write."""
        needs = self.op.needs
        if needs is not None and not self.op.allows(self.txn.found(needs).found):
            raise Ended("refused", "what it read does not allow it")

    def _matches(self, value: int | None) -> bool:
        """Whether the WHERE of a conditional write holds for its row."""
        if not self.op.conditional:
            return True
        if self._on_its_own_row:
            return self.op.allows(value or 0)
        if self.level.each_statement:
            return True  # what it finds elsewhere may change before it has written
        _, values = self._plain_read(self._needed.rows)
        return self.op.allows(sum(values[row] or 0 for row in self._needed.rows))

    def _compare_version(self) -> None:
        needs, row = self.op.needs, self.op.rows[0]
        if not self.op.version_checked or needs is None or not self._on_its_own_row:
            return
        if self._changed_since(row, self.txn.found(needs).version):
            raise Ended("aborted", "the version that it read is gone")

    @property
    def _needed(self) -> Op:
        """The read on which the write depends, or the write itself if it depends on its own row only."""
        return self.op if self.op.needs is None else self.program.runs[self.run].ops[self.op.needs]

    @property
    def _on_its_own_row(self) -> bool:
        return self._needed.rows == self.op.rows

    def _new_value(self, value: int) -> int:
        op = self.op
        if op.to is not None:
            new = op.to
        elif op.in_place or op.needs is None:
            new = value + op.adds
        else:
            new = self.txn.found(op.needs).found + op.adds
        if op.constrained and not self._within(new):
            raise Ended("refused", "a constraint refuses it")
        return new

    def _within(self, new: int) -> bool:
        """Whether a check constraint on the row allows the value: that which the condition leaves."""
        op = self.op
        if not self._on_its_own_row:
            return True
        low_enough = op.below is None or new < op.below + op.adds
        return low_enough and (op.at_least is None or new >= op.at_least + op.adds)

    # Rows and locks

    def _newest(self, *, committed: bool = True) -> list[int | None]:
        values = list(self.state.history[-1].values)
        if not committed:
            for txn in self.state.txns:
                if not txn.over:
                    for row, value in txn.writes:
                        values[row] = value
        return self._own_over(values)

    def _as_it_began(self) -> list[int | None]:
        return self._own_over(self.state.history[self._began].values)

    @property
    def _began(self) -> int:
        """Number of the commit whose rows the statement finds where it looks at them as it began."""
        numbers = (self.txn.snapshot, self.txn.began, self.state.newest)
        return next(number for number in numbers if number is not None)

    def _own_over(self, values: Sequence[int | None]) -> list[int | None]:
        own = dict(self.txn.writes)
        return [own.get(row, value) for row, value in enumerate(values)]

    def _present(self, row: int) -> bool:
        return self._newest(committed=False)[row] is not None or self._newest()[row] is not None

    def _findable(self, row: int) -> bool:
        return self._present(row) if self.level.finds == "now" else self._as_it_began()[row] is not None

    def _changed_since(self, row: int, number: int) -> bool:
        later = self.state.history[number + 1 :]
        return any(row in commit.wrote and commit.run != self.run for commit in later)

    def _refuse_changed(self, rows: Sequence[int]) -> None:
        snapshot = self.txn.snapshot
        if self.level.conflict != "abort" or snapshot is None:
            return
        if any(self._changed_since(row, snapshot) for row in rows):
            raise Ended("aborted", "the row was changed since its snapshot")

    def _holders(self, rows: Sequence[int], *kinds: str) -> frozenset[int]:
        return frozenset(
            owner
            for kind, target, owner in self.state.locks
            if owner != self.run and kind in kinds and target in rows
        )

    def _ahead(self, row: int) -> frozenset[int]:
        """Return the runs that wait for the same row already, where a request may not overtake them."""
        if not self.level.fair or ("exclusive", row, self.run) in self.state.locks:
            return frozenset()
        queue = self.state.queue
        before = queue[: queue.index(self.run)] if self.run in queue else queue
        return frozenset(
            one for one in before if row in self.program.runs[one].ops[self.state.txns[one].at].rows
        )

    def _gap_holders(self, row: int) -> frozenset[int]:
        targets = (row, self.op.entity)
        return frozenset(
            owner for kind, target, owner in self.state.locks if kind == "gap" and target in targets
        )

    def _await(self, runs: frozenset[int]) -> None:
        if runs:
            raise Blocked(runs)

    def _take(self, kind: Literal["shared", "exclusive", "gap"], targets: Sequence[int | str]) -> None:
        new = frozenset((kind, target, self.run) for target in targets)
        self.state = replace(self.state, locks=self.state.locks | new)
