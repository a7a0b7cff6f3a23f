"""Two-phase commit in two places (shards, stores), by a coordinator that can be lost."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from tools.checker.expression import Expr, all_of, any_of, either
from tools.checker.flows.first import first_where
from tools.checker.flows.flow import Flow, Repair
from tools.checker.flows.transfer_log import transfer_log
from tools.checker.model import Model, Scope, Shown

PREPARING, COMMITTING, ABORTING = range(3)
"""What the coordinator knows of an operation; the last two are decisions and stand in its log."""

NOT_ASKED, PREPARED, COMMITTED, ROLLED_BACK = range(4)
"""What a place knows of an operation; while it is prepared, its row is locked."""

KNOWN = ("was not asked", "is prepared and waits", "has committed", "has rolled back")

SHARDS = {"shard a": "debit", "shard b": "credit"}


@dataclass(frozen=True, slots=True)
class TwoPhaseCommit(Flow):
    """Every writer's operation is a transaction over the same two rows; one coordinator runs them all.

    `recovers`: the coordinator's log is durable and it comes back; what it had not decided, it rolls back.
    Until then rows stay locked, which the model does not count as wrong.
    """

    family: ClassVar[str] = "two-phase commit"
    assumes: ClassVar[tuple[str, ...]] = (
        "a place that has prepared keeps its promise and its lock until it is told the decision",
        "a place refuses to prepare a row that another operation has locked",
        "each place can do its part of every operation",
    )
    recovers: bool

    def model(self, scope: Scope) -> Model:
        """Return a coordinator and the operations in two places that it runs at once."""
        m = Model("two_phase_commit")
        up, faults = m.number("up", 1), m.number("faults", scope.faults)
        operations = [_operation(m, number) for number in range(1, scope.writers + 1)]
        for operation in operations:
            _prepare(m, up, operation, operations)
            _decide(m, up, operation)
            _finish(m, up, operation)
        _crash(m, up, faults, operations)
        if self.recovers:
            _restart(m, up, operations)
        _demand(m, operations)
        return m

    def repairs(self) -> Iterator[Repair]:
        """Yield a coordinator that comes back, then a log of transfers, which needs none."""
        if not self.recovers:
            says = "keep the coordinator's log on durable storage and restart the coordinator from it"
            yield Repair(says, replace(self, recovers=True))
        yield transfer_log()


@dataclass(frozen=True, slots=True)
class _Operation:
    """One transaction: the coordinator's phase, and what each shard knows of it."""

    number: int
    phase: Expr
    known: Mapping[str, Expr]

    @property
    def is_prepared(self) -> Expr:
        """Whether a shard has promised to commit and does not know the decision."""
        return any_of(*(known.eq(PREPARED) for known in self.known.values()))


def _operation(m: Model, number: int) -> _Operation:
    known = {shard: m.number(f"{part}_{number}") for shard, part in SHARDS.items()}
    return _Operation(number, m.number(f"phase_{number}"), known)


def _prepare(m: Model, up: Expr, operation: _Operation, operations: Sequence[_Operation]) -> None:
    number = operation.number
    others = [other for other in operations if other is not operation]
    for shard, part in SHARDS.items():
        unasked = [up.eq(1), operation.phase.eq(PREPARING), operation.known[shard].eq(NOT_ASKED)]
        m.action(
            f"prepare_{part}_{number}", "coordinator", shard,
            f"asks {{{shard}}} to prepare its part of operation {number}: yes, its row is locked",
            when=[*unasked, *(other.known[shard].ne(PREPARED) for other in others)],
            do={f"{part}_{number}": PREPARED},
        )  # fmt: skip
        if others:
            m.action(
                f"refuse_{part}_{number}", "coordinator", shard,
                f"asks {{{shard}}} to prepare its part of operation {number}: no, another has the lock",
                when=[*unasked, any_of(*(other.known[shard].eq(PREPARED) for other in others))],
                do={f"{part}_{number}": ROLLED_BACK},
            )  # fmt: skip


def _decide(m: Model, up: Expr, operation: _Operation) -> None:
    undecided = [up.eq(1), operation.phase.eq(PREPARING)]
    m.action(
        f"decide_{operation.number}", "coordinator", "coordinator",
        f"logs the decision to commit operation {operation.number}",
        when=[*undecided, *(known.eq(PREPARED) for known in operation.known.values())],
        do={f"phase_{operation.number}": COMMITTING},
    )  # fmt: skip
    m.action(
        f"abort_{operation.number}", "coordinator", "coordinator",
        f"logs the decision to roll back operation {operation.number}",
        when=[*undecided, any_of(*(known.eq(ROLLED_BACK) for known in operation.known.values()))],
        do={f"phase_{operation.number}": ABORTING},
    )  # fmt: skip


def _finish(m: Model, up: Expr, operation: _Operation) -> None:
    """Tell each prepared shard the decision."""
    number = operation.number
    for shard, part in SHARDS.items():
        for verb, phase, outcome in (
            ("commit", COMMITTING, COMMITTED),
            ("roll_back", ABORTING, ROLLED_BACK),
        ):
            m.action(
                f"{verb}_{part}_{number}", "coordinator", shard,
                f"lets {{{shard}}} {verb.replace('_', ' ')} its part of operation {number}",
                when=[up.eq(1), operation.phase.eq(phase), operation.known[shard].eq(PREPARED)],
                do={f"{part}_{number}": outcome},
            )  # fmt: skip


def _crash(m: Model, up: Expr, faults: Expr, operations: Sequence[_Operation]) -> None:
    """Lose the coordinator while a place waits for it."""
    m.action(
        "crash", "coordinator", "coordinator", "crashes",
        when=[up.eq(1), any_of(*(operation.is_prepared for operation in operations)), faults > 0],
        do={"up": 0, "faults": faults - 1},
        fault="crash",
    )  # fmt: skip


def _restart(m: Model, up: Expr, operations: Sequence[_Operation]) -> None:
    """Start from the log: an operation whose decision is not in it is rolled back (presumed abort)."""
    m.action(
        "restart", "coordinator", "coordinator",
        "restarts from its log and rolls back what it had not decided",
        when=[up.eq(0)],
        do={
            "up": 1,
            **{
                f"phase_{operation.number}": either(operation.phase.eq(PREPARING), ABORTING, operation.phase)
                for operation in operations
            },
        },
    )  # fmt: skip


def _demand(m: Model, operations: Sequence[_Operation]) -> None:
    in_doubt = [operation.is_prepared for operation in operations]
    m.quiet(
        "no_participant_in_doubt", all_of(*(~each for each in in_doubt)),
        "of operation {operation}, {shard a} {debit}, {shard b} {credit}; nobody tells them the decision, "
        "and rows stay locked",
        **_shown(operations, in_doubt),
    )  # fmt: skip
    split = [
        debit.eq(COMMITTED).ne(credit.eq(COMMITTED))
        for debit, credit in (operation.known.values() for operation in operations)
    ]
    m.quiet(
        "all_or_nothing", all_of(*(~each for each in split)),
        "of operation {operation}, {shard a} {debit} and {shard b} {credit}",
        **_shown(operations, split),
    )  # fmt: skip


def _shown(operations: Sequence[_Operation], where: Sequence[Expr]) -> dict[str, Shown]:
    """Return the first operation for which something is so, and what the shards know of it."""
    shown = {"operation": Shown(first_where(where, [operation.number for operation in operations]))}
    for shard, part in SHARDS.items():
        shown[part] = Shown(first_where(where, [operation.known[shard] for operation in operations]), KNOWN)
    return shown
