"""Holds a real database against the simulated one, schedule by schedule."""

from collections.abc import Iterator
from itertools import combinations

from tests.subskills.real_schedules import Server, run_schedule
from tools.domain.facts import Transaction
from tools.knowledge.isolation import Level
from tools.subskills.isolation.program import Program, programs
from tools.subskills.isolation.schedules import Schedule, replay, search
from tools.subskills.isolation.state import Event

Told = list[tuple[int, int, str, int | None]]


def schedules(program: Program) -> list[Schedule]:
    """Every interleaving of two runs, with turns at the end for runs that had to wait."""
    lengths = [len(run.ops) + 1 for run in program.runs]
    return [
        (*(int(turn not in first) for turn in range(sum(lengths))), *REST)
        for first in combinations(range(sum(lengths)), lengths[0])
    ]


REST = (0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0)
"""Turns in which two runs of up to four statements come to their end, whoever waited for whom."""


def chosen(
    transactions: tuple[Transaction, ...], level: Level, count: int
) -> Iterator[tuple[Program, Schedule]]:
    """The schedules that show an anomaly, and some spread over all the others."""
    for witness in search(transactions, level).witnesses:
        yield witness.program, (*witness.schedule, *REST)
    every = [(program, one) for program in programs(*transactions) for one in schedules(program)]
    yield from every[:: max(1, len(every) // count)]


def disagreements(
    server: Server, transactions: tuple[Transaction, ...], level: Level, count: int
) -> list[str]:
    """What a real database did otherwise, in the telling schedules and `count` others at a level."""
    found = []
    for program, schedule in chosen(transactions, level, count):
        real, rows = run_schedule(server, program, level.id, schedule)
        if not any(_same(program, level, schedule, spares, real, rows) for spares in (False, True)):
            simulated = _told(replay(program, level, schedule)[1])
            found.append(f"{level.id} {schedule} from {program.start}: {simulated}, but {_told(real)} {rows}")
    return found


def _same(
    program: Program,
    level: Level,
    schedule: Schedule,
    spares_last: bool,
    real: tuple[Event, ...],
    rows: tuple[int | None, ...],
) -> bool:
    """Whether the two tell the same; in a deadlock an engine may abort the one or the other."""
    end, events = replay(program, level, schedule, spares_last=spares_last)
    return (_told(events), end.history[-1].values) == (_told(real), rows)


def _told(events: tuple[Event, ...]) -> Told:
    """What happened, run by run: who is told of an abort first is the driver's affair."""
    told = ((event.run, event.op, event.kind, event.value) for event in events)
    return sorted(told, key=lambda one: (one[0], one[1], one[2] != "waits"))
