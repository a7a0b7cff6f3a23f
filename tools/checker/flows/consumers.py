"""Several copies fed from one log: each by a consumer of its own, or all by one consumer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from tools.checker.expression import Expr, Term, all_of, either, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

SINKS = ("target", "cache")
"""The roles of the two copies, say a search index and a cache."""


@dataclass(frozen=True, slots=True)
class Consumers(Flow):
    """Two copies of one row that follow the same log. The scope's writers are changes: v1, v2, in log order.

    `fed`: each copy by a consumer with its own place in the log, or both by one consumer, one by one.
    `saves`: whether a consumer saves its place after it wrote what it read, or before (auto-commit).
    `guard`: the copies refuse a version older than theirs, or a consumer that was replaced, which comes to
    the same here. `retention_covers`: the log keeps its entries longer than any consumer lags. `rebuild`: a
    consumer that finds its place in the log gone copies the source anew; otherwise it goes on with the oldest
    entry that is left.
    """

    family: ClassVar[str] = "several consumers of one log"
    assumes: ClassVar[tuple[str, ...]] = (
        "what is committed in the source is in the log, in commit order",
        "a copy takes each write as a whole, and a write that comes twice does no harm by itself",
        "a rebuild notes the end of the log before it copies the source",
        "after a rebalance the old consumer may still finish the write it had begun",
        "the log is cut past one slow consumer, not past all of them at once",
    )
    fed: Literal["own_places", "one_consumer"] = "own_places"
    saves: Literal["after_writes", "before_writes"] = "after_writes"
    guard: bool = False
    retention_covers: bool = True
    rebuild: bool = False

    def model(self, scope: Scope) -> Model:
        """Return a source that commits the changes, the log's retention, the consumers and their copies."""
        model = Model("consumers")
        for name in ("committed", "oldest", *SINKS):
            model.number(name)
        model.number("faults", scope.faults)
        committed = var("committed")
        model.action(
            "commit", "source", "log", "commits {change}, which is now in {log}",
            when=[committed < scope.writers], do={"committed": committed + 1},
            shown={"change": Shown(committed + 1, _labels(scope))},
        )  # fmt: skip
        apart = self.fed == "own_places"
        groups = [(sink,) for sink in SINKS] if apart else [SINKS]
        consumers = [_Consumer(number, sinks) for number, sinks in enumerate(groups, 1)]
        for consumer in consumers:
            _consumer(self, model, consumer, scope)
            if scope.faults:
                _crash(self, model, consumer)
                _zombie(self, model, consumer, scope)
                if not self.retention_covers:
                    _place_gone(self, model, consumer, scope)
        if scope.faults and not self.retention_covers:
            _truncation(model, consumers, scope)
        _demand(model, scope)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield what is missing, one at a time and then all of it."""
        missing: list[Repair] = []
        safe = replace(self, saves="after_writes", guard=True, retention_covers=True)
        if self.saves != safe.saves:
            says = "save the place in {log} only after the writes it stands for"
            missing.append(Repair(says, replace(self, saves=safe.saves)))
        if not self.guard:
            says = "let each copy refuse a version older than its own"
            missing.append(Repair(says, replace(self, guard=True)))
        if not self.retention_covers:
            says = "keep entries in {log} for longer than a consumer may be away"
            missing.append(Repair(says, replace(self, retention_covers=True)))
        yield from missing
        if not self.retention_covers and not self.rebuild:
            says = "let a consumer whose place in {log} is gone copy {source} anew before it goes on"
            yield Repair(says, replace(self, rebuild=True))
        if len(missing) > 1:
            yield Repair("; ".join(repair.says for repair in missing), safe)


@dataclass(frozen=True, slots=True)
class _Consumer:
    """One consumer and the copies it feeds. Per copy it holds the version to be written to it, 0 for none."""

    number: int
    sinks: tuple[str, ...]

    @property
    def role(self) -> str:
        """What a report calls it."""
        return f"consumer {self.number}"

    def name(self, what: str) -> str:
        """Return the name of one of its variables or actions."""
        return f"consumer_{self.number}_{what}"

    def var(self, what: str) -> Expr:
        """Return one of its variables."""
        return var(self.name(what))

    def in_hand(self, number: Term) -> dict[str, Term]:
        """Return the update by which it has a version in hand for each copy; 0 to let go."""
        return {self.name(f"to_{sink}"): number for sink in self.sinks}

    def idle(self) -> Expr:
        """Return whether it has nothing in hand."""
        return all_of(*(self.var(f"to_{sink}").eq(0) for sink in self.sinks))


def _consumer(flow: Consumers, model: Model, consumer: _Consumer, scope: Scope) -> None:
    """It reads the next entry, writes it to its copies in order, and saves its place."""
    for register in ("read", "saved", *(f"to_{sink}" for sink in consumer.sinks)):
        model.number(consumer.name(register))
    read, saved, first = consumer.var("read"), consumer.var("saved"), flow.saves == "before_writes"
    model.action(
        consumer.name("read"), consumer.role, "log",
        "reads {change} in {log}" + (" and saves its place" if first else ""),
        when=[consumer.idle(), read < var("committed"), var("oldest") <= read],
        do={consumer.name("read"): read + 1, **consumer.in_hand(read + 1)}
        | ({consumer.name("saved"): read + 1} if first else {}),
        shown={"change": Shown(read + 1, _labels(scope))},
    )  # fmt: skip
    for place, sink in enumerate(consumer.sinks):
        hand = consumer.var(f"to_{sink}")
        model.action(
            consumer.name(f"write_{sink}"), consumer.role, sink, f"writes {{change}} to {{{sink}}}",
            when=[hand > 0, *(consumer.var(f"to_{before}").eq(0) for before in consumer.sinks[:place])],
            do={sink: _written(flow, sink, hand), consumer.name(f"to_{sink}"): 0},
            shown={"change": Shown(hand, _labels(scope))},
        )  # fmt: skip
    if not first:
        model.action(
            consumer.name("save"), consumer.role, "log", "saves its place in {log}",
            when=[saved < read, consumer.idle()], do={consumer.name("saved"): read}, hidden=True,
        )  # fmt: skip


def _written(flow: Consumers, sink: str, version: Expr) -> Expr:
    """Return what a copy holds once a version was written to it."""
    return either(var(sink) < version, version, var(sink)) if flow.guard else version


def _crash(flow: Consumers, model: Model, consumer: _Consumer) -> None:
    """It loses what it has in hand, and goes on at its saved place."""
    read, saved = consumer.var("read"), consumer.var("saved")
    under_way = ~consumer.idle() if flow.saves == "before_writes" else saved < read
    model.action(
        consumer.name("crash"), consumer.role, consumer.role, "crashes and goes on at its saved place",
        when=[under_way, var("faults") > 0],
        do={consumer.name("read"): saved, "faults": var("faults") - 1, **consumer.in_hand(0)}, fault="crash",
    )  # fmt: skip


def _zombie(flow: Consumers, model: Model, consumer: _Consumer, scope: Scope) -> None:
    """It stalls before a write, a successor starts at its saved place, and the old one wakes up later."""
    for sink in consumer.sinks:
        hand, late = consumer.var(f"to_{sink}"), model.number(consumer.name(f"late_{sink}"))
        model.action(
            consumer.name(f"stall_{sink}"), consumer.role, consumer.role,
            f"stalls before it writes {{change}} to {{{sink}}}; {{log}} gives its place to a successor",
            when=[hand > 0, late.eq(0), var("faults") > 0],
            do=consumer.in_hand(0)
            | {consumer.name(f"late_{sink}"): hand, consumer.name("read"): consumer.var("saved")}
            | {"faults": var("faults") - 1},
            fault="zombie", shown={"change": Shown(hand, _labels(scope))},
        )  # fmt: skip
        model.action(
            consumer.name(f"late_{sink}"), f"old {consumer.role}", sink,
            f"wakes up; writes {{change}} to {{{sink}}}",
            when=[late > 0],
            do={sink: _written(flow, sink, late), consumer.name(f"late_{sink}"): 0},
            shown={"change": Shown(late, _labels(scope))},
        )  # fmt: skip


def _truncation(model: Model, consumers: list[_Consumer], scope: Scope) -> None:
    """The log drops all it holds, and one consumer, slow or away, has not read it.

    A cut that leaves the newest entry does a copy of one row no harm.
    """
    oldest, committed = var("oldest"), var("committed")
    for slow in consumers:
        others = [consumer.var("read").eq(committed) for consumer in consumers if consumer is not slow]
        model.action(
            slow.name("cut_off"), "log", "log",
            f"drops its entries up to {{change}}, which {slow.role} has not read",
            when=[oldest < committed, slow.var("read") < committed, *others, var("faults") > 0],
            do={"oldest": committed, "faults": var("faults") - 1},
            fault="truncation", shown={"change": Shown(committed, _labels(scope))},
        )  # fmt: skip


def _place_gone(flow: Consumers, model: Model, consumer: _Consumer, scope: Scope) -> None:
    """It finds that the entry it would read next is gone."""
    gone = [consumer.idle(), consumer.var("read") < var("oldest")]
    if not flow.rebuild:
        says = "finds its place in {log} gone and goes on with the oldest entry that is left"
        places = {consumer.name(place): var("oldest") for place in ("read", "saved")}
        model.action(consumer.name("skip"), consumer.role, "log", says, when=gone, do=places)
        return
    says = "finds its place in {log} gone and copies {value} from {source}"
    copied = (consumer.name("read"), consumer.name("saved"), *consumer.sinks)
    model.action(
        consumer.name("rebuild"), consumer.role, "source", says,
        when=gone, do={name: var("committed") for name in copied},
        shown={"value": Shown(var("committed"), _labels(scope))},
    )  # fmt: skip


def _demand(model: Model, scope: Scope) -> None:
    committed = var("committed")
    held = {"truth": committed, "first": var(SINKS[0]), "second": var(SINKS[1])}
    model.quiet(
        "every_copy_converges",
        all_of(*(var(sink).eq(committed) for sink in SINKS)),
        "{source} has {truth}, {target} has {first}, {cache} has {second}",
        **{name: Shown(value, _labels(scope)) for name, value in held.items()},
    )


def _labels(scope: Scope) -> tuple[str, ...]:
    return ("nothing", *(f"v{version}" for version in range(1, scope.writers + 1)))
