"""An outbox table that a relay polls, while ids are given out before the transactions commit."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, all_of, any_of, lift, var
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

IDLE, BEGUN, INSERTED, COMMITTED, ROLLED_BACK = range(5)
"""Where a writer's transaction is. It gets its number when it begins, its row gets an id when inserted."""


@dataclass(frozen=True, slots=True)
class OutboxPoll(Flow):
    """Writers that each insert one event into the outbox of the source, and a relay that sends the events.

    `horizon`: the relay reads only rows of transactions older than the oldest open one (PostgreSQL's
    `pg_snapshot_xmin`). `by_transaction`: it goes by the transaction's number instead of the row's id.
    `marks_rows`: it takes any row without a mark (or any row that is still there) and marks (or deletes) it
    once it is sent; then the other two do not matter.
    """

    family: ClassVar[str] = "outbox, polled"
    assumes: ClassVar[tuple[str, ...]] = (
        "the event is inserted in the transaction that changes the row",
        "the relay saves its place only after the log has acknowledged the event",
        "transactions that change the same row lock it before they draw an id",
        "consumers of the log bear an event that comes twice",
    )
    horizon: bool = False
    by_transaction: bool = False
    marks_rows: bool = False

    @property
    def numbers_transactions(self) -> bool:
        """Whether the number of a transaction matters to the relay."""
        return not self.marks_rows and (self.horizon or self.by_transaction)

    def model(self, scope: Scope) -> Model:
        """Return one transaction per writer, each with one event, and the relay."""
        model = Model("outbox_poll")
        for name, initial in (("transactions", 0), ("ids", 0), ("faults", scope.faults)):
            model.number(name, initial)
        for number in range(1, scope.writers + 1):
            for register in ("at", "transaction", "id", "sent"):
                model.number(f"writer_{number}_{register}")
            _writer(model, number, scope, begins=self.numbers_transactions)
        if self.marks_rows:
            _marking_relay(model, scope)
        else:
            _advancing_relay(self, model, scope)
        _demand(model, scope)
        return model

    def repairs(self) -> Iterator[Repair]:
        """Yield the mark, and the bound that no late commit can cross."""
        if self.marks_rows or (self.horizon and self.by_transaction):
            return
        if self.horizon and not self.by_transaction:
            says = "poll in the order of the transaction's number, not of the row's id"
            yield Repair(says, replace(self, by_transaction=True))
        if self.by_transaction and not self.horizon:
            says = "read only rows of transactions older than the oldest that is still open"
            yield Repair(says, replace(self, horizon=True))
        says = "poll for rows that are not marked as sent, and mark (or delete) each once it is sent"
        yield Repair(says, replace(self, marks_rows=True))
        if not self.numbers_transactions:
            says = "poll in the order of the transaction's number, below the oldest that is still open"
            yield Repair(says, replace(self, horizon=True, by_transaction=True))


def _writer(model: Model, number: int, scope: Scope, *, begins: bool) -> None:
    """A transaction. That it begins is told apart from its insert only where its number matters."""
    role, name, at = f"writer {number}", f"writer_{number}", var(f"writer_{number}_at")
    next_number, ids, faults = var("transactions") + 1, var("ids"), var("faults")
    if begins:
        model.action(
            f"{name}_begin", role, "source", "begins transaction {transaction} in {source}",
            when=[at.eq(IDLE)],
            do={f"{name}_at": BEGUN, f"{name}_transaction": next_number, "transactions": next_number},
            shown={"transaction": Shown(next_number)},
        )  # fmt: skip
    model.action(
        f"{name}_insert", role, "source", "inserts event {id} into the outbox, not committed yet",
        when=[at.eq(BEGUN if begins else IDLE)],
        do={f"{name}_at": INSERTED, f"{name}_id": ids + 1, "ids": ids + 1},
        shown={"id": Shown(ids + 1)},
    )  # fmt: skip
    model.action(
        f"{name}_commit", role, "source", "commits event {id} in {source}",
        when=[at.eq(INSERTED)], do={f"{name}_at": COMMITTED}, shown={"id": Shown(var(f"{name}_id"))},
    )  # fmt: skip
    if scope.faults:
        model.action(
            f"{name}_crash", role, role, "crashes before it commits event {id}; {source} rolls it back",
            when=[at.eq(INSERTED), faults > 0],
            do={f"{name}_at": ROLLED_BACK, f"{name}_id": 0, f"{name}_transaction": 0, "faults": faults - 1},
            fault="crash", shown={"id": Shown(var(f"{name}_id"))},
        )  # fmt: skip


