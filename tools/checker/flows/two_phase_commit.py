"""Two-phase commit of a transfer between two shards, by a coordinator that can be lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, all_of, any_of, either
from tools.checker.flows.first import first_where
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.transfer_log import transfer_log
from tools.checker.model import Model, Scope, Shown

PREPARING, COMMITTING, ABORTING = range(3)
"""What the coordinator knows of a transfer; the last two are decisions and stand in its log."""

NOT_ASKED, PREPARED, COMMITTED, ROLLED_BACK = range(4)
"""What a shard knows of a transfer; while it is prepared, the account's row is locked."""

KNOWN = ("was not asked", "is prepared and waits", "has committed", "has rolled back")

SHARDS = {"shard a": "debit", "shard b": "credit"}


@dataclass(frozen=True, slots=True)
class TwoPhaseCommit(Flow):
    """Every writer's transfer is a transaction over the same two accounts; one coordinator runs them all.

    `recovers`: the coordinator's log is durable and it comes back; what it had not decided, it rolls back.
    `stays_available` is no switch of a design but a stricter question: is a row ever locked while the
    coordinator is down?
    """

    family: ClassVar[str] = "two-phase commit"
    assumes: ClassVar[tuple[str, ...]] = (
        "a shard that has prepared keeps its promise and its lock until it is told the decision",
        "a shard refuses to prepare a row that another transfer has locked",
        "the paying account holds enough for every transfer",
    )
    recovers: bool
    stays_available: bool = False

    def model(self, scope: Scope) -> Model:
        """Return a coordinator and the transfers between two shards that it runs at once."""
        m = Model("two_phase_commit")
        up, faults = m.number("up", 1), m.number("faults", scope.faults)
        transfers = [_transfer(m, number) for number in range(1, scope.writers + 1)]
        for transfer in transfers:
            _prepare(m, up, transfer, transfers)
            _decide(m, up, transfer)
            _finish(m, up, transfer)
        _crash(m, up, faults, transfers, self.stays_available)
        if self.recovers:
            _restart(m, up, transfers)
        _demand(m, transfers)
        return m

    def repairs(self) -> Iterator[Repair]:
        """Yield a coordinator that comes back, then a log of transfers, which needs none."""
        if not self.recovers:
            says = "keep the coordinator's log on durable storage and restart the coordinator from it"
            yield Repair(says, replace(self, recovers=True))
        yield transfer_log()


@dataclass(frozen=True, slots=True)
class _Transfer:
    """One transaction: the coordinator's phase, and what each shard knows of it."""

    number: int
    phase: Expr
    known: Mapping[str, Expr]

    @property
    def is_prepared(self) -> Expr:
        """Whether a shard has promised to commit and does not know the decision."""
        return any_of(*(known.eq(PREPARED) for known in self.known.values()))


def _transfer(m: Model, number: int) -> _Transfer:
    known = {shard: m.number(f"{part}_{number}") for shard, part in SHARDS.items()}
    return _Transfer(number, m.number(f"phase_{number}"), known)


def _prepare(m: Model, up: Expr, transfer: _Transfer, transfers: Sequence[_Transfer]) -> None:
    number = transfer.number
    others = [other for other in transfers if other is not transfer]
    for shard, part in SHARDS.items():
        unasked = [up.eq(1), transfer.phase.eq(PREPARING), transfer.known[shard].eq(NOT_ASKED)]
        m.action(
            f"prepare_{part}_{number}", "coordinator", shard,
            f"asks {{{shard}}} to prepare the {part} of transfer {number}: yes, its row is locked",
            when=[*unasked, *(other.known[shard].ne(PREPARED) for other in others)],
            do={f"{part}_{number}": PREPARED},
        )  # fmt: skip
        if others:
            m.action(
                f"refuse_{part}_{number}", "coordinator", shard,
                f"asks {{{shard}}} to prepare the {part} of transfer {number}: no, another has the lock",
                when=[*unasked, any_of(*(other.known[shard].eq(PREPARED) for other in others))],
                do={f"{part}_{number}": ROLLED_BACK},
            )  # fmt: skip


