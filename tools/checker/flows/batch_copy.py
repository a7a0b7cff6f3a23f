"""A scheduled copy: a run reads rows of the source, all or the changed ones, and updates the target."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import FALSE, TRUE, Expr, all_of, any_of, either, lift, table, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.row import NOTHING, Deletes, Row, row
from tools.checker.model import Model, Scope, Shown

Reads = Literal["whole", "changed_since", "changed_since_horizon", "difference"]
"""What a run reads.

whole: every row. changed_since: rows whose cursor column (an updated-at time, a counter) is above the highest
value seen so far; a writer takes that value before it commits. changed_since_horizon: of these only the ones
below every open transaction. difference: every row, compared with the snapshot that the last run kept.
"""

IDLE, READ = 0, 1


@dataclass(frozen=True, slots=True)
class BatchCopy(Flow):
    """Scheduled runs that copy rows from the source to the target.

    `deletes`: the source never deletes; a row goes without a trace (or is flagged but its cursor column stays
    as it was); a row is flagged and its cursor column moves. `scans_keys`: a run also compares the keys of
    both stores, so that it sees which rows are gone. `atomic`: the rows and what the run keeps (the cursor,
    the snapshot) change at once, as when the difference is taken to the target itself; a whole copy is built
    beside the old one and swapped in. Otherwise rows change in place, and the run saves what it keeps after
    or before them (`saves_cursor`).
    """

    family: ClassVar[str] = "scheduled copy"
    assumes: ClassVar[tuple[str, ...]] = (
        "one run at a time; one that crashes is repeated, and some run begins after the last commit",
        "a run reads rows, keys and open transactions in one snapshot of committed data",
        "cursor values rise in the order in which they are taken, and no two changes share one",
        "nobody else writes the target",
    )
    reads: Reads = "changed_since"
    deletes: Literal["none", "hard", "flagged"] = "none"
    scans_keys: bool = False
    atomic: bool = True
    saves_cursor: Literal["after", "before"] = "after"

    @property
    def by_cursor(self) -> bool:
        """Whether a run reads by a cursor column."""
        return self.reads in ("changed_since", "changed_since_horizon")

    @property
    def kept(self) -> str:
        """What a run keeps for the next one; empty if nothing."""
        return "cursor" if self.by_cursor else "snapshot" if self.reads == "difference" else ""

    def model(self, scope: Scope) -> Model:
        """Return writers of the one row and the run that copies it."""
        model = Model("batch_copy")
        at_target: Mapping[str, Deletes] = {"none": "none", "hard": "hard", "flagged": "marker"}
        pair = row(model, scope, guard=False, deletes=at_target[self.deletes])
        faults = model.number("faults", scope.faults)
        run = _run(self, pair)
        _writers(self, pair)
        _read(self, pair, run)
        _write(self, pair, run)
        if scope.faults:
            _crash(self, pair, run, faults)
        pair.demand()
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield what closes one gap of the cursor, then what does without a cursor."""
        if self.kept and not self.atomic:
            if self.saves_cursor == "before":
                yield Repair(f"save the {self.kept} after the rows", replace(self, saves_cursor="after"))
            says = f"change the rows and save the {self.kept} in one transaction of {{target}}"
            yield Repair(says, replace(self, atomic=True))
        if self.reads == "changed_since":
            says = "read only rows below the oldest open transaction, and leave the others to the next run"
            yield Repair(says, replace(self, reads="changed_since_horizon"))
        if self.by_cursor and self.deletes == "hard":
            yield Repair("flag deleted rows and move their cursor column", replace(self, deletes="flagged"))
        if self.kept and self.deletes == "hard" and not self.scans_keys:
            says = "compare the keys of both stores in every run"
            yield Repair(says, replace(self, scans_keys=True))
        if self.reads != "whole":
            says = "copy the whole beside the old copy in every run, and swap it in"
            yield Repair(says, replace(self, reads="whole", scans_keys=False, atomic=True))


@dataclass(frozen=True, slots=True)
class _Run:
    """The variables of the run. `due`: something committed since the last run began."""

    due: Expr
    phase: Expr
    held: Expr  # the row as it was read
    cursor: Expr  # the saved cursor value, or the row in the kept snapshot
    reached: Expr  # what the cursor becomes
    stored: tuple[str, ...]  # what a reader calls what a store holds


def _run(flow: BatchCopy, pair: Row) -> _Run:
    model = pair.model
    return _Run(
        due=model.number("due"),
        phase=model.number("phase", IDLE),
        held=model.number("held"),
        cursor=model.number("cursor") if flow.kept else lift(0),
        reached=model.number("reached") if flow.kept else lift(0),
        stored=("no row", *pair.changes.stored()[1:]),
    )


def _leaves_no_row(flow: BatchCopy, pair: Row, change: int) -> bool:
    return flow.deletes == "hard" and pair.changes.deleting[change] == 1


def _writers(flow: BatchCopy, pair: Row) -> None:
    """Commit changes; where a cursor column is read, take its value some time before the commit."""
    for number in range(len(pair.changes.programs)):
        pair.model.number(f"at_{number}")
        if flow.by_cursor:
            pair.model.number(f"stamp_{number}")
    if flow.by_cursor:
        pair.model.number("stamp")
        pair.model.number("last_stamp")
    for role, number, place, change in pair.changes.by_writer():
        stamped = flow.by_cursor and not _leaves_no_row(flow, pair, change)
        if stamped:
            _take_stamp(pair, role, number, place, change)
        _commit(flow, pair, role, number, place, change, stamped)
        pair.may_stop(role, number, change, at=2 * place, end=2 * place + 2)


