"""A source that fails over to a standby: what the log had already handed out may not exist there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, lift, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.row import Row, row
from tools.checker.model import Model, Scope, Shown


@dataclass(frozen=True, slots=True)
class SourceFailover(Flow):
    """A target that follows a source with an asynchronous standby.

    `durable_only`: the log hands out only what the standby has too.
    """

    family: ClassVar[str] = "source that fails over"
    assumes: ClassVar[tuple[str, ...]] = (
        "the standby takes over with what it has, and log positions go on from there",
        "the target is fed in order and misses nothing that the log of the living source holds",
    )
    durable_only: bool = True

    def model(self, scope: Scope) -> Model:
        """Return writers, a source with its standby, and a target that reads up to a position."""
        model = Model("source_failover")
        pair = row(model, scope, guard=False, deletes="none")
        faults = model.number("faults", scope.faults)
        standby, has = model.number("standby"), model.number("standby_version")
        _writers(pair)
        model.action(
            "replicate", "source", "standby", "replicates {truth} to its standby",
            when=[has < pair.version], do={"standby": pair.source, "standby_version": pair.version},
            shown={"truth": Shown(pair.source, pair.changes.stored())},
        )  # fmt: skip
        _feed(self, pair, standby, has)
        if scope.faults:
            model.action(
                "failover", "standby", "source", "takes over without the last changes of {source}",
                when=[has < pair.version, faults > 0],
                do={"source": standby, "version": has, "faults": faults - 1}, fault="failover",
            )  # fmt: skip
        pair.demand()
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield the setting that keeps the log behind the standby."""
        if not self.durable_only:
            says = "hand out only changes that the standby has too (in PostgreSQL a failover slot)"
            yield Repair(says, replace(self, durable_only=True))


def _writers(pair: Row) -> None:
    for number in range(len(pair.changes.programs)):
        pair.model.number(f"at_{number}")
    for role, number, place, change in pair.changes.by_writer():
        pair.model.action(
            f"writer_{number}_commit_{change}", role, "source", "commits {change} in {source}",
            when=[var(f"at_{number}").eq(place)],
            do={**pair.commit(change), f"at_{number}": place + 1},
            shown={"change": Shown(lift(change), pair.changes.labels())},
        )  # fmt: skip


def _feed(flow: SourceFailover, pair: Row, standby: Expr, has: Expr) -> None:
    """Apply what stands at a higher position than the last one read."""
    read = pair.model.number("read")
    newest, position = (standby, has) if flow.durable_only else (pair.source, pair.version)
    pair.model.action(
        "apply", "consumer", "target", "applies {truth} to {target}",
        when=[read < position], do={"target": newest, "read": position},
        shown={"truth": Shown(newest, pair.changes.stored())},
    )  # fmt: skip
