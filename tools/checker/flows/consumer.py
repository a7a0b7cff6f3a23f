"""A consumer of a log: in order, over two partitions or with two workers; restarted, late, or woken up.

The log is a window: what its consumer has committed is dropped from its front, so that equal situations are
equal states.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tools.checker.expression import TRUE, Expr, all_of, any_of, append, drop, length, var
from tools.checker.flows.row import Row

Order = Literal["keyed", "unkeyed", "pool"]
"""One partition per key; two partitions for one key; one partition and two workers that can overtake."""

WORKERS = 2

APPLIES = "applies {change} to {target}{refused}"


@dataclass(frozen=True, slots=True)
class Consumption:
    """How a log is consumed.

    `fenced`: a consumer that lost its partition cannot write any more. `late_repeats`: one change may be
    delivered once more, out of order. `retained`: the log keeps what its consumer has not read.
    """

    order: Order = "keyed"
    fenced: bool = True
    late_repeats: bool = False
    retained: bool = True

    @property
    def partitions(self) -> int:
        """How many partitions the changes of the one row are spread over."""
        return 2 if self.order == "unkeyed" else 1


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition of a log, how far it was read, and who reads it."""

    number: int
    role: str
    entries: Expr
    read: Expr

    @property
    def unread(self) -> Expr:
        """Whether there is an entry that was not read yet."""
        return self.read < length(self.entries)

    @property
    def next(self) -> Expr:
        """The first entry that was not read yet."""
        return self.entries[self.read]

    def appends(self, message: Expr) -> Mapping[str, Expr]:
        """Return the update that adds a message at the end."""
        return {f"log_{self.number}": append(self.entries, message)}


def partitions(pair: Row, how: Consumption, capacity: int) -> tuple[Partition, ...]:
    """Add the empty partitions of a log to a model."""
    model = pair.model
    return tuple(
        Partition(
            number,
            "consumer" if how.partitions == 1 else f"consumer {number + 1}",
            model.queue(f"log_{number}", capacity),
            model.number(f"read_{number}"),
        )
        for number in range(how.partitions)
    )


def consume(
    pair: Row, log: tuple[Partition, ...], how: Consumption, faults: Expr | None, begins: Expr = TRUE
) -> None:
    """Add the consumers of a log and, if there are faults, what can happen to them.

    `begins`: when they may start to read.
    """
    for partition in log:
        idle = _workers(pair, partition) if how.order == "pool" else _in_order(pair, partition, begins)
        _commit(pair, partition, idle)
        if faults is None:
            continue
        _crash(pair, partition, how, faults)
        if not how.fenced or how.late_repeats:
            _stray(pair, partition, how, faults)
        if not how.retained:
            _truncate(pair, partition, faults)
    if faults is not None and pair.deletes == "expiring_marker":
        _collect_marker(pair, log, how, faults)


def _in_order(pair: Row, partition: Partition, begins: Expr) -> Expr:
    message = partition.next
    pair.model.action(
        f"apply_{partition.number}", partition.role, "target", APPLIES,
        when=[begins, partition.unread],
        do={**pair.applied(message), f"read_{partition.number}": partition.read + 1},
        shown=pair.answer(message),
    )  # fmt: skip
    return TRUE


def _workers(pair: Row, partition: Partition) -> Expr:
    """Let two workers take entries in order and apply them in any; return whether none holds one."""
    hands = [pair.model.number(f"hand_{worker}") for worker in range(WORKERS)]
    for worker, hand in enumerate(hands):
        before = [other > 0 for other in hands[:worker]]  # the first free worker takes it: they are alike
        pair.model.action(
            f"take_{worker}", f"worker {worker + 1}", "log", "takes {change} from {log}",
            when=[partition.unread, hand.eq(0), *before],
            do={f"hand_{worker}": partition.next + 1, f"read_{partition.number}": partition.read + 1},
            shown=pair.shown(partition.next),
        )  # fmt: skip
        pair.model.action(
            f"apply_{worker}", f"worker {worker + 1}", "target", APPLIES,
            when=[hand > 0],
            do={**pair.applied(hand - 1), f"hand_{worker}": 0},
            shown=pair.answer(hand - 1),
        )  # fmt: skip
    return all_of(*(hand.eq(0) for hand in hands))


