"""Rows of the table about rows in sets: unique values, numbering, members, periods."""

from itertools import combinations

from tools.checker.coordination.confluence import Operation, Row
from tools.checker.coordination.merges import (
    Register,
    Removable,
    Rows,
    both,
    newest,
    removable,
    union,
)


def _set(value: int) -> Operation[Register]:
    return Operation(f"sets {{value}} to {value}", lambda register, place: register.set(place, value))


def _insert(value: str) -> Operation[Rows[str]]:
    return Operation(f"adds a row with {{value}} = {value}", lambda rows, place: rows | {(place, value)})


def _generate(rows: Rows[str], place: int) -> Rows[str]:
    own = sum(by == place for by, _ in rows)
    return rows | {(place, f"{place}-{own + 1}")}


def _number(rows: Rows[int], place: int) -> Rows[int]:
    return rows | {(place, 1 + max((number for _, number in rows), default=0))}


def _without_gap(rows: Rows[int]) -> bool:
    return sorted(number for _, number in rows) == list(range(1, len(rows) + 1))


def _distinct(rows: Rows[str]) -> bool:
    return len({value for _, value in rows}) == len(rows)


def _values(rows: Rows[str]) -> str:
    return f"rows with {{value}} = {both(sorted(value for _, value in rows))}" if rows else "no row"


def _numbers(rows: Rows[int]) -> str:
    return f"rows numbered {both(sorted(number for _, number in rows))}" if rows else "no row"


def _take(rows: Rows[int], place: int) -> Rows[int]:
    return rows | {(place, len(rows) + 1)}


def _replace(members: Removable, place: int) -> Removable:
    new = (place, len(members.added))
    return Removable(members.added | {new}, members.added)


def _add(member: str) -> Operation[Removable]:
    return Operation(f"adds {member}", lambda had, _: Removable(had.added | {member}, had.removed))


def _remove(member: str) -> Operation[Removable]:
    return Operation(f"removes {member}", lambda had, _: Removable(had.added, had.removed | {member}))


def _count(members: Removable) -> str:
    count = len(members.members)
    return f"{count} {'member' if count == 1 else 'members'}"


def _book(first: int, last: int) -> Operation[Rows[tuple[int, int]]]:
    says = f"books days {first} to {last}"
    return Operation(says, lambda booked, place: booked | {(place, (first, last))})


def _apart(booked: Rows[tuple[int, int]]) -> bool:
    periods = combinations((period for _, period in booked), 2)
    return all(one[1] < other[0] or other[1] < one[0] for one, other in periods)


def _periods(booked: Rows[tuple[int, int]]) -> str:
    if not booked:
        return "nothing booked in {table}"
    said = both(f"{first} to {last}" for first, last in sorted(period for _, period in booked))
    return f"days {said} booked in {{table}}"


VALUE_SET = Row(
    id="value-set",
    invariant="a value equals, differs from or is at least a constant",
    operation="set it to a whole value",
    start=Register(0, 0, 1),
    operations=(_set(0), _set(1), _set(-1)),
    merge=newest,
    holds=lambda register: register.value >= 0,
    shows=lambda register: f"{{value}} {register.value}",
    note="Each write is checked by itself, and the merge keeps one of them as it is. "
    "That holds for any number of writes; a merge that computes a new value is another row.",
)

UNIQUE_CHOSEN = Row(
    id="unique-chosen",
    invariant="a value is unique",
    operation="insert a value that somebody chose",
    start=frozenset(),
    operations=(_insert("A"), _insert("B")),
    merge=union,
    holds=_distinct,
    shows=_values,
)

UNIQUE_GENERATED = Row(
    id="unique-generated",
    invariant="a value is unique",
    operation="insert a value from the place's own range, or a random one",
    start=frozenset(),
    operations=(Operation("adds a row with the next {value} of its range", _generate),),
    merge=union,
    holds=_distinct,
    shows=_values,
    note="The ranges are given out beforehand. Random values (UUIDs) differ with high probability only.",
)

NUMBER_WITHOUT_GAP = Row(
    id="number-without-gap",
    invariant="numbers are consecutive, each once",
    operation="insert with the next number",
    start=frozenset(),
    operations=(Operation("adds a row with the next number", _number),),
    merge=union,
    holds=_without_gap,
    shows=_numbers,
)

SET_CONTAINS = Row(
    id="set-contains",
    invariant="a set contains x and does not contain z",
    operation="add or remove members",
    start=Removable(frozenset({"x"})),
    operations=(_add("y"), _remove("y"), _remove("x"), _add("z")),
    merge=removable,
    holds=lambda had: "x" in had.members and "z" not in had.members,
    shows=_count,
    note="About named members, one by one. `Contains x or y` is another invariant, and needs coordination.",
)

SIZE_EXACT = Row(
    id="size-exact",
    invariant="a set has an exact size",
    operation="replace a member",
    start=Removable(frozenset({"x"})),
    operations=(Operation("replaces the member", _replace),),
    merge=removable,
    holds=lambda members: len(members.members) == 1,
    shows=_count,
)

SIZE_LIMIT = Row(
    id="size-limit",
    invariant="a set has at most so many members (capacity)",
    operation="add a member",
    start=frozenset({(0, 1)}),
    operations=(Operation("takes one", _take),),
    merge=union,
    holds=lambda rows: len(rows) <= 2,
    shows=lambda rows: f"{len(rows)} of 2 taken in {{table}}",
    note="The bound starts one below the limit. Further below, more operations are needed to break it.",
)

PERIOD_BOOKED = Row(
    id="period-booked",
    invariant="periods do not overlap",
    operation="book a period",
    start=frozenset(),
    operations=(_book(1, 2), _book(2, 3), _book(5, 6)),
    merge=union,
    holds=_apart,
    shows=_periods,
    note="A case of uniqueness, with ranges for values. Not in the paper.",
)
