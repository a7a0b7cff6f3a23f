"""The laws that cite `sim`, against every delivery sequence of one key: up to three changes, two repeats."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, permutations

import pytest

from tests.knowledge.cases import base_facts
from tools.knowledge.laws import laws
from tools.logic.condition import Value
from tools.logic.decide import fires

Row = dict[str, int]


@dataclass(frozen=True)
class Change:
    """A change of the row: its version, the whole row after it (None: deleted), the columns that changed."""

    version: int
    row: tuple[tuple[str, int], ...] | None
    changed: tuple[tuple[str, int], ...] = ()


def history(*rows: Row | None, tie: bool = False) -> tuple[Change, ...]:
    """Number the rows; with `tie` they all carry one version, as changes of one transaction may."""
    changes: list[Change] = []
    before: Row = {}
    for number, row in enumerate(rows, 1):
        columns = {name: value for name, value in (row or {}).items() if before.get(name) != value}
        whole = None if row is None else tuple(row.items())
        changes.append(Change(1 if tie else number, whole, tuple(columns.items())))
        before = row or {}
    return tuple(changes)


UPDATES = (history({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 2, "b": 3}),)
DELETES = (history({"a": 1, "b": 1}, None), history({"a": 1, "b": 1}, None, {"a": 9, "b": 9}))
TIES = (history({"a": 1, "b": 1}, {"a": 2, "b": 1}, tie=True),)


@cache
def deliveries(order: str, length: int) -> tuple[tuple[int, ...], ...]:
    """Every sequence in which changes 0 to length-1 can arrive at least once under an order guarantee."""
    if order == "KEYR":
        return tuple(_restarts((0,), length))
    repeats = [again for count in (0, 1, 2) for again in combinations_with_replacement(range(length), count)]
    some = {arrived for again in repeats for arrived in permutations((*range(length), *again))}
    if order == "KEY":  # first deliveries in order, repeats at any later moment
        some = {arrived for arrived in some if list(dict.fromkeys(arrived)) == list(range(length))}
    return tuple(sorted(some))


def _restarts(arrived: tuple[int, ...], length: int) -> Iterator[tuple[int, ...]]:
    """A repeat restarts at an earlier change and runs to the end again."""
    if arrived[-1] == length - 1:
        yield arrived
    if len(arrived) < length + 3:
        for following in range(min(arrived[-1] + 2, length)):
            yield from _restarts((*arrived, following), length)


class Sink:
    """One row of a sink, which applies changes in the way that `p.effect`, `p.delete` and `p.dedup` name."""

    def __init__(self, effect: str, delete: str, remembers: bool) -> None:
        self.guarded, self.whole = effect.endswith("V"), effect.startswith("SET")
        self.delete, self.remembers = delete, remembers
        self.row: Row | None = None
        self.version = 0
        self.total, self.state, self.refused = 0, 0, 0
        self.seen: set[int] = set()

    def write(self, number: int, change: Change) -> None:
        forgets = change.row is None and self.delete == "DEL"
        if self.guarded and not forgets and change.version <= self.version:
            return
        self.version = 0 if forgets else change.version
        if change.row is None:
            self.row = None
        else:
            self.row = dict(change.row) if self.whole else {**(self.row or {}), **dict(change.changed)}

    def add(self, number: int, change: Change) -> None:
        if self.remembers and number in self.seen:
            return
        self.seen.add(number)
        self.total += 1

    def step(self, number: int, change: Change) -> None:
        if number == self.state:
            self.state += 1
        else:
            self.refused += 1


def row_is_wrong(sink: Sink, changes: tuple[Change, ...]) -> bool:
    wanted = changes[-1].row
    return sink.row != (None if wanted is None else dict(wanted))


def breaks(
    histories: tuple[tuple[Change, ...], ...],
    order: str,
    new_sink: Callable[[], Sink],
    apply: Callable[[Sink, int, Change], None],
    wrong: Callable[[Sink, tuple[Change, ...]], bool],
) -> bool:
    """Say whether some sequence ends in a wrong sink."""
    for changes in histories:
        for arrived in deliveries(order, len(changes)):
            sink = new_sink()
            for number in arrived:
                apply(sink, number, changes[number])
            if wrong(sink, changes):
                return True
    return False


def said(**path: Value) -> set[str]:
    values = {**base_facts(), "p.delivery": "ALO", **{f"p.{name}": value for name, value in path.items()}}
    return {one.rule.id for one in fires(laws(), values) if "sim" in one.rule.sources}


PROMISES = {"G1", "G2"}


@pytest.mark.parametrize("order", ["NONE", "KEY", "KEYR"])
@pytest.mark.parametrize("delete", ["NOD", "DEL", "DELV"])
@pytest.mark.parametrize("effect", ["SETV", "SET", "PATCHV", "PATCH"])
def test_a_law_speaks_against_writing_a_row_exactly_when_some_sequence_corrupts_it(
    effect: str, delete: str, order: str
) -> None:
    histories = UPDATES if delete == "NOD" else UPDATES + DELETES
    corrupts = breaks(histories, order, lambda: Sink(effect, delete, False), Sink.write, row_is_wrong)
    laws_said = said(effect=effect, delete=delete, order=order)
    assert bool(laws_said - PROMISES) == corrupts
    assert not (laws_said & PROMISES and corrupts)


@pytest.mark.parametrize("order", ["NONE", "KEY", "KEYR"])
@pytest.mark.parametrize("remembers", [False, True])
def test_a_law_speaks_against_adding_exactly_when_a_repeat_counts_twice(order: str, remembers: bool) -> None:
    doubled = breaks(
        UPDATES,
        order,
        lambda: Sink("INC", "NOD", remembers),
        Sink.add,
        lambda sink, changes: sink.total != len(changes),
    )
    dedup = "DUR" if remembers else "NOD"
    assert bool(said(effect="INC", order=order, dedup=dedup, dedup_at_effect=remembers)) == doubled


@pytest.mark.parametrize("order", ["NONE", "KEY", "KEYR"])
def test_a_state_machine_without_a_version_check_meets_transitions_that_do_not_apply(order: str) -> None:
    refused = breaks(
        UPDATES, order, lambda: Sink("FSM", "NOD", False), Sink.step, lambda sink, changes: sink.refused > 0
    )
    assert refused
    assert said(effect="FSM", order=order, expected_version_check=False) == {"G8"}


@pytest.mark.parametrize("effect", ["SETV", "PATCHV"])
def test_two_changes_with_one_version_lose_the_second_even_in_order(effect: str) -> None:
    assert breaks(TIES, "KEYR", lambda: Sink(effect, "NOD", False), Sink.write, row_is_wrong)
    assert said(effect=effect, delete="NOD", order="KEYR", version_ties=True) == {"G22"}


def test_every_law_that_cites_the_enumeration_is_enumerated_here() -> None:
    cited = {law.id for law in laws().rules if "sim" in law.sources}
    assert cited == {"G1", "G2", "G3", "G4", "G5", "G8", "G21", "G22"}