def _take_stamp(pair: Row, role: str, number: int, place: int, change: int) -> None:
    next_stamp = var("last_stamp") + 1
    pair.model.action(
        f"writer_{number}_begin_{change}", role, "source",
        "begins a transaction for {change} and takes cursor value {stamp}",
        when=[var(f"at_{number}").eq(2 * place)],
        do={"last_stamp": next_stamp, f"stamp_{number}": next_stamp, f"at_{number}": 2 * place + 1},
        shown={"change": Shown(lift(change), pair.changes.labels()), "stamp": Shown(next_stamp)},
    )  # fmt: skip


def _commit(
    flow: BatchCopy, pair: Row, role: str, number: int, place: int, change: int, stamped: bool
) -> None:
    says, stamp = "commits {change} in {source}", var(f"stamp_{number}")
    shown = {"change": Shown(lift(change), pair.changes.labels())}
    stamps: dict[str, Expr] = {}
    if stamped:
        says += " with cursor value {stamp}"
        shown["stamp"] = Shown(stamp)
        stamps = {"stamp": stamp, f"stamp_{number}": lift(0)}
    elif flow.by_cursor:
        stamps = {"stamp": lift(0)}
    pair.model.action(
        f"writer_{number}_commit_{change}", role, "source", says,
        when=[var(f"at_{number}").eq(2 * place + stamped)],
        do={**pair.commit(change), **stamps, "due": 1, f"at_{number}": 2 * place + 2},
        shown=shown,
    )  # fmt: skip


def _read(flow: BatchCopy, pair: Row, run: _Run) -> None:
    """Begin a run: read the row if the run sees that something about it changed."""
    outcomes = (NOTHING if _leaves_no_row(flow, pair, n) else n + 1 for n in range(pair.changes.count))
    row_now = table((NOTHING, *outcomes), pair.source)
    changed, reached = _seen(flow, pair, run, row_now)
    vanished = all_of(row_now.eq(NOTHING), pair.target.ne(NOTHING)) if flow.scans_keys else FALSE
    finds = any_of(changed, vanished)
    begins = [run.due.eq(1), run.phase.eq(IDLE)]
    kept = {"reached": reached} if flow.kept else {}
    pair.model.action(
        "read", "batch run", "source", "finds {truth} in {source}",
        when=[*begins, finds],
        do={"due": 0, "phase": READ, "held": row_now, **kept},
        shown={"truth": Shown(row_now, run.stored)},
    )  # fmt: skip
    if flow.kept:
        pair.model.action(
            "read_nothing", "batch run", "source", _MISSES[flow.reads],
            when=[*begins, ~finds], do={"due": 0}, shown={"cursor": Shown(run.cursor)},
        )  # fmt: skip


_MISSES: Mapping[Reads, str] = {
    "changed_since": "finds no row in {source} above its cursor {cursor}",
    "changed_since_horizon": "finds no row in {source} below open transactions and above cursor {cursor}",
    "difference": "finds {source} as in its snapshot",
}


def _seen(flow: BatchCopy, pair: Row, run: _Run, row_now: Expr) -> tuple[Expr, Expr]:
    """Return whether a run sees a change of the row, and what the cursor becomes."""
    if flow.reads == "whole":
        return TRUE, lift(0)
    if flow.reads == "difference":
        return row_now.ne(run.cursor), row_now
    stamp, changed = var("stamp"), run.cursor < var("stamp")
    if flow.reads == "changed_since_horizon":
        open_stamps = [var(f"stamp_{number}") for number in range(len(pair.changes.programs))]
        changed = all_of(changed, *(any_of(other.eq(0), stamp < other) for other in open_stamps))
    return changed, either(changed, stamp, run.cursor)


def _write(flow: BatchCopy, pair: Row, run: _Run) -> None:
    """Bring the target up to date with what was read, in one step or in two."""
    steps = _steps(flow, run)
    shown = {"truth": Shown(run.held, run.stored), "cursor": Shown(run.reached)}
    for number, (name, to, says, updates) in enumerate(steps):
        last = number == len(steps) - 1
        pair.model.action(
            name, "batch run", to, says,
            when=[run.phase.eq(READ + number)],
            do={**updates, "phase": IDLE if last else READ + number + 1},
            shown=shown,
        )  # fmt: skip


def _steps(flow: BatchCopy, run: _Run) -> tuple[tuple[str, str, str, Mapping[str, Expr]], ...]:
    """Return (name, to, says, updates) of the steps that change the target and the cursor."""
    copied: Mapping[str, Expr] = {"target": run.held, "held": lift(0)}
    saved: Mapping[str, Expr] = {"cursor": run.reached, "reached": lift(0)}
    kept = "cursor {cursor}" if flow.by_cursor else "its snapshot"
    load = ("load", "target", "makes {target} hold {truth}", copied)
    save = ("save", "batch run", f"saves {kept}", saved)
    if flow.reads == "whole":
        empty = ("empty", "target", "empties {target}", {"target": lift(NOTHING)})
        swap = ("swap", "target", "swaps in the new copy, with {truth}, in {target}", copied)
        return (swap,) if flow.atomic else (empty, load)
    if flow.atomic:
        says = f"makes {{target}} hold {{truth}} and saves {kept}, at once"
        return (("merge", "target", says, {**copied, **saved}),)
    return (load, save) if flow.saves_cursor == "after" else (save, load)


def _crash(flow: BatchCopy, pair: Row, run: _Run, faults: Expr) -> None:
    forgotten = {"reached": 0} if flow.kept else {}
    pair.model.action(
        "crash", "batch run", "batch run", "crashes half way; the scheduler begins it again",
        when=[run.phase > IDLE, faults > 0],
        do={"due": 1, "phase": IDLE, "held": 0, **forgotten, "faults": faults - 1},
        fault="crash",
    )  # fmt: skip