def _advancing_relay(flow: OutboxPoll, model: Model, scope: Scope) -> None:
    """A relay that remembers how far it is, and reads the next row above that."""
    last, saved = model.number("last"), model.number("saved")
    register = "transaction" if flow.by_transaction else "id"
    for number in range(1, scope.writers + 1):
        key = var(f"writer_{number}_{register}")
        others = [other for other in range(1, scope.writers + 1) if other != number]
        ready = [_committed(number), last < key]
        ready += [~all_of(_committed(i), last < _key(i, register), _key(i, register) < key) for i in others]
        if flow.horizon:
            mine = _key(number, "transaction")
            ready += [~all_of(_open(i), _key(i, "transaction") < mine) for i in others]
        of = " of transaction {transaction}" if flow.numbers_transactions else ""
        _send(model, number, ready, {"last": key}, of)
    model.action(
        "relay_save", "relay", "source", "saves its place in {source}",
        when=[saved < last], do={"saved": last}, hidden=True,
    )  # fmt: skip
    if scope.faults:
        model.action(
            "relay_crash", "relay", "relay", "crashes before it saves its place",
            when=[saved < last, var("faults") > 0], do={"last": saved, "faults": var("faults") - 1},
            fault="crash",
        )  # fmt: skip


def _marking_relay(model: Model, scope: Scope) -> None:
    """A relay that takes the unmarked row with the lowest id, sends it, and then marks it."""
    unmarked = model.number("unmarked")  # the writer whose event was sent; its row loses its id when marked
    for number in range(1, scope.writers + 1):
        identity = _key(number, "id")
        others = [other for other in range(1, scope.writers + 1) if other != number]
        waiting = [~all_of(_committed(i), _key(i, "id") > 0, _key(i, "id") < identity) for i in others]
        ready = [unmarked.eq(0), _committed(number), identity > 0, *waiting]
        _send(model, number, ready, {"unmarked": lift(number)})
        model.action(
            f"relay_mark_{number}", "relay", "source", "marks event {id} as sent in {source}",
            when=[unmarked.eq(number)],
            do={"unmarked": 0, f"writer_{number}_id": 0},
            shown={"id": Shown(identity)}, hidden=True,
        )  # fmt: skip
    if scope.faults:
        model.action(
            "relay_crash", "relay", "relay", "crashes before it marks the event as sent",
            when=[unmarked > 0, var("faults") > 0], do={"unmarked": 0, "faults": var("faults") - 1},
            fault="crash",
        )  # fmt: skip


def _send(model: Model, number: int, ready: list[Expr], moves: dict[str, Expr], of: str = "") -> None:
    model.action(
        f"relay_send_{number}", "relay", "log",
        f"reads event {{id}}{of} in {{source}} and sends it to {{log}}",
        when=ready, do=moves | {f"writer_{number}_sent": lift(1)},
        shown={name: Shown(_key(number, name)) for name in ("id", "transaction")},
    )  # fmt: skip


def _key(number: int, register: str) -> Expr:
    return var(f"writer_{number}_{register}")


def _committed(number: int) -> Expr:
    return var(f"writer_{number}_at").eq(COMMITTED)


def _open(number: int) -> Expr:
    at = var(f"writer_{number}_at")
    return any_of(at.eq(BEGUN), at.eq(INSERTED))


def _demand(model: Model, scope: Scope) -> None:
    """Every committed event was sent at least once."""
    committed = sent = lift(0)
    for number in range(1, scope.writers + 1):
        committed += _committed(number)
        sent += _key(number, "sent")
    model.quiet(
        "everything_delivered",
        committed.eq(sent),
        "{source} has {committed} committed events, {log} has {sent}",
        committed=Shown(committed),
        sent=Shown(sent),
    )
