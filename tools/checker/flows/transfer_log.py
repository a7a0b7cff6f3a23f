"""A log of transfers: each is one message, from which every account takes its part.

Either a splitter makes a debit and a credit instruction of each request, for the processors of the accounts;
or the debit processor reads the requests itself, refuses what the balance does not cover, and sends the rest
on as credits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import TRUE, Expr, all_of, any_of, append, drop, length, lift, put
from tools.checker.flows.first import first_where
from tools.checker.flows.flow import Flow, Repair
from tools.checker.model import Model, Scope, Shown

BALANCE = 1
"""What the paying account holds: enough for one transfer of 1."""

NO_MESSAGE: Mapping[str, Expr] = {}

NEW, CHECKED, SENT, DONE = range(4)
"""How far a client has come."""


@dataclass(frozen=True, slots=True)
class TransferLog(Flow):
    """Every writer is a client that asks for one transfer of 1 from the same account, which holds 1.

    A client that gets no answer sends its request again, under the same operation id. `dedup`: each processor
    stores the operation id in the transaction of its effect and skips what it knows. `funds_check`: the debit
    processor takes 1 only where 1 is left, and commits the credit instruction (in an outbox) with the debit;
    without it the client reads the balance before it sends its request, and nobody looks again.
    """

    family: ClassVar[str] = "transfer log"
    assumes: ClassVar[tuple[str, ...]] = (
        "one process at a time reads each log, and commits its offset after every message",
        "operation ids are kept for as long as a message can come again",
        "the paying account holds enough for one transfer, and nobody pays in",
    )
    dedup: bool
    funds_check: bool

    def model(self, scope: Scope) -> Model:
        """Return clients, the log of their requests, and the processors of the two accounts."""
        m = Model("transfer_log")
        faults = m.number("faults", scope.faults)
        capacity = scope.writers + scope.faults  # a fault repeats one message
        debited = _account(m, "debit", "shard a", scope)
        credited = _account(m, "credit", "shard b", scope)
        credits_ = _inbox(m, "credits", "credit processor", capacity)
        if self.funds_check:
            requests = debits = _inbox(m, "requests", "debit processor", capacity)
            _debit_if_covered(m, debits, debited, credits_, dedup=self.dedup)
        else:
            requests = _inbox(m, "requests", "splitter", capacity)
            debits = _inbox(m, "debits", "debit processor", capacity)
            _split(m, requests, debits, credits_)
            _commit_or_crash(m, requests, faults, parts=2)
            _apply(m, debits, debited, dedup=self.dedup)
        _commit_or_crash(m, debits, faults)
        _apply(m, credits_, credited, dedup=self.dedup)
        _commit_or_crash(m, credits_, faults)
        for transfer in range(scope.writers):
            at = m.number(f"at_{transfer}", CHECKED if self.funds_check else NEW)
            if not self.funds_check:
                _check_before(m, transfer, at, debited)
            _client(m, transfer, at, requests, faults)
        _demand(m, debited, credited)
        return m

    def repairs(self) -> Iterator[Repair]:
        """Yield what is missing, one by one and then together."""
        remember = "let each processor store the operation id in the transaction of its effect"
        check = "let the debit processor check the balance and send the credit only once it has debited"
        if not self.dedup:
            yield Repair(remember, replace(self, dedup=True))
        if not self.funds_check:
            yield Repair(check, replace(self, funds_check=True))
        if not self.dedup and not self.funds_check:
            yield Repair(f"{remember}; {check}", TransferLog(dedup=True, funds_check=True))


def transfer_log() -> Repair:
    """Return the repair of every other way to transfer."""
    says = "write each transfer as one message to a log; let each account apply it once, by its operation id"
    return Repair(says, TransferLog(dedup=True, funds_check=True))


@dataclass(frozen=True, slots=True)
class _Inbox:
    """A log of transfers (by number), its reader, and how much of the first message the reader has done."""

    name: str
    reader: str
    messages: Expr
    done: Expr

    @property
    def first(self) -> Expr:
        """The message that the reader is at."""
        return self.messages[0]

    def at(self, done: int) -> list[Expr]:
        """Return the guards of a step of the reader: there is a message, and so much of it is done."""
        return [length(self.messages) > 0, self.done.eq(done)]

    def receives(self, message: Expr) -> dict[str, Expr]:
        """Return the update that adds a message."""
        return {self.name: append(self.messages, message)}

    def does(self, parts: int = 1) -> dict[str, Expr]:
        """Return the update after which so many parts of the first message are done."""
        return {f"{self.name}_done": lift(parts)}

    @property
    def shown(self) -> dict[str, Shown]:
        """The first message as `{number}`."""
        return {"number": Shown(self.first + 1)}


@dataclass(frozen=True, slots=True)
class _Account:
    """An account, and how often each transfer was applied to it: what was applied is known by its id."""

    part: str  # debit or credit
    shard: str
    applied: Expr
    transfers: int

    @property
    def each(self) -> list[Expr]:
        """How often each transfer was applied."""
        return [self.applied[transfer] for transfer in range(self.transfers)]

    @property
    def total(self) -> Expr:
        """How often 1 was taken or given in all."""
        return sum(self.each, lift(0))

    def knows(self, transfer: Expr) -> Expr:
        """Return whether a transfer was applied before."""
        return self.applied[transfer] > 0

    def applies(self, transfer: Expr) -> dict[str, Expr]:
        """Return the update that applies a transfer once more."""
        return {self.part: put(self.applied, transfer, self.applied[transfer] + 1)}


def _inbox(m: Model, name: str, reader: str, capacity: int) -> _Inbox:
    return _Inbox(name, reader, m.queue(name, capacity), m.number(f"{name}_done"))


def _account(m: Model, part: str, shard: str, scope: Scope) -> _Account:
    return _Account(part, shard, m.array(part, [0] * scope.writers), scope.writers)


def _check_before(m: Model, transfer: int, at: Expr, account: _Account) -> None:
    """Let the client read the balance before it sends its request."""
    client, name = f"client {transfer + 1}", f"transfer {transfer + 1}"
    m.action(
        f"check_{transfer}", client, account.shard, f"reads the balance in {{shard a}}: enough for {name}",
        when=[at.eq(NEW), account.total < BALANCE], do={f"at_{transfer}": CHECKED},
    )  # fmt: skip
    m.action(
        f"give_up_{transfer}", client, account.shard,
        f"reads the balance in {{shard a}}: too little for {name}",
        when=[at.eq(NEW), account.total >= BALANCE], do={f"at_{transfer}": DONE},
    )  # fmt: skip


def _client(m: Model, transfer: int, at: Expr, requests: _Inbox, faults: Expr) -> None:
    client, name = f"client {transfer + 1}", f"transfer {transfer + 1}"
    sends = requests.receives(lift(transfer))
    m.action(
        f"send_{transfer}", client, "log", f"appends {name} to {{log}}",
        when=[at.eq(CHECKED)], do={**sends, f"at_{transfer}": SENT},
    )  # fmt: skip
    m.action(
        f"answer_{transfer}", "log", client, f"acknowledges {name}",
        when=[at.eq(SENT)], do={f"at_{transfer}": DONE}, hidden=True,
    )  # fmt: skip
    m.action(
        f"lose_answer_{transfer}", "log", client,
        f"acknowledges {name}, but the answer is lost; {{{client}}} appends it again",
        when=[at.eq(SENT), faults > 0], do={**sends, "faults": faults - 1},
        fault="lost_ack",
    )  # fmt: skip


def _split(m: Model, requests: _Inbox, debits: _Inbox, credits_: _Inbox) -> None:
    for part, (name, instructions) in enumerate((("debit", debits), ("credit", credits_))):
        m.action(
            f"send_{name}", requests.reader, instructions.reader, f"sends the {name} of transfer {{number}}",
            when=requests.at(part), do={**instructions.receives(requests.first), **requests.does(part + 1)},
            shown=requests.shown,
        )  # fmt: skip


def _debit_if_covered(m: Model, debits: _Inbox, account: _Account, credits_: _Inbox, *, dedup: bool) -> None:
    """Debit what the balance covers and send the credit with it. What was refused would be refused again."""
    covered = account.total < BALANCE
    m.action(
        "refuse", debits.reader, account.shard, "finds too little left in {shard a} for transfer {number}",
        when=[*debits.at(0), ~covered, ~account.knows(debits.first) if dedup else TRUE], do=debits.does(),
        shown=debits.shown,
    )  # fmt: skip
    _apply(m, debits, account, dedup=dedup, when=covered, sends=credits_.receives(debits.first))


def _apply(
    m: Model,
    inbox: _Inbox,
    account: _Account,
    *,
    dedup: bool,
    when: Expr = TRUE,
    sends: Mapping[str, Expr] = NO_MESSAGE,
) -> None:
    """Apply the first message to an account, unless it is known; what it sends commits with it."""
    part, shard = account.part, account.shard
    known = account.knows(inbox.first)
    says = f"commits the {part} of transfer {{number}} in {{{shard}}}"
    if dedup:
        says += ", with its operation id"
        m.action(
            f"skip_{part}", inbox.reader, shard,
            f"finds the operation id of the {part} of transfer {{number}} in {{{shard}}} and skips it",
            when=[*inbox.at(0), known], do=inbox.does(), shown=inbox.shown,
        )  # fmt: skip
    m.action(
        f"apply_{part}", inbox.reader, shard, says,
        when=[*inbox.at(0), when, ~known if dedup else TRUE],
        do={**account.applies(inbox.first), **sends, **inbox.does()}, shown=inbox.shown,
    )  # fmt: skip


def _commit_or_crash(m: Model, inbox: _Inbox, faults: Expr, parts: int = 1) -> None:
    m.action(
        f"{inbox.name}_commit", inbox.reader, "log", "commits its offset",
        when=inbox.at(parts), do={inbox.name: drop(inbox.messages, 1), **inbox.does(0)}, hidden=True,
    )  # fmt: skip
    m.action(
        f"{inbox.name}_crash", inbox.reader, inbox.reader,
        "crashes before it commits its offset; transfer {number} is delivered again",
        when=[inbox.done > 0, faults > 0], do={**inbox.does(0), "faults": faults - 1},
        fault="crash", shown=inbox.shown,
    )  # fmt: skip


def _demand(m: Model, debited: _Account, credited: _Account) -> None:
    """Add the invariants. Nobody pays in, so an account that is overdrawn stays so."""
    taken, given = Shown(debited.total), Shown(credited.total)
    m.always(
        "no_overdraft", debited.total <= BALANCE,
        f"the account in {{shard a}} held {BALANCE}, and {{taken}} was taken from it",
        taken=taken,
    )  # fmt: skip
    m.quiet(
        "conservation", debited.total.eq(credited.total),
        "{taken} was taken from the account in {shard a}, {given} was given to the account in {shard b}",
        taken=taken, given=given,
    )  # fmt: skip
    once_or_refused = [
        any_of(
            all_of(out.eq(1), into.eq(1)),
            all_of(out.eq(0), into.eq(0), debited.total >= BALANCE),
        )
        for out, into in zip(debited.each, credited.each, strict=True)
    ]
    wrong = first_where([~each for each in once_or_refused], range(debited.transfers))
    m.quiet(
        "each_transfer_once", all_of(*once_or_refused),
        "transfer {number} has {out} debit(s) and {into} credit(s)",
        number=Shown(wrong + 1), out=Shown(debited.applied[wrong]), into=Shown(credited.applied[wrong]),
    )  # fmt: skip
