"""Bidirectional synchronisation: two stores take writes of one record, and a relay carries them both ways."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, Term, all_of, append, drop, length, lift, put
from tools.checker.flows.first import first_where
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

STORES = ("source", "target")


@dataclass(frozen=True, slots=True)
class Bidirectional(Flow):
    """Writers 1 and 3 change the record in one store, writer 2 changes it in the other, each once.

    `origin_filter`: a change carries the store it was made in and is not sent back there; without it every
    change that a store takes from the other counts as a change of its own. `field_ownership`: the users of a
    store write fields that only they write. Without it all write one field, and of two versions a store keeps
    the one with the later wall-clock time, which was read in the store where it was written.
    """

    family: ClassVar[str] = "bidirectional synchronisation"
    assumes: ClassVar[tuple[str, ...]] = (
        "a store takes every write of its own users at once",
        "the clock of one store runs ahead of the other's by more than the time between two writes",
        "the changes of a store are carried in order, and the relay commits its offset after each",
    )
    origin_filter: bool
    field_ownership: bool

    def model(self, scope: Scope) -> Model:
        """Return two stores with their writers, and the relay between them."""
        m = Model("bidirectional")
        record = _record(m, scope, fields=2 if self.field_ownership else 1)
        faults = m.number("faults", scope.faults)
        for writer in range(scope.writers):
            _write(m, writer, record)
        source, target = record.stores
        for store, other in ((source, target), (target, source)):
            _carry(m, record, store, other, send_on=not self.origin_filter)
            if not self.origin_filter:
                _come_back(m, record, store, other)
            _commit_or_crash(m, store, faults)
        if not self.field_ownership:
            _keep(m, record, target, source)
        _demand(m, record)
        return m

    def repairs(self) -> Iterator[Repair]:
        """Yield what is missing, one by one and then together."""
        mark = "let every change carry the store it was made in, and do not send it back there"
        own = "give every field to one of the stores, and let only that one write it"
        if not self.origin_filter:
            yield Repair(mark, replace(self, origin_filter=True))
        if not self.field_ownership:
            yield Repair(own, replace(self, field_ownership=True))
        if not self.origin_filter and not self.field_ownership:
            yield Repair(f"{mark}; {own}", Bidirectional(origin_filter=True, field_ownership=True))


@dataclass(frozen=True, slots=True)
class _Store:
    """A store: the version of each field, and the changes that wait to be carried to the other store."""

    number: int
    fields: Expr
    changes: Expr
    carried: Expr  # whether the first change was carried and the offset not yet committed

    @property
    def role(self) -> str:
        """Its role."""
        return STORES[self.number]

    @property
    def first(self) -> Expr:
        """The change to be carried next."""
        return self.changes[0]

    @property
    def offers(self) -> tuple[Expr, Expr]:
        """The guards of carrying a change."""
        return length(self.changes) > 0, self.carried.eq(0)

    @property
    def carries(self) -> dict[str, Expr]:
        """The update after which the first change was carried."""
        return {f"{self.role}_carried": lift(1)}

    def takes(self, field: Term, version: Expr) -> dict[str, Expr]:
        """Return the update that stores a version of a field."""
        return {self.role: put(self.fields, field, version)}

    def sends(self, version: Expr) -> dict[str, Expr]:
        """Return the update that adds a change to those that wait."""
        return {f"{self.role}_changes": append(self.changes, version)}


@dataclass(frozen=True, slots=True)
class _Record:
    """The record in both stores.

    The writes are numbered as they happen. A version is the time on the wall clock: the number of its write,
    plus the number of all writers if it was made in the store whose clock is ahead. 0 is no version.
    """

    writers: int
    fields: int
    stores: tuple[_Store, _Store]
    writes: Expr
    builds_on: Expr  # by version: how many writes it takes into account, its own included

    def version(self, store: _Store) -> Expr:
        """Return the version that a write in a store gets now."""
        return self.writes + 1 + (self.writers if store.number == 0 else 0)

    def made_in(self, store: _Store, version: Expr) -> Expr:
        """Return whether a version was made in a store."""
        return version > self.writers if store.number == 0 else version <= self.writers

    def owned(self, store: _Store) -> int:
        """Return the field that the users of a store write."""
        return store.number if self.fields == 2 else 0

    def writers_of(self, field: int) -> int:
        """Return how many writers write a field."""
        return sum(self.owned(self.stores[writer % 2]) == field for writer in range(self.writers))

    def shown(self, version: Expr) -> Shown:
        """Return a version as a reader sees it."""
        names = [f"#{number + 1}" for number in range(self.writers)]
        return Shown(version, ("nothing", *names, *names))


def _record(m: Model, scope: Scope, fields: int) -> _Record:
    source, target = (
        _Store(
            number,
            m.array(role, [0] * fields),
            m.queue(f"{role}_changes", scope.writers + scope.faults),  # a fault can send one on twice
            m.number(f"{role}_carried"),
        )
        for number, role in enumerate(STORES)
    )
    builds_on = m.array("builds_on", [0] * (2 * scope.writers + 1))
    return _Record(scope.writers, fields, (source, target), m.number("writes"), builds_on)


def _write(m: Model, writer: int, record: _Record) -> None:
    store = record.stores[writer % 2]
    field, version = record.owned(store), record.version(store)
    done = m.number(f"done_{writer}")
    m.action(
        f"write_{writer}", f"writer {writer + 1}", store.role, f"commits {{change}} in {{{store.role}}}",
        when=[done.eq(0)],
        do={
            **store.takes(field, version),
            **store.sends(version),
            "writes": record.writes + 1,
            "builds_on": put(record.builds_on, version, record.builds_on[store.fields[field]] + 1),
            f"done_{writer}": 1,
        },
        shown={"change": record.shown(version)},
    )  # fmt: skip


def _carry(m: Model, record: _Record, store: _Store, other: _Store, *, send_on: bool) -> None:
    """Carry a change to the other store, which takes it; unfiltered, it waits there to be sent on."""
    change, field = store.first, record.owned(store)
    arrives = [*store.offers, record.made_in(store, change)]
    shown = {"change": record.shown(change)}
    m.action(
        f"carry_from_{store.role}", "relay", other.role, f"carries {{change}} to {{{other.role}}}",
        when=[*arrives, other.fields[field] < change],
        do={**other.takes(field, change), **(other.sends(change) if send_on else {}), **store.carries},
        shown=shown,
    )  # fmt: skip
    m.action(
        f"repeat_from_{store.role}", "relay", other.role,
        f"carries {{change}} to {{{other.role}}}, which has it already",
        when=[*arrives, other.fields[field].eq(change)], do=store.carries, shown=shown,
    )  # fmt: skip


def _keep(m: Model, record: _Record, store: _Store, other: _Store) -> None:
    """Carry a change to the store whose clock is ahead, which has a later version by the clock."""
    change, held = store.first, other.fields[record.owned(other)]
    m.action(
        f"keep_in_{other.role}", "relay", other.role,
        f"carries {{change}} to {{{other.role}}}, which keeps {{held}}: by the clock it is later",
        when=[*store.offers, record.made_in(store, change), held > change], do=store.carries,
        shown={"change": record.shown(change), "held": record.shown(held)},
    )  # fmt: skip


def _come_back(m: Model, record: _Record, store: _Store, other: _Store) -> None:
    """Carry a change back to the store it was made in. It goes round once only: the space stays finite."""
    m.action(
        f"come_back_to_{other.role}", "relay", other.role,
        f"carries {{change}} back to {{{other.role}}}, where it was made",
        when=[*store.offers, record.made_in(other, store.first)], do={"echoed": 1, **store.carries},
        shown={"change": record.shown(store.first)},
    )  # fmt: skip


def _commit_or_crash(m: Model, store: _Store, faults: Expr) -> None:
    done = f"{store.role}_carried"
    m.action(
        f"commit_{store.role}", "relay", store.role, "commits its offset",
        when=[store.carried.eq(1)],
        do={f"{store.role}_changes": drop(store.changes, 1), done: 0}, hidden=True,
    )  # fmt: skip
    m.action(
        f"crash_{store.role}", "relay", "relay",
        f"crashes before it commits its offset in {{{store.role}}}; the change is carried again",
        when=[store.carried.eq(1), faults > 0], do={done: 0, "faults": faults - 1},
        fault="crash",
    )  # fmt: skip


def _demand(m: Model, record: _Record) -> None:
    m.always(
        "no_echo_loop", m.number("echoed").eq(0),
        "a change came back to the store it was made in; taken there as a new write, it goes round again",
    )  # fmt: skip
    source, target = ([store.fields[field] for field in range(record.fields)] for store in record.stores)
    apart = [left.ne(right) for left, right in zip(source, target, strict=True)]
    m.quiet(
        "convergence", all_of(*(~each for each in apart)), "{source} has {left}, {target} has {right}",
        left=record.shown(first_where(apart, source)), right=record.shown(first_where(apart, target)),
    )  # fmt: skip
    totals = [record.writers_of(field) for field in range(record.fields)]
    known = [record.builds_on[version] for version in source]
    lost = [some < total for some, total in zip(known, totals, strict=True)]
    m.quiet(
        "no_lost_update", all_of(*(~each for each in lost)),
        "{source} has {held}, which takes {known} of {total} acknowledged writes into account",
        held=record.shown(first_where(lost, source)),
        known=Shown(first_where(lost, known)), total=Shown(first_where(lost, totals)),
    )  # fmt: skip
