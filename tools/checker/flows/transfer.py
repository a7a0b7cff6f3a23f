"""An action in two commits: one takes an amount in one place, a second gives it in another."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, lift
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.transfer_log import BALANCE, transfer_log
from tools.checker.model import Model, Scope, Shown

NEW, ASKED, CHECKED, DEBITED, CRASHED, DONE = range(6)
"""How far the service has come with a transfer."""


@dataclass(frozen=True, slots=True)
class Transfer(Flow):
    """Every writer is a client that asks for one operation that takes 1 from the same account, which holds 1.

    `retried`: a client that gets no answer asks again. `funds_check`: the debit is one conditional statement
    that takes 1 only where 1 is left; without it the service reads the balance and debits in a second step.
    """

    family: ClassVar[str] = "two commits"
    assumes: ClassVar[tuple[str, ...]] = (
        "an amount is taken in one place and given in the other, and no transaction spans the two",
        "where it is taken there is enough for one operation, and nobody brings more",
        "a service that crashed remembers nothing of the request it was working on",
    )
    retried: bool
    funds_check: bool

    def model(self, scope: Scope) -> Model:
        """Return clients, and a service that debits one shard and then credits the other."""
        m = Model("transfer")
        debited, credited = m.number("debited"), m.number("credited")
        faults = m.number("faults", scope.faults)
        for transfer in range(1, scope.writers + 1):
            at = m.number(f"at_{transfer}")
            _client(m, transfer, at, self.retried)
            _check(m, transfer, at, debited, self.funds_check)
            _debit(m, transfer, at, debited, self.funds_check)
            _credit(m, transfer, at, credited)
            _crash(m, transfer, at, faults)
        _demand(m, debited, credited)
        return m

    def repairs(self) -> Iterator[Repair]:
        """Yield the conditional debit, then a log of transfers; a retry alone never mends a lost credit."""
        if not self.funds_check:
            says = "debit with one statement that takes the amount only where it is left"
            yield Repair(says, replace(self, funds_check=True))
        yield transfer_log()


def _client(m: Model, transfer: int, at: Expr, retried: bool) -> None:
    client, asked = f"client {transfer}", {f"at_{transfer}": ASKED}
    m.action(
        f"ask_{transfer}", client, "service", f"asks {{service}} for operation {transfer}",
        when=[at.eq(NEW)], do=asked,
    )  # fmt: skip
    if retried:
        m.action(
            f"ask_again_{transfer}", client, "service",
            f"times out and asks {{service}} for operation {transfer} again",
            when=[at.eq(CRASHED)], do=asked,
        )  # fmt: skip


def _check(m: Model, transfer: int, at: Expr, debited: Expr, funds_check: bool) -> None:
    """Refuse what the balance does not cover; without a conditional debit, read the balance beforehand."""
    m.action(
        f"refuse_{transfer}", "service", "shard a",
        f"finds too little left in {{shard a}} for operation {transfer}",
        when=[at.eq(ASKED), debited >= BALANCE], do={f"at_{transfer}": DONE},
    )  # fmt: skip
    if not funds_check:
        m.action(
            f"check_{transfer}", "service", "shard a",
            f"reads what is left in {{shard a}}: {{left}}, enough for operation {transfer}",
            when=[at.eq(ASKED), debited < BALANCE], do={f"at_{transfer}": CHECKED},
            shown={"left": Shown(lift(BALANCE) - debited)},
        )  # fmt: skip


def _debit(m: Model, transfer: int, at: Expr, debited: Expr, funds_check: bool) -> None:
    m.action(
        f"debit_{transfer}", "service", "shard a",
        f"takes 1 in {{shard a}} for operation {transfer} and commits",
        when=[at.eq(ASKED), debited < BALANCE] if funds_check else [at.eq(CHECKED)],
        do={"debited": debited + 1, f"at_{transfer}": DEBITED},
    )  # fmt: skip


def _credit(m: Model, transfer: int, at: Expr, credited: Expr) -> None:
    m.action(
        f"credit_{transfer}", "service", "shard b",
        f"gives 1 in {{shard b}} for operation {transfer} and commits",
        when=[at.eq(DEBITED)], do={"credited": credited + 1, f"at_{transfer}": DONE},
    )  # fmt: skip


def _crash(m: Model, transfer: int, at: Expr, faults: Expr) -> None:
    m.action(
        f"crash_{transfer}", "service", "service",
        f"crashes before it gives 1 in {{shard b}} for operation {transfer}",
        when=[at.eq(DEBITED), faults > 0], do={f"at_{transfer}": CRASHED, "faults": faults - 1},
        fault="crash",
    )  # fmt: skip


def _demand(m: Model, debited: Expr, credited: Expr) -> None:
    """Add the invariants. Nobody pays in, so an account that is overdrawn stays so."""
    taken, given, left = Shown(debited), Shown(credited), Shown(lift(BALANCE) - debited)
    m.always(
        "no_overdraft", debited <= BALANCE,
        f"{{shard a}} held {BALANCE}, and {{taken}} was taken from it: it is at {{left}}",
        taken=taken, left=left,
    )  # fmt: skip
    m.quiet(
        "conservation", debited.eq(credited),
        "{taken} was taken in {shard a}, {given} was given in {shard b}",
        taken=taken, given=given,
    )  # fmt: skip
