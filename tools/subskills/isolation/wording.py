"""A schedule in the user's names, step by step."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tools.knowledge.isolation import Level
from tools.subskills.isolation.program import OTHERS, Op, Program
from tools.subskills.isolation.schedules import Witness, one_after_the_other, replay
from tools.subskills.isolation.state import Event, State

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "dirty read": "a dirty read",
        "intermediate read": "a read of half a transaction",
        "lost update": "a lost update",
        "non-repeatable read": "a non-repeatable read",
        "phantom": "a phantom",
        "read skew": "read skew",
        "serialization anomaly": "an end that no serial order has",
        "write skew": "write skew",
    }
)


def happens(witnesses: Sequence[Witness]) -> str:
    """Name what the witnesses show: `a lost update and write skew`."""
    return " and ".join(sorted(NOUNS[one.anomaly] for one in witnesses))


def level_name(level: Level) -> str:
    """Return what a level is called in a sentence."""
    return "no transaction" if level.each_statement else level.id.replace("_", " ")


def shown(witness: Witness) -> tuple[str, ...]:
    """Return the rows before, what each run did in order, and how it ended against any serial order."""
    program = witness.program
    end, events = replay(program, witness.level, witness.schedule)
    return (
        f"Before: {_rows(program, program.start)}.",
        *(f"{event_words(program, event)}." for event in events),
        f"After: {_rows(program, end.history[-1].values)}. {_verdict(program, witness.level, end)}",
    )


def event_words(program: Program, event: Event) -> str:
    """Say what happened to a run."""
    run = program.runs[event.run]
    if event.kind == "committed":
        return f"{run.name} commits"
    step = run.ops[event.op] if event.op < len(run.ops) else None
    doing = _what(program, step) if step else "its commit"
    match event.kind:
        case "read":
            return f"{run.name} reads {doing}: {event.value}"
        case "wrote":
            return f"{run.name} {_change(step, doing, event.value)}"
        case "waits":
            return f"{run.name} wants {doing} and has to wait"
        case _:
            return f"{run.name} is {event.kind} at {doing}: {event.why}"


def _change(step: Op | None, doing: str, value: int | None) -> str:
    if value is None:
        return f"deletes {doing}"
    if step is not None and step.does == "insert":
        return f"inserts {doing} ({value})"
    return f"sets {doing} to {value}"


def _what(program: Program, op: Op) -> str:
    if op.ranged:
        return f"{op.entity}, {op.matching or 'all rows'}"
    row = program.rows[op.rows[0]]
    return f"{row.entity} “{row.name}”" if op.does != "insert" else f"a {row.entity}"


def _rows(program: Program, values: tuple[int | None, ...]) -> str:
    return "; ".join(_each(program, values)) or "no rows"


def _each(program: Program, values: tuple[int | None, ...]) -> Iterator[str]:
    for row, value in zip(program.rows, values, strict=True):
        if value is not None:
            name = f"{row.entity}, {OTHERS}" if row.name == OTHERS else f"{row.entity} “{row.name}”"
            yield f"{name} = {value}"


def _verdict(program: Program, level: Level, end: State) -> str:
    """Hold the end against the same runs one after the other."""
    order = [run for run, txn in enumerate(end.txns) if txn.status != "aborted"]
    after = one_after_the_other(program, level, order)
    refused = [program.runs[run].name for run in order if after.txns[run].status == "refused"]
    read = [
        f"{program.runs[run].name} reads {' and '.join(str(seen.found) for seen in after.txns[run].seen)}"
        for run in order
        if program.runs[run].reads_only
    ]
    ends = [*read, *(f"{name} is refused" for name in refused), _rows(program, after.history[-1].values)]
    return f"One after the other: {'; '.join(ends)}."
