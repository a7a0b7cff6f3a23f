"""Commit, then publish: a process commits in the source and then sends an event; a crash loses the event."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, lift, var
from tools.checker.flows.consumer import Consumption, Order, Partition, consume, partitions
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.row import Deletes, Row, guarding, kept_markers, row
from tools.checker.model import Model, Scope, Shown


@dataclass(frozen=True, slots=True)
class CommitThenPublish(Flow):
    """A process that commits in the source and then appends an event to a log that the target follows.

    `order`, `guard`, `deletes` and `fenced` as in a copy that follows a log.
    """

    family: ClassVar[str] = "commit, then publish"
    assumes: ClassVar[tuple[str, ...]] = (
        "the log keeps every event it was sent",
        "a process that crashes before it sends an event does not come back to it",
    )
    order: Order = "keyed"
    guard: bool = False
    deletes: Deletes = "none"
    fenced: bool = True

    @property
    def forgets(self) -> bool:
        """Whether markers of deletes are collected."""
        return self.deletes == "expiring_marker"

    def model(self, scope: Scope) -> Model:
        """Return writers that commit and publish, and the consumers of the log."""
        model = Model("commit_then_publish")
        how = Consumption(self.order, self.fenced)
        pair = row(model, scope, guard=self.guard, deletes=self.deletes)
        faults = model.number("faults", scope.faults)
        log = partitions(pair, how, pair.changes.count)
        for number in range(scope.writers):
            model.number(f"at_{number}")
            model.number(f"version_{number}")
        for role, number, place, change in pair.changes.by_writer():
            _commit_and_publish(pair, log, role, number, place, change)
            pair.may_stop(role, number, change, at=2 * place, end=2 * place + 2)
            if scope.faults:
                _crash(pair, role, number, place, change, faults)
        consume(pair, log, how, faults if scope.faults else None)
        pair.demand()
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield an outbox, first with the rest as it is, then with a guard."""
        deletes = self.deletes if self.deletes != "ignored" else "marker"
        outbox = LogCopy(order=self.order, guard=self.guard, deletes=deletes, fenced=self.fenced)
        says = "commit the event in an outbox table together with the change, and let a relay send it"
        yield Repair(says, outbox)
        guarded = replace(outbox, guard=True, deletes=kept_markers(deletes))
        yield Repair(f"{says}; and {guarding(deletes)}", guarded)


def _commit_and_publish(
    pair: Row, log: tuple[Partition, ...], role: str, number: int, place: int, change: int
) -> None:
    model, at, version = pair.model, var(f"at_{number}"), var(f"version_{number}")
    words = {"change": Shown(lift(change), pair.changes.labels())}
    model.action(
        f"writer_{number}_commit_{change}", role, "source", "commits {change} in {source}",
        when=[at.eq(2 * place)],
        do={**pair.commit(change), f"at_{number}": 2 * place + 1, f"version_{number}": pair.version + 1},
        shown=words,
    )  # fmt: skip
    for partition in log:
        model.action(
            f"writer_{number}_publish_{change}_{partition.number}", role, "log", "sends {change} to {log}",
            when=[at.eq(2 * place + 1)],
            do={
                **partition.appends(pair.message(change, version)),
                f"at_{number}": 2 * place + 2,
                f"version_{number}": 0,
            },
            shown=words,
        )  # fmt: skip


def _crash(pair: Row, role: str, number: int, place: int, change: int, faults: Expr) -> None:
    pair.model.action(
        f"writer_{number}_crash_{change}", role, role, "crashes before it sends {change} to {log}",
        when=[var(f"at_{number}").eq(2 * place + 1), faults > 0],
        do={
            f"at_{number}": 2 * len(pair.changes.programs[number]),
            f"version_{number}": 0,
            "faults": faults - 1,
        },
        fault="crash",
        shown={"change": Shown(lift(change), pair.changes.labels())},
    )  # fmt: skip
