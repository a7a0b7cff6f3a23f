"""A first copy of a row that exists already, while a log brings its changes: the two can miss or overtake."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import TRUE, Expr, lift, var
from tools.checker.flows.consumer import Consumption, Partition, consume, partitions
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.row import Deletes, Row, guarding, kept_markers, row
from tools.checker.model import Model, Scope, Shown

Way = Literal["position_first", "watermark", "unordered", "copy_first"]
"""How copy and stream are joined.

position_first: the stream begins at a position noted before the copy is made, and waits for it. watermark:
copied rows join the running stream, but not those that changed between two watermarks. unordered: they join
it as they are read. copy_first: the stream begins after the copy was made.
"""


@dataclass(frozen=True, slots=True)
class Backfill(Flow):
    """A first copy and the stream that follows it. `guard` and `deletes` as in a copy that follows a log."""

    family: ClassVar[str] = "first copy beside a stream"
    assumes: ClassVar[tuple[str, ...]] = (
        "the stream holds every change that commits after its first position, in commit order",
        "the copy reads committed rows",
    )
    way: Way = "position_first"
    guard: bool = False
    deletes: Deletes = "none"

    @property
    def forgets(self) -> bool:
        """Whether markers of deletes are collected."""
        return self.deletes == "expiring_marker"

    def model(self, scope: Scope) -> Model:
        """Return writers, a copy of the one row, and the consumer of the stream."""
        model = Model("backfill")
        how = Consumption()
        pair = row(model, scope, guard=self.guard, deletes=self.deletes)
        faults = model.number("faults", scope.faults)
        stream = _Stream(model.number("streaming"), model.number("copied"), model.number("held"))
        (log,) = partitions(pair, how, pair.changes.count + 1)
        _writers(pair, stream, log)
        _begin(self, pair, stream)
        _copy(self, pair, stream, log)
        waits = self.way == "position_first"
        begins = stream.copied.eq(DONE) if waits else TRUE
        consume(pair, (log,), how, faults if scope.faults else None, begins)
        pair.demand()
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield a position noted before the copy, then a guard."""
        if self.way != "position_first":
            says = "note the stream's position first, then copy, then stream from that position"
            yield Repair(says, replace(self, way="position_first"))
        if not self.guard:
            guarded = replace(self, guard=True, deletes=kept_markers(self.deletes))
            yield Repair(guarding(self.deletes), guarded)


TO_READ, READ, DONE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Stream:
    """Whether the stream has begun, how far the copy is, and the row it holds."""

    streaming: Expr
    copied: Expr
    held: Expr


def _writers(pair: Row, stream: _Stream, log: Partition) -> None:
    """Commit changes; what commits before the stream begins is in no log."""
    for number in range(len(pair.changes.programs)):
        pair.model.number(f"at_{number}")
    for role, number, place, change in pair.changes.by_writer():
        recorded = log.appends(pair.message(change, pair.version + 1))
        pair.may_stop(role, number, change, at=place, end=place + 1)
        cases: tuple[tuple[str, int, Mapping[str, Expr]], ...] = (("before", 0, {}), ("during", 1, recorded))
        for name, streaming, more in cases:
            pair.model.action(
                f"writer_{number}_commit_{change}_{name}", role, "source", "commits {change} in {source}",
                when=[var(f"at_{number}").eq(place), stream.streaming.eq(streaming)],
                do={**pair.commit(change), f"at_{number}": place + 1, **more},
                shown={"change": Shown(lift(change), pair.changes.labels())},
            )  # fmt: skip


def _begin(flow: Backfill, pair: Row, stream: _Stream) -> None:
    after_copy = stream.copied.eq(DONE) if flow.way == "copy_first" else TRUE
    pair.model.action(
        "begin", "stream", "source", "begins at the present position of {source}",
        when=[stream.streaming.eq(0), after_copy], do={"streaming": 1},
    )  # fmt: skip


def _copy(flow: Backfill, pair: Row, stream: _Stream, log: Partition) -> None:
    """Read the row, then put it into the target or, beside a running stream, into the stream."""
    model = pair.model
    streaming = stream.streaming.eq(0 if flow.way == "copy_first" else 1)
    row_now = pair.message(pair.source - 1, pair.version)
    live = {"truth": Shown(pair.source, pair.changes.stored())}
    dead = pair.is_dead(pair.source)
    model.action(
        "copy_reads", "copy", "source", "reads {truth} from {source}",
        when=[streaming, stream.copied.eq(TO_READ), ~dead],
        do={"copied": READ, "held": row_now}, shown=live,
    )  # fmt: skip
    model.action(
        "copy_finds_nothing", "copy", "source", "finds no row in {source}",
        when=[streaming, stream.copied.eq(TO_READ), dead], do={"copied": DONE},
    )  # fmt: skip
    into_stream = flow.way in ("watermark", "unordered")
    updates = log.appends(stream.held) if into_stream else pair.applied(stream.held)
    unchanged = pair.version_of(stream.held).eq(pair.version) if flow.way == "watermark" else TRUE
    model.action(
        "copy_writes", "copy", "log" if into_stream else "target",
        "adds {change} to the stream" if into_stream else "writes {change} to {target}{refused}",
        when=[stream.copied.eq(READ), unchanged],
        do={**updates, "copied": DONE, "held": 0}, shown=pair.answer(stream.held),
    )  # fmt: skip
    if flow.way == "watermark":
        model.action(
            "copy_drops", "copy", "copy", "drops {change}: the row changed between the watermarks",
            when=[stream.copied.eq(READ), ~unchanged],
            do={"copied": DONE, "held": 0}, shown=pair.shown(stream.held),
        )  # fmt: skip
