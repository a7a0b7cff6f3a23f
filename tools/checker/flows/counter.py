"""Counter: changes that each take effect, increments or appends, travel through a log to a derived store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import Expr, Term, all_of, any_of, append, drop, length, put, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

Dedup = Literal["none", "windowed", "marked_before", "marked_after", "same_transaction"]
Updates = dict[str, Term]

LOG, READ, BETWEEN = var("log"), var("read"), var("between")
APPLIED, SEEN, HELD, FAULTS = var("applied"), var("seen"), var("held"), var("faults")
NEXT = LOG[READ]
LATE = HELD - 1
NEW = all_of(length(LOG) > READ, BETWEEN.eq(0), SEEN[NEXT].eq(0))
"""The consumer has read an operation and found no mark of it. Without dedup there are never marks."""


@dataclass(frozen=True, slots=True)
class Counter(Flow):
    """A log whose consumer applies each operation to a target that a repeat would change again.

    `dedup`: how the target recognises an operation that it has applied: not at all; by marks that it keeps
    for a while (`windowed`) or for good (`same_transaction`), in the transaction of the effect; or by marks
    set in another transaction before or after it. `window_covers`: a windowed mark is kept for longer than
    the log can take to deliver again. `fenced`: a consumer that lost its partition cannot write any more.
    `retained`: the log keeps what was not read. `acknowledged`: the sender waits for the log to have it.
    """

    family: ClassVar[str] = "counter"
    assumes: ClassVar[tuple[str, ...]] = (
        "an operation is sent to the log once",
        "the consumer commits its offset after it has applied an operation",
        "a consumer that stalls can wake up later than any window",
        "marks are unique: two transactions cannot both set the same one",
    )
    dedup: Dedup = "none"
    window_covers: bool = True
    fenced: bool = True
    retained: bool = True
    acknowledged: bool = True

    def model(self, scope: Scope) -> Model:
        """Return one operation per writer, one consumer, and what can happen to it."""
        model = Model("counter")
        model.queue("log", scope.writers)
        for name in ("read", "between", "held"):
            model.number(name)
        for name in ("applied", "seen"):
            model.array(name, [0] * scope.writers)
        model.number("faults", scope.faults)
        _writers(model, scope)
        _consumer(model, self, scope)
        if scope.faults:
            _crashes(model, self, scope)
            _stalls(model, self)
            _wakes_up(model, self)
            _loses(model, self, scope)
        _demand(model, scope)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield a longer window, a fence, or marks for good in the transaction of the effect."""
        if not self.retained:
            says = "keep operations in {log} for longer than the longest outage of its consumer"
            yield Repair(says, replace(self, retained=True))
        if not self.acknowledged:
            says = "let the sender wait until {log} has acknowledged the operation"
            yield Repair(says, replace(self, acknowledged=True))
        if self.dedup == "windowed" and not self.window_covers:
            says = "let {target} remember operations for longer than {log} can take to deliver them again"
            yield Repair(says, replace(self, window_covers=True))
        if self.dedup == "windowed" and not self.fenced:
            says = "let {target} refuse a consumer that has lost its partition"
            yield Repair(says, replace(self, fenced=True))
        if self.dedup != "same_transaction":
            says = "let {target} record the operation's id for good, in the transaction that applies it"
            yield Repair(says, replace(self, dedup="same_transaction"))


def _writers(model: Model, scope: Scope) -> None:
    for operation in range(scope.writers):
        done = model.number(f"committed_{operation}")
        model.action(
            f"commit_{operation}", f"writer {operation + 1}", "source",
            f"commits operation {operation + 1} in {{source}}",
            when=[done.eq(0)],
            do={f"committed_{operation}": 1, "log": append(LOG, operation)},
        )  # fmt: skip


def _consumer(model: Model, flow: Counter, scope: Scope) -> None:
    """Let the consumer take the log in order; between its two transactions, if it has two, it can crash."""
    again = Shown(APPLIED[NEXT], ("", *[" again"] * (scope.faults + 1)))
    effect, mark = _effect(NEXT), _mark(NEXT)
    first: Updates = {"between": 1}
    then: Updates = {"between": 0, "read": READ + 1}

    def step(name: str, says: str, when: Sequence[Expr], do: Updates) -> None:
        shown = {"operation": Shown(NEXT + 1), "again": again}
        model.action(name, "consumer", "target", says, when=when, do=do, shown=shown)

    applies, marks = "applies operation {operation} in {target}{again}", "marks operation {operation} as done"
    match flow.dedup:
        case "none":
            step("apply", applies, [NEW], effect | then)
        case "windowed" | "same_transaction":
            step("apply", applies + ", with a mark in the same transaction", [NEW], effect | mark | then)
        case "marked_before":
            step("mark", marks, [NEW], mark | first)
            step("apply", applies, [BETWEEN.eq(1)], effect | then)
        case "marked_after":
            step("apply", applies, [NEW], effect | first)
            step("mark", marks, [BETWEEN.eq(1)], mark | then)
    if flow.dedup != "none":
        seen = [length(LOG) > READ, BETWEEN.eq(0), SEEN[NEXT].eq(1)]
        step("skip", "skips operation {operation}: it is marked as done", seen, then)
    model.action(
        "commit_offset", "consumer", "log", "commits its offset",
        when=[READ > 0, BETWEEN.eq(0)],
        do={"log": drop(LOG, READ), "read": 0},
        hidden=True,
    )  # fmt: skip