def _decide(m: Model, up: Expr, transfer: _Transfer) -> None:
    undecided = [up.eq(1), transfer.phase.eq(PREPARING)]
    m.action(
        f"decide_{transfer.number}", "coordinator", "coordinator",
        f"logs the decision to commit transfer {transfer.number}",
        when=[*undecided, *(known.eq(PREPARED) for known in transfer.known.values())],
        do={f"phase_{transfer.number}": COMMITTING},
    )  # fmt: skip
    m.action(
        f"abort_{transfer.number}", "coordinator", "coordinator",
        f"logs the decision to roll back transfer {transfer.number}",
        when=[*undecided, any_of(*(known.eq(ROLLED_BACK) for known in transfer.known.values()))],
        do={f"phase_{transfer.number}": ABORTING},
    )  # fmt: skip


def _finish(m: Model, up: Expr, transfer: _Transfer) -> None:
    """Tell each prepared shard the decision."""
    number = transfer.number
    for shard, part in SHARDS.items():
        for verb, phase, outcome in (
            ("commit", COMMITTING, COMMITTED),
            ("roll_back", ABORTING, ROLLED_BACK),
        ):
            m.action(
                f"{verb}_{part}_{number}", "coordinator", shard,
                f"lets {{{shard}}} {verb.replace('_', ' ')} the {part} of transfer {number}",
                when=[up.eq(1), transfer.phase.eq(phase), transfer.known[shard].eq(PREPARED)],
                do={f"{part}_{number}": outcome},
            )  # fmt: skip


def _crash(m: Model, up: Expr, faults: Expr, transfers: Sequence[_Transfer], stays_available: bool) -> None:
    """Lose the coordinator while a shard waits for it; a row is locked then, whether it comes back or not."""
    locked = {}
    if stays_available:
        m.always(
            "no_lock_without_coordinator", m.number("locked_while_down").eq(0),
            "a row stays locked for as long as {coordinator} is down",
        )  # fmt: skip
        locked = {"locked_while_down": 1}
    m.action(
        "crash", "coordinator", "coordinator", "crashes",
        when=[up.eq(1), any_of(*(transfer.is_prepared for transfer in transfers)), faults > 0],
        do={"up": 0, "faults": faults - 1, **locked},
        fault="crash",
    )  # fmt: skip


def _restart(m: Model, up: Expr, transfers: Sequence[_Transfer]) -> None:
    """Start from the log: a transfer whose decision is not in it is rolled back (presumed abort)."""
    m.action(
        "restart", "coordinator", "coordinator",
        "restarts from its log and rolls back what it had not decided",
        when=[up.eq(0)],
        do={
            "up": 1,
            **{
                f"phase_{transfer.number}": either(transfer.phase.eq(PREPARING), ABORTING, transfer.phase)
                for transfer in transfers
            },
        },
    )  # fmt: skip


def _demand(m: Model, transfers: Sequence[_Transfer]) -> None:
    in_doubt = [transfer.is_prepared for transfer in transfers]
    m.quiet(
        "no_participant_in_doubt", all_of(*(~each for each in in_doubt)),
        "of transfer {transfer}, {shard a} {debit}, {shard b} {credit}; nobody tells them the decision, and "
        "rows stay locked",
        **_shown(transfers, in_doubt),
    )  # fmt: skip
    split = [
        debit.eq(COMMITTED).ne(credit.eq(COMMITTED))
        for debit, credit in (transfer.known.values() for transfer in transfers)
    ]
    m.quiet(
        "conservation", all_of(*(~each for each in split)),
        "of transfer {transfer}, {shard a} {debit} and {shard b} {credit}",
        **_shown(transfers, split),
    )  # fmt: skip


def _shown(transfers: Sequence[_Transfer], where: Sequence[Expr]) -> dict[str, Shown]:
    """Return the first transfer for which something is so, and what the shards know of it."""
    shown = {"transfer": Shown(first_where(where, [transfer.number for transfer in transfers]))}
    for shard, part in SHARDS.items():
        shown[part] = Shown(first_where(where, [transfer.known[shard] for transfer in transfers]), KNOWN)
    return shown
