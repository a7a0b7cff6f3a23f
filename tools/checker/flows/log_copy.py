"""A copy that follows a log: the change and its record commit together, by change data capture or an outbox.

A relay (the connector) reads the records in commit order, appends them to a log and repeats what it had not
marked as sent when it crashed; a consumer applies them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, append, drop, length, lift, var
from tools.checker.flows.consumer import Consumption, Order, Partition, consume, partitions
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.row import Deletes, Row, guarding, kept_markers, row
from tools.checker.model import Model, Scope, Shown


@dataclass(frozen=True, slots=True)
class LogCopy(Flow):
    """A derived store that follows the change log or the outbox of its source.

    `order`: how the log keeps the changes of one key. `guard`: the target takes only a higher version.
    `deletes`: what a delete does at the target. `fenced`: a consumer that lost its partition cannot write.
    `late_repeats`: one change may come once more, out of order. `retained`: the log keeps what was not read.
    `acknowledged`: the relay waits until the log has a change. `transient`: also ask that a reader never sees
    a deleted row come back for a while.
    """

    family: ClassVar[str] = "copy that follows a log"
    assumes: ClassVar[tuple[str, ...]] = (
        "a change and its record in the log or outbox commit together",
        "the relay reads records in the order of their commits",
        "versions rise with the commits of the row and are never given twice",
    )
    order: Order = "keyed"
    guard: bool = False
    deletes: Deletes = "none"
    fenced: bool = True
    late_repeats: bool = False
    retained: bool = True
    acknowledged: bool = True
    transient: bool = False

    @property
    def forgets(self) -> bool:
        """Whether markers of deletes are collected."""
        return self.deletes == "expiring_marker"

    def model(self, scope: Scope) -> Model:
        """Return writers, a relay and the consumers of a log."""
        model = Model("log_copy")
        how = Consumption(self.order, self.fenced, self.late_repeats, self.retained)
        pair = row(model, scope, guard=self.guard, deletes=self.deletes, transient=self.transient)
        faults = model.number("faults", scope.faults)
        records = model.queue("records", pair.changes.count)
        log = partitions(pair, how, pair.changes.count * (1 + scope.faults))
        _writers(pair, records)
        _relay(pair, records, log)
        consume(pair, log, how, faults if scope.faults else None)
        if scope.faults:
            _relay_crash(model, faults)
            if not self.acknowledged:
                _send_is_lost(pair, records, faults)
        pair.demand()
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield what makes the copy indifferent to order and repeats, then what keeps changes from loss."""
        if self.guard and self.deletes in ("hard", "expiring_marker"):
            says = "keep a marker with the version of a deleted row, longer than any replay"
            yield Repair(says, replace(self, deletes="marker"))
        if self.deletes == "ignored":
            yield Repair("let deletes travel as marked rows", replace(self, deletes="marker"))
        if not self.retained:
            says = "keep changes in {log} longer than the longest outage of its consumer"
            yield Repair(says, replace(self, retained=True))
        if not self.acknowledged:
            says = "let the sender wait until {log} has acknowledged the change"
            yield Repair(says, replace(self, acknowledged=True))
        if not self.fenced:
            says = "fence consumers, so that one that lost its partition cannot write"
            yield Repair(says, replace(self, fenced=True))
        if self.order != "keyed":
            yield Repair("key the log by the row, one worker a partition", replace(self, order="keyed"))
        if not self.guard:
            guarded = replace(self, guard=True, deletes=kept_markers(self.deletes))
            yield Repair(guarding(self.deletes), guarded)


def _writers(pair: Row, records: Expr) -> None:
    model = pair.model
    for number in range(len(pair.changes.programs)):
        model.number(f"at_{number}")
    for role, number, place, change in pair.changes.by_writer():
        at = var(f"at_{number}")
        message = pair.message(change, pair.version + 1)
        pair.may_stop(role, number, change, at=place, end=place + 1)
        model.action(
            f"writer_{number}_commit_{change}", role, "source",
            "commits {change} in {source}, together with its record",
            when=[at.eq(place)],
            do={**pair.commit(change), "records": append(records, message), f"at_{number}": place + 1},
            shown={"change": Shown(lift(change), pair.changes.labels())},
        )  # fmt: skip


def _relay(pair: Row, records: Expr, log: tuple[Partition, ...]) -> None:
    """Append records in order, to the key's partition or to any; mark them as sent later."""
    model = pair.model
    sent = model.number("sent")
    message = records[sent]
    for partition in log:
        model.action(
            f"relay_{partition.number}", "relay", "log", "appends {change} to {log}",
            when=[sent < length(records)],
            do={**partition.appends(message), "sent": sent + 1},
            shown=pair.shown(message),
        )  # fmt: skip
    model.action(
        "relay_mark", "relay", "source", "marks what it sent",
        when=[sent > 0], do={"records": drop(records, sent), "sent": 0}, hidden=True,
    )  # fmt: skip


def _relay_crash(model: Model, faults: Expr) -> None:
    sent = var("sent")
    model.action(
        "relay_crash", "relay", "relay", "crashes before it marks what it sent, and sends it again",
        when=[sent > 0, faults > 0], do={"sent": 0, "faults": faults - 1}, fault="crash",
    )  # fmt: skip


def _send_is_lost(pair: Row, records: Expr, faults: Expr) -> None:
    sent = var("sent")
    pair.model.action(
        "send_lost", "relay", "log", "sends {change} to {log}, which loses it; nobody waits for an answer",
        when=[sent < length(records), faults > 0], do={"sent": sent + 1, "faults": faults - 1},
        fault="lost_ack", shown=pair.shown(records[sent]),
    )  # fmt: skip