def _commit(pair: Row, partition: Partition, idle: Expr) -> None:
    pair.model.action(
        f"commit_{partition.number}", partition.role, "log", "commits its offset",
        when=[partition.read > 0, idle],
        do={
            f"log_{partition.number}": drop(partition.entries, partition.read),
            f"read_{partition.number}": 0,
        },
        hidden=True,
    )  # fmt: skip


def _crash(pair: Row, partition: Partition, how: Consumption, faults: Expr) -> None:
    hands = {f"hand_{worker}": 0 for worker in range(WORKERS)} if how.order == "pool" else {}
    pair.model.action(
        f"crash_{partition.number}", partition.role, partition.role,
        "crashes before it commits its offset; its successor reads again from there",
        when=[partition.read > 0, faults > 0],
        do={f"read_{partition.number}": 0, **hands, "faults": faults - 1},
        fault="crash",
    )  # fmt: skip


def _stray(pair: Row, partition: Partition, how: Consumption, faults: Expr) -> None:
    """Let one change come late: held by a consumer that was thought gone, or delivered once more."""
    name = f"stray_{partition.number}"
    stray = pair.model.number(name)
    if not how.fenced:
        pair.model.action(
            f"stall_{partition.number}", f"old {partition.role}", f"old {partition.role}",
            "has read {change}, then stalls; {log} gives its partition to a successor",
            when=[partition.unread, stray.eq(0), faults > 0],
            do={name: partition.next + 1, "faults": faults - 1},
            fault="zombie", shown=pair.shown(partition.next),
        )  # fmt: skip
    if how.late_repeats:
        last = partition.entries[partition.read - 1]
        pair.model.action(
            f"repeat_{partition.number}", "log", "log", "will deliver {change} once more, on its own",
            when=[partition.read > 0, stray.eq(0), faults > 0],
            do={name: last + 1, "faults": faults - 1},
            fault="redelivery", shown=pair.shown(last),
        )  # fmt: skip
    pair.model.action(
        f"late_{partition.number}", partition.role if how.fenced else f"old {partition.role}", "target",
        f"comes late and {APPLIES}",
        when=[stray > 0],
        do={**pair.applied(stray - 1), name: 0},
        shown=pair.answer(stray - 1),
    )  # fmt: skip


def _truncate(pair: Row, partition: Partition, faults: Expr) -> None:
    oldest = partition.entries[0]
    pair.model.action(
        f"truncate_{partition.number}", "log", "log",
        "throws {change} away because it grew too old, unread",
        when=[length(partition.entries) > 0, partition.read.eq(0), faults > 0],
        do={f"log_{partition.number}": drop(partition.entries, 1), "faults": faults - 1},
        fault="truncation", shown=pair.shown(oldest),
    )  # fmt: skip


def _collect_marker(pair: Row, log: tuple[Partition, ...], how: Consumption, faults: Expr) -> None:
    """Let the marker of a delete be collected while an older change is still under way."""
    strays = not how.fenced or how.late_repeats
    pending = [length(partition.entries) > 0 for partition in log]
    pending += [var(f"stray_{partition.number}") > 0 for partition in log if strays]
    forgotten = {"target": 0, "target_version": 0} if pair.guard else {"target": 0}
    pair.model.action(
        "collect_marker", "target", "target", "collects the marker of the delete, which grew too old",
        when=[pair.target > 0, pair.is_dead(pair.target), any_of(*pending), faults > 0],
        do={**forgotten, "faults": faults - 1},
        fault="tombstone_collected",
    )  # fmt: skip
