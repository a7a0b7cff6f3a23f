"""The simulated database between two statements: commits, runs and locks."""

from dataclasses import dataclass, replace
from typing import Any, Literal

Status = Literal["ready", "waiting", "committed", "refused", "aborted"]

DIRTY = -1
"""Version of a read that saw what nobody had committed yet."""


@dataclass(frozen=True, slots=True)
class Commit:
    """The rows after a commit, which of them it wrote, and whose it was."""

    values: tuple[int | None, ...]
    wrote: frozenset[int] = frozenset()
    run: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a read found: the sum of the rows, and the number of the commit that it saw."""

    op: int
    found: int
    version: int
    rows: frozenset[int]  # those that were there


@dataclass(frozen=True, slots=True)
class Txn:
    """How far one run is."""

    at: int = 0
    status: Status = "ready"
    snapshot: int | None = None
    began: int | None = None  # number of the newest commit when the current statement began
    seen: tuple[Seen, ...] = ()
    writes: tuple[tuple[int, int | None], ...] = ()
    blockers: frozenset[int] = frozenset()
    ended: int | None = None  # number of its last commit

    @property
    def over(self) -> bool:
        """Whether it has ended, one way or the other."""
        return self.status not in ("ready", "waiting")

    @property
    def undone(self) -> bool:
        """Whether it ended without a commit."""
        return self.status in ("refused", "aborted")

    def found(self, op: int) -> Seen:
        """Return what the read at this position found last."""
        return next(seen for seen in reversed(self.seen) if seen.op == op)


Lock = tuple[Literal["shared", "exclusive", "gap"], int | str, int]  # kind, row or entity, run


@dataclass(frozen=True, slots=True)
class State:
    """The database between two statements."""

    history: tuple[Commit, ...]
    txns: tuple[Txn, ...]
    locks: frozenset[Lock] = frozenset()
    queue: tuple[int, ...] = ()  # runs that wait, in the order in which they began to

    @property
    def newest(self) -> int:
        """Number of the newest commit."""
        return len(self.history) - 1

    def with_txn(self, run: int, **changes: Any) -> "State":
        """Return the state with some fields of one run's transaction replaced."""
        txns = list(self.txns)
        txns[run] = replace(txns[run], **changes)
        return replace(self, txns=tuple(txns))

    def released(self, run: int) -> "State":
        """Return the state without the locks of a run."""
        return replace(self, locks=frozenset(lock for lock in self.locks if lock[2] != run))

    def unqueued(self, run: int) -> "State":
        """Return the state in which a run waits no longer."""
        return replace(self, queue=tuple(one for one in self.queue if one != run))

    def rolled_back(self, run: int, status: Literal["refused", "aborted"]) -> "State":
        """Return the state after a run ended without a commit."""
        left = self.with_txn(run, status=status, writes=(), ended=None, blockers=frozenset())
        return left.released(run).unqueued(run)

    def waits_for(self, run: int) -> set[int]:
        """Return the runs for which a run waits, directly or through others."""
        reached: set[int] = set()
        ahead = set(self.txns[run].blockers)
        while ahead:
            one = ahead.pop()
            if one not in reached:
                reached.add(one)
                ahead |= self.txns[one].blockers if self.txns[one].status == "waiting" else frozenset()
        return reached


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a run: `op` is the position of its statement, one past the last for the commit."""

    run: int
    op: int
    kind: Literal["read", "wrote", "waits", "refused", "aborted", "committed"]
    value: int | None = None
    why: str = ""
