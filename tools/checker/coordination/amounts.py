"""Rows of the table about amounts: floors, ceilings, shares, sums."""

from collections.abc import Sequence

from tools.checker.coordination.confluence import Operation, Row
from tools.checker.coordination.merges import Register, both, counters, each_counter, each_newest

Amounts = tuple[int, ...]
Accounts = tuple[Register, ...]

TAKE: Operation[int] = Operation("takes 1 away", lambda value, _: value - 1)
ADD: Operation[int] = Operation("adds 1", lambda value, _: value + 1)


def _value(value: int) -> str:
    return f"{{value}} {value}"


def _take_own(shares: Amounts, place: int) -> Amounts:
    return tuple(share - (owner == place) for owner, share in enumerate(shares, start=1))


def _change(source: int, target: int, account: int) -> int:
    return (account == target) - (account == source)


def _move(source: int, target: int) -> Operation[Amounts]:
    def apply(amounts: Amounts, _: int) -> Amounts:
        return tuple(amount + _change(source, target, at) for at, amount in enumerate(amounts))

    return Operation(f"moves 1 from {'ABC'[source]} to {'ABC'[target]}", apply)


def _overwrite(source: int, target: int) -> Operation[Accounts]:
    def apply(accounts: Accounts, place: int) -> Accounts:
        return tuple(
            account.set(place, account.value + change) if (change := _change(source, target, at)) else account
            for at, account in enumerate(accounts)
        )

    names = f"{'ABC'[source]} and {'ABC'[target]}"
    return Operation(f"writes new amounts of {names}, 1 moved", apply)


def _amounts(amounts: Sequence[int]) -> str:
    return f"{{value}} {both(f'{amount} at {name}' for name, amount in zip('ABC', amounts, strict=False))}"


def _summed(accounts: Accounts) -> str:
    values = [account.value for account in accounts]
    return f"{_amounts(values)}, {sum(values)} in all"


FLOOR_INCREASE = Row(
    id="floor-increase",
    invariant="a number is not below a floor",
    operation="increase it",
    start=1,
    operations=(ADD,),
    merge=counters,
    holds=lambda value: value >= 0,
    shows=_value,
    note="Increases lead away from the floor, however many there are.",
)

FLOOR_DECREASE = Row(
    id="floor-decrease",
    invariant="a number is not below a floor",
    operation="decrease it (stock, balance)",
    start=1,
    operations=(TAKE, ADD),
    merge=counters,
    holds=lambda value: value >= 0,
    shows=_value,
    note="The bound starts close to the floor. Further above, more operations are needed to break it.",
)

CEILING_INCREASE = Row(
    id="ceiling-increase",
    invariant="a number is not above a ceiling",
    operation="increase it (quota)",
    start=1,
    operations=(ADD, TAKE),
    merge=counters,
    holds=lambda value: value <= 2,
    shows=_value,
    note="The bound starts close to the ceiling. Further below, more operations are needed to break it.",
)

CEILING_DECREASE = Row(
    id="ceiling-decrease",
    invariant="a number is not above a ceiling",
    operation="decrease it",
    start=1,
    operations=(TAKE,),
    merge=counters,
    holds=lambda value: value <= 2,
    shows=_value,
    note="Decreases lead away from the ceiling, however many there are.",
)

FLOOR_SHARES = Row(
    id="floor-shares",
    invariant="a number is not below a floor",
    operation="decrease the place's own share of it (escrow)",
    start=(2, 2),
    operations=(Operation("takes 1 of its own share", _take_own),),
    merge=each_counter,
    holds=lambda shares: min(shares) >= 0,
    shows=_amounts,
    note="Only the owner lowers a share. Moving stock from one share to another needs coordination again.",
)

SUM_MOVED = Row(
    id="sum-moved",
    invariant="a sum stays the same",
    operation="move an amount: both changes in one message",
    start=(1, 1),
    operations=(_move(0, 1), _move(1, 0)),
    merge=each_counter,
    holds=lambda amounts: sum(amounts) == 2,
    shows=_amounts,
    note="The amounts may go below zero. What is moved is a change, not a new balance, and counts once.",
)

SUM_OVERWRITTEN = Row(
    id="sum-overwritten",
    invariant="a sum stays the same",
    operation="move an amount: new balances replace the old ones",
    start=(Register(0, 0, 2),) * 3,
    operations=(_overwrite(0, 1), _overwrite(0, 2)),
    merge=each_newest,
    holds=lambda accounts: sum(account.value for account in accounts) == 6,
    shows=_summed,
    note="Three accounts are needed: between two of them the later transfer hides the earlier one whole.",
)

SUM_WITH_FLOOR = Row(
    id="sum-with-floor",
    invariant="a sum stays the same and no part is below zero",
    operation="move an amount: both changes in one message",
    start=(1, 1),
    operations=(_move(0, 1), _move(1, 0)),
    merge=each_counter,
    holds=lambda amounts: sum(amounts) == 2 and min(amounts) >= 0,
    shows=_amounts,
)
