"""Runs a schedule on a real database: one connection a run, the same statements, the same decisions.

What happened is told as the simulated engine tells it, so that the two can be compared event by event.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from time import monotonic, sleep
from typing import Any, Protocol

from tools.subskills.isolation.program import Op, Program, Run
from tools.subskills.isolation.schedules import Schedule
from tools.subskills.isolation.state import Event

DEADLOCK_S = 0.06
"""How long a statement that begins to wait is watched: longer than the engines take to find a deadlock."""

FREED_S = 1.0
"""How long one that waited is watched when another run has ended: ample for a server to wake it up."""


class RefusedError(Exception):
    """The condition of a write does not hold, or a constraint refuses it."""


class AbortedError(Exception):
    """The database ended the transaction, or the version that was read is gone."""


class Session(Protocol):
    """One connection."""

    def do(self, sql: str, *values: Any) -> tuple[list[tuple[Any, ...]], int]:
        """Run a statement: its rows and how many it changed. Raises RefusedError or AbortedError."""

    def close(self) -> None: ...


class Server(Protocol):
    """A real database."""

    def connect(self) -> Session: ...

    def waiting(self) -> int:
        """How many statements wait for a lock, as the server says."""

    def begin(self, level: str) -> Sequence[str]:
        """The statements that begin a transaction at a level."""


@dataclass
class RealRun:
    """A run on its connection: how far it is, what it read, whether its statement still waits."""

    number: int
    run: Run
    session: Session
    at: int = 0
    found: dict[int, int] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    waiting: "Future[Event] | None" = None
    over: bool = False


def run_schedule(
    server: Server, program: Program, level: str, schedule: Schedule
) -> tuple[tuple[Event, ...], tuple[int | None, ...]]:
    """Return what happened, as the simulated engine tells it, and the rows at the end."""
    with ExitStack() as stack, ThreadPoolExecutor(len(program.runs)) as pool:
        admin = server.connect()
        stack.callback(admin.close)
        for statement in _schema(program):
            admin.do(statement)
        runs = []
        for number, run in enumerate(program.runs):
            runs.append(RealRun(number, run, server.connect()))
            stack.callback(runs[-1].session.close)
        events: list[Event] = []
        for number in schedule:
            real = runs[number]
            if not real.over and real.waiting is None:
                events += _step(server, program, level, real, runs, pool)
        rows = _rows(program, admin)
    return tuple(events), rows


def _step(
    server: Server,
    program: Program,
    level: str,
    real: RealRun,
    runs: list[RealRun],
    pool: ThreadPoolExecutor,
) -> Iterator[Event]:
    if real.at == 0:
        for statement in server.begin(level):
            real.session.do(statement)
    future = pool.submit(_execute, program, real)
    others = sum(one.waiting is not None for one in runs)
    if not _finished(future, server, others, DEADLOCK_S):
        yield Event(real.number, real.at, "waits")
        real.waiting = future
        return
    yield _ended(real, future.result())
    while real.over and (freed := next((one for one in runs if _freed(one, server, runs)), None)):
        result, freed.waiting = freed.waiting, None
        assert result is not None
        yield _ended(freed, result.result())


def _ended(real: RealRun, event: Event) -> Event:
    real.at += 1
    real.over = event.kind in ("committed", "refused", "aborted")
    return event


def _freed(real: RealRun, server: Server, runs: list[RealRun]) -> bool:
    others = sum(one.waiting is not None for one in runs) - 1
    return real.waiting is not None and _finished(real.waiting, server, others, FREED_S)


def _finished(future: "Future[Event]", server: Server, others: int, patience_s: float) -> bool:
    """Wait until a statement is done, or until the server has said for so long that one more waits."""
    deadline, waits_since = monotonic() + 10, None
    while not future.done():
        now = monotonic()
        waits_since = (waits_since or now) if server.waiting() > others else None
        if waits_since is not None and now - waits_since > patience_s:
            return future.done()
        assert now < deadline, "the statement neither ends nor waits"
        sleep(0.001)
    return True


def _execute(program: Program, real: RealRun) -> Event:
    at = real.at
    try:
        if at == len(real.run.ops):
            real.session.do("COMMIT")
            return Event(real.number, at, "committed")
        op = real.run.ops[at]
        doing: dict[str, Callable[[Program, RealRun, Op], Event]] = {
            "read": _read,
            "update": _update,
            "delete": _update,
            "insert": _insert,
        }
        return doing[op.does](program, real, op)
    except (RefusedError, AbortedError) as end:
        real.session.do("ROLLBACK")
        return Event(real.number, at, "refused" if isinstance(end, RefusedError) else "aborted")


def _read(program: Program, real: RealRun, op: Op) -> Event:
    where = "" if op.ranged else f" WHERE id = {op.rows[0]}"
    lock = " FOR UPDATE" if op.lock else ""
    rows, _ = real.session.do(f"SELECT id, value, version FROM {op.entity}{where} ORDER BY id{lock}")
    real.found[real.at] = sum(value for _, value, _ in rows)
    real.versions[real.at] = rows[0][2] if rows else 0
    return Event(real.number, real.at, "read", real.found[real.at])


def _update(program: Program, real: RealRun, op: Op) -> Event:
    _look_first(real, op)
    where = f"id = {op.rows[0]}"
    if op.conditional:
        where += f" AND value >= {op.at_least}" if op.at_least is not None else ""
        where += f" AND value < {op.below}" if op.below is not None else ""
    if op.version_checked:
        assert op.needs is not None
        where += f" AND version = {real.versions[op.needs]}"
    if op.does == "delete":
        _, changed = real.session.do(f"DELETE FROM {op.entity} WHERE {where}")
    else:
        new = f"SET value = {_new_value(real, op)}, version = version + 1"
        _, changed = real.session.do(f"UPDATE {op.entity} {new} WHERE {where}")
    if not changed:
        raise AbortedError if op.version_checked else RefusedError
    left = None
    if op.does == "update":
        [(left,)], _ = real.session.do(f"SELECT value FROM {op.entity} WHERE id = {op.rows[0]} FOR UPDATE")
    return Event(real.number, real.at, "wrote", left)


def _new_value(real: RealRun, op: Op) -> str:
    if op.to is not None:
        return str(op.to)
    if op.in_place or op.needs is None:
        return f"value + ({op.adds})"
    return str(real.found[op.needs] + op.adds)


def _insert(program: Program, real: RealRun, op: Op) -> Event:
    _look_first(real, op)
    value = op.to if op.to is not None else op.adds
    slot = 1 if op.constrained else None
    real.session.do(
        f"INSERT INTO {op.entity} (id, value, version, slot) VALUES (%s, %s, 0, %s)", op.rows[0], value, slot
    )
    return Event(real.number, real.at, "wrote", value)


def _look_first(real: RealRun, op: Op) -> None:
    """The application looks at what it read before it sends the write."""
    if op.needs is not None and not op.allows(real.found[op.needs]):
        raise RefusedError


def _schema(program: Program) -> Iterator[str]:
    for entity in dict.fromkeys(row.entity for row in program.rows):
        checks = sorted({f", CHECK (value >= {floor})" for floor in _floors(program, entity)})
        yield f"DROP TABLE IF EXISTS {entity}"
        yield (
            f"CREATE TABLE {entity} (id int PRIMARY KEY, value int NOT NULL, version int NOT NULL, "
            f"slot int UNIQUE{''.join(checks)})"
        )
    for place, (row, value) in enumerate(zip(program.rows, program.start, strict=True)):
        if value is not None:
            yield f"INSERT INTO {row.entity} (id, value, version) VALUES ({place}, {value}, 0)"


def _floors(program: Program, entity: str) -> Iterator[int]:
    for run in program.runs:
        for op in run.ops:
            if op.constrained and op.entity == entity and op.does == "update" and op.at_least is not None:
                yield op.at_least + op.adds


def _rows(program: Program, admin: Session) -> tuple[int | None, ...]:
    values: dict[int, int] = {}
    for entity in dict.fromkeys(row.entity for row in program.rows):
        values |= dict(admin.do(f"SELECT id, value FROM {entity}")[0])
    return tuple(values.get(place) for place in range(len(program.rows)))
