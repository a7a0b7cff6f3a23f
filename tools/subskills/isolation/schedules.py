"""Every interleaving of a few concurrent runs under an isolation level, held against the serial orders."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from tools.domain.facts import Transaction
from tools.knowledge.isolation import Level
from tools.subskills.isolation.anomalies import Anomaly, anomaly
from tools.subskills.isolation.engine import Database
from tools.subskills.isolation.program import Program, programs
from tools.subskills.isolation.state import Event, State

Schedule = tuple[int, ...]
"""Which run executes its next statement, statement by statement."""

Kind = tuple[Anomaly, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can be told of an end from outside: the rows, who did its work, what read-only runs saw."""

    values: tuple[int | None, ...]
    status: tuple[str, ...]
    results: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Witness:
    """A schedule that ends as no serial order does, with as few switches between the runs as possible."""

    anomaly: Anomaly
    victims: frozenset[str]  # ids of the transactions that it happens to
    program: Program
    level: Level
    schedule: Schedule
    switches: int


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found: the anomalies, and how many ways to meet and how many states it looked at."""

    witnesses: tuple[Witness, ...]  # one for each kind of anomaly and who it happens to
    programs: int
    states: int

    def against(self, transaction: str) -> tuple[Witness, ...]:
        """Return the witnesses of what happens to this transaction."""
        return tuple(one for one in self.witnesses if transaction in one.victims)


@lru_cache(maxsize=4096)
def search(transactions: tuple[Transaction, ...], level: Level) -> Searched:
    """Search every interleaving of one run of each, for every way in which they can share rows."""
    found: dict[Kind, Witness] = {}
    meetings = states = 0
    for program in programs(*transactions):
        meetings += 1
        witnesses, count = _explore(program, level)
        states += count
        for one in witnesses:
            known = found.setdefault((one.anomaly, one.victims), one)
            if (one.switches, len(one.schedule)) < (known.switches, len(known.schedule)):
                found[one.anomaly, one.victims] = one
    ordered = sorted(found, key=lambda kind: (kind[0], sorted(kind[1])))
    return Searched(tuple(found[kind] for kind in ordered), meetings, states)


def replay(
    program: Program, level: Level, schedule: Schedule, *, spares_last: bool = False
) -> tuple[State, tuple[Event, ...]]:
    """Run a schedule; a run that waits is passed over. Return the last state and what happened."""
    database = Database(program, level, spares_last=spares_last)
    state = database.begin()
    events: list[Event] = []
    for run in schedule:
        if state.txns[run].status == "ready":
            state, new = database.step(state, run)
            events += new
    return state, tuple(events)


def one_after_the_other(program: Program, level: Level, order: Sequence[int]) -> State:
    """Return the state after some of the runs one after another, all or nothing each."""
    schedule = tuple(run for run in order for _ in range(len(program.runs[run].ops) + 1))
    return replay(program, level.model_copy(update={"each_statement": False}), schedule)[0]


def outcome(program: Program, end: State) -> Outcome:
    """Return what can be told of an end from outside."""
    results = tuple(
        tuple(seen.found for seen in txn.seen)
        if program.runs[run].reads_only and txn.status == "committed"
        else ()
        for run, txn in enumerate(end.txns)
    )
    return Outcome(end.history[-1].values, tuple(txn.status for txn in end.txns), results)


def serial(program: Program, level: Level) -> frozenset[Outcome]:
    """Return the outcomes of every order of every choice of runs; those left out count as aborted."""
    runs = range(len(program.runs))
    return frozenset(
        _serial(program, level, order)
        for count in range(len(runs) + 1)
        for order in permutations(runs, count)
    )


def _serial(program: Program, level: Level, order: Schedule) -> Outcome:
    done = outcome(program, one_after_the_other(program, level, order))
    status = tuple(one if run in order else "aborted" for run, one in enumerate(done.status))
    return Outcome(done.values, status, done.results)


def _explore(program: Program, level: Level) -> tuple[list[Witness], int]:
    """Return a witness for each kind of anomaly, and how many states were looked at."""
    allowed = serial(program, level)
    found: dict[Kind, Witness] = {}
    visited = 0
    for switches, schedule, end in _ends(program, level):
        visited += 1
        if end is not None and outcome(program, end) not in allowed:
            kind, runs = anomaly(program, end)
            victims = frozenset(program.runs[run].transaction for run in runs)
            found.setdefault((kind, victims), Witness(kind, victims, program, level, schedule, switches))
    return list(found.values()), visited


def _ends(program: Program, level: Level) -> Iterator[tuple[int, Schedule, State | None]]:
    """Yield every state, fewest switches first: with the state itself where all runs are over."""
    database = Database(program, level)
    ahead: deque[tuple[int, State, int | None, Schedule]] = deque([(0, database.begin(), None, ())])
    known: set[tuple[State, int | None]] = set()
    while ahead:
        switches, state, last, schedule = ahead.popleft()
        if (state, last) in known:
            continue
        known.add((state, last))
        ready = [run for run, txn in enumerate(state.txns) if txn.status == "ready"]
        yield switches, schedule, None if ready else state
        for run in ready:
            after = (database.step(state, run)[0], run, (*schedule, run))
            if run == last:
                ahead.appendleft((switches, *after))
            else:
                ahead.append((switches + 1, *after))