def _crashes(model: Model, flow: Counter, scope: Scope) -> None:
    restart: Updates = {"read": 0, "between": 0, "faults": FAULTS - 1}
    model.action(
        "crash", "consumer", "consumer",
        "crashes before it commits its offset; its successor reads again from there",
        when=[any_of(READ > 0, BETWEEN.eq(1)), FAULTS > 0],
        do=restart,
        fault="crash",
    )  # fmt: skip
    if flow.dedup == "windowed" and not flow.window_covers:
        forgotten = SEEN
        for operation in range(scope.writers):
            forgotten = put(forgotten, operation, 0)
        model.action(
            "outlast_window", "consumer", "consumer",
            "crashes before it commits its offset; when its successor reads again from there, {target} has "
            "forgotten what it applied",
            when=[READ > 0, FAULTS > 0],
            do=restart | {"seen": forgotten},
            fault="dedup_expired",
        )  # fmt: skip


def _stalls(model: Model, flow: Counter) -> None:
    """Let the consumer stall just before its effect, past every check that is not made with the effect."""
    model.action(
        "stall", "old consumer", "old consumer",
        "stalls before it applies operation {operation}; {log} gives its partition to a successor",
        when=[BETWEEN.eq(1) if flow.dedup == "marked_before" else NEW, HELD.eq(0), FAULTS > 0],
        do={"held": NEXT + 1, "read": 0, "between": 0, "faults": FAULTS - 1},
        fault="zombie", shown={"operation": Shown(NEXT + 1)},
    )  # fmt: skip


def _wakes_up(model: Model, flow: Counter) -> None:
    """Let the stalled consumer go on with what it held."""

    def step(name: str, says: str, when: Sequence[Expr], do: Updates) -> None:
        shown = {"operation": Shown(LATE + 1)}
        model.action(
            name, "old consumer", "target", f"wakes up; {says}",
            when=[HELD > 0, *when], do={"held": 0, **do}, shown=shown,
        )  # fmt: skip

    effect = _effect(LATE) if flow.dedup == "none" else _effect(LATE) | _mark(LATE)
    known = SEEN[LATE].eq(1)
    if flow.fenced:
        step("refuse", "{target} refuses it, for it has lost its partition", [], {})
    elif flow.dedup in ("none", "marked_before", "marked_after"):
        step("apply_late", "applies operation {operation} in {target}", [], effect)
    else:
        says = "applies operation {operation} in {target}, with a mark in the same transaction"
        step("apply_late", says, [~known], effect)
        step("skip_late", "skips operation {operation}: it is marked as done", [known], {})
    if flow.dedup == "windowed" and not flow.fenced:
        says = "{target} has forgotten operation {operation} by now and applies it again"
        step("apply_after_window", says, [known], effect)


def _loses(model: Model, flow: Counter, scope: Scope) -> None:
    """Let an operation never reach the log, or leave it unread."""
    if not flow.acknowledged:
        for operation in range(scope.writers):
            model.action(
                f"send_lost_{operation}", f"writer {operation + 1}", "log",
                f"commits operation {operation + 1} in {{source}} and sends it to {{log}}, which loses it; "
                "nobody waits for an answer",
                when=[var(f"committed_{operation}").eq(0), FAULTS > 0],
                do={f"committed_{operation}": 1, "faults": FAULTS - 1},
                fault="lost_ack",
            )  # fmt: skip
    if not flow.retained:
        model.action(
            "truncate", "log", "log", "throws operation {operation} away because it grew too old, unread",
            when=[length(LOG) > 0, READ.eq(0), BETWEEN.eq(0), FAULTS > 0],
            do={"log": drop(LOG, 1), "faults": FAULTS - 1},
            fault="truncation", shown={"operation": Shown(LOG[0] + 1)},
        )  # fmt: skip


def _effect(operation: Expr) -> Updates:
    return {"applied": put(APPLIED, operation, APPLIED[operation] + 1)}


def _mark(operation: Expr) -> Updates:
    return {"seen": put(SEEN, operation, 1)}


def _demand(model: Model, scope: Scope) -> None:
    times = [APPLIED[operation] for operation in range(scope.writers)]
    model.quiet(
        "exactly_once_derived",
        all_of(*(count.eq(1) for count in times)),
        f"{{source}} counts {scope.writers}, {{target}} counts {{copy}}",
        copy=Shown(sum(times[1:], times[0])),
    )
