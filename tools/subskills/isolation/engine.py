"""A simulated database: one statement at a time, under the semantics of one isolation level.

A deadlock aborts the run whose statement closed the circle, or, if one asks for it, one that waited already:
engines pick either. All that happens is decided by the order of the statements; there is no clock.
"""

from collections.abc import Iterator
from dataclasses import replace

from tools.knowledge.isolation import Level
from tools.subskills.isolation.program import Program
from tools.subskills.isolation.state import Commit, Event, State, Txn
from tools.subskills.isolation.statement import Blocked, Ended, Statement


class Database:
    """A program under one isolation level; `spares_last` aborts another run than the last in a deadlock."""

    def __init__(self, program: Program, level: Level, *, spares_last: bool = False) -> None:
        self.program, self.level, self.spares_last = program, level, spares_last

    def begin(self) -> State:
        """Return the state before the first statement."""
        return State((Commit(self.program.start),), tuple(Txn() for _ in self.program.runs))

    def step(self, state: State, run: int) -> tuple[State, tuple[Event, ...]]:
        """Execute the next statement of a run that is ready, then the statements that waited for it."""
        events: list[Event] = []
        state = self._attempt(state, run, events)
        while (waiter := self._unblocked(state)) is not None:
            state = self._attempt(state, waiter, events)
        return state, tuple(events)

    def _attempt(self, state: State, run: int, events: list[Event]) -> State:
        txn, ops = state.txns[run], self.program.runs[run].ops
        if txn.began is None:
            state = state.with_txn(run, began=state.newest)
        try:
            if txn.at == len(ops):
                events.append(Event(run, txn.at, "committed"))
                return self._checked(self._commit(state, run), run, events)
            state, event = Statement(self.program, self.level, state, run).execute()
        except Blocked as blocked:
            return self._wait(state, run, blocked.runs, events)
        except Ended as end:
            events.append(Event(run, txn.at, end.status, why=end.why))
            return state.rolled_back(run, end.status)
        events.append(event)
        state = state.with_txn(run, began=None, status="ready", blockers=frozenset())
        if self.level.each_statement:
            state = self._append(state, run).released(run).with_txn(run, snapshot=None, writes=())
        state = self._checked(state.unqueued(run), run, events)
        return state if state.txns[run].over else state.with_txn(run, at=txn.at + 1)

    def _wait(self, state: State, run: int, blockers: frozenset[int], events: list[Event]) -> State:
        state = state.with_txn(run, status="waiting", blockers=blockers)
        ahead = state.waits_for(run)
        if run in ahead:
            others = [one for one in state.queue if one in ahead and run in state.waits_for(one)]
            victim = others[0] if self.spares_last and others else run
            events.append(Event(victim, state.txns[victim].at, "aborted", why="deadlock"))
            state = state.rolled_back(victim, "aborted")
            return state if victim == run else replace(state, queue=(*state.queue, run))
        if run in state.queue:
            return state
        events.append(Event(run, state.txns[run].at, "waits"))
        return replace(state, queue=(*state.queue, run))

    def _unblocked(self, state: State) -> int | None:
        """Return the run that waited longest for one that is now over."""
        for run in state.queue:
            if any(state.txns[other].over for other in state.txns[run].blockers):
                return run
        return None

    def _commit(self, state: State, run: int) -> State:
        if not self.level.each_statement and state.txns[run].writes:
            state = self._append(state, run)
        return state.with_txn(run, status="committed", ended=state.newest).released(run)

    def _append(self, state: State, run: int) -> State:
        writes = dict(state.txns[run].writes)
        if not writes:
            return state
        values = tuple(writes.get(row, value) for row, value in enumerate(state.history[-1].values))
        return replace(state, history=(*state.history, Commit(values, frozenset(writes), run)))

    def _checked(self, state: State, run: int, events: list[Event]) -> State:
        """Abort what has no serial order left: a run between two others that changed what was read."""
        if not self.level.checks_reads:
            return state
        edges = sorted(set(self._antidependencies(state)))
        for reader, pivot in edges:
            for middle, last in edges:
                if middle == pivot and self._dangerous(state, reader, pivot, last):
                    victim = next((one for one in (pivot, reader) if not state.txns[one].over), None)
                    if victim is not None:
                        if victim == run:
                            events.pop()  # its statement fails
                        why = "reads and writes of concurrent transactions form a circle"
                        events.append(Event(victim, state.txns[victim].at, "aborted", why=why))
                        return state.rolled_back(victim, "aborted")
        return state

    def _dangerous(self, state: State, reader: int, pivot: int, last: int) -> bool:
        """Whether the last of the three committed, and before the other two."""
        ended = state.txns[last].ended
        if ended is None:
            return False
        others = [state.txns[one].ended for one in {reader, pivot} - {last}]
        return all(other is None or other >= ended for other in others)

    def _antidependencies(self, state: State) -> Iterator[tuple[int, int]]:
        """Yield (reader, writer) for concurrent runs of which one read what the other replaced."""
        for reader, of in enumerate(state.txns):
            for writer, by in enumerate(state.txns):
                if reader == writer or of.undone or by.undone:
                    continue
                wrote = {row for row, _ in by.writes}
                for seen in of.seen:
                    newer = by.ended is None or by.ended > seen.version
                    overlap = of.ended is None or by.snapshot is None or of.ended > by.snapshot
                    rows = set(self.program.runs[reader].ops[seen.op].rows)
                    if newer and overlap and rows & wrote:
                        yield reader, writer
