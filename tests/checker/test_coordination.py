"""The table of invariants and operations, and how the invariants of the facts are read as its rows."""

from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from tools.checker.coordination import ROWS, Row, confluent, coordination, told
from tools.checker.coordination.amounts import (
    CEILING_DECREASE,
    CEILING_INCREASE,
    FLOOR_DECREASE,
    FLOOR_INCREASE,
    FLOOR_SHARES,
    SUM_MOVED,
    SUM_WITH_FLOOR,
)
from tools.checker.coordination.confluence import DEPTH, PLACES, Operation, reached
from tools.checker.coordination.effects import FORWARD_ONLY, ONCE_COUNTED, ONCE_KEYED, Progress
from tools.checker.coordination.merges import Register, Removable
from tools.checker.coordination.references import (
    INDEX_UPDATE,
    REFERENCE_CASCADE,
    REFERENCE_DELETE,
    REFERENCE_INSERT,
    VIEW_UPDATE,
    Indexed,
    Tables,
    Viewed,
)
from tools.checker.coordination.sets import SET_CONTAINS, UNIQUE_GENERATED, VALUE_SET
from tools.domain.facts import Facts
from tools.domain.verdict import Coordination

NEEDED = {
    "unique-chosen": 23,
    "number-without-gap": 23,
    "period-booked": 40,
    "reference-delete": 13,
    "floor-decrease": 20,
    "ceiling-increase": 20,
    "size-exact": 23,
    "size-limit": 6,
    "sum-overwritten": 80,
    "sum-with-floor": 12,
    "once-counted": 14,
    "either-or": 9,
}
"""Rows that need coordination, and the merges tried up to the witness."""

NOT_NEEDED = {
    "value-set": 225,
    "unique-generated": 54,
    "reference-insert": 17,
    "reference-cascade": 26,
    "index-update": 225,
    "view-update": 63,
    "floor-increase": 27,
    "floor-shares": 31,
    "ceiling-decrease": 27,
    "set-contains": 25,
    "sum-moved": 125,
    "once-keyed": 25,
    "forward-only": 104,
}
"""Rows that need none, and all the merges there are within the bound."""

each_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)


def apart(row: Row[Any]) -> list[tuple[Any, Any, Any]]:
    """Return every ancestor with what two places make of it."""
    return [
        (ancestor, left, right)
        for ancestor in reached(row, row.start, PLACES, DEPTH)
        for left, right in product(*(reached(row, ancestor, (place,), DEPTH) for place in PLACES))
    ]


@each_row
def test_the_verdict_and_the_merges_tried_are_the_pinned_ones(row: Row[Any]) -> None:
    found = confluent(row)
    assert found.merges == (NEEDED if found.needs_coordination else NOT_NEEDED)[row.id]


def test_every_row_is_pinned_once() -> None:
    assert sorted(row.id for row in ROWS) == sorted([*NEEDED, *NOT_NEEDED])


@each_row
def test_a_smaller_or_a_larger_bound_does_not_change_the_verdict(row: Row[Any]) -> None:
    assert {confluent(row, depth).needs_coordination for depth in (1, 2, 3)} == {row.id in NEEDED}


@each_row
def test_it_does_not_matter_which_place_is_called_the_first(row: Row[Any]) -> None:
    assert all(
        row.merge(before, one, other) == row.merge(before, other, one) for before, one, other in apart(row)
    )


@each_row
def test_a_place_that_did_nothing_changes_nothing_at_the_merge(row: Row[Any]) -> None:
    assert all(row.merge(before, one, before) == one for before, one, _ in apart(row))


@each_row
def test_every_operation_changes_some_state(row: Row[Any]) -> None:
    states = reached(row, row.start, PLACES, DEPTH)
    for operation in row.operations:
        assert any(operation.apply(state, 1) not in (None, state) for state in states), operation.does


@each_row
def test_a_witness_keeps_the_invariant_in_both_places_and_breaks_it_merged(row: Row[Any]) -> None:
    witness = confluent(row).witness
    if witness is None:
        return
    does = {operation.does: operation for operation in row.operations}
    ends = []
    for place, done in zip(PLACES, (witness.left, witness.right), strict=True):
        state = witness.ancestor
        for step in done:
            state = does[step].apply(state, place)
            assert row.holds(state)
        ends.append(state)
    assert row.merge(witness.ancestor, *ends) == witness.merged
    assert not row.holds(witness.merged)


def subtracting(_: Register, left: Register, right: Register) -> Register:
    return Register(0, 0, left.value - right.value)


def same_range(rows: Any, place: int) -> Any:
    return rows | {(place, str(len(rows)))}


def parents_of_both(_: Tables, left: Tables, right: Tables) -> Tables:
    return Tables(left.parents & right.parents, frozenset(), left.children | right.children)


def stale_entries_stay(_: Indexed, left: Indexed, right: Indexed) -> Indexed:
    return Indexed(max(left.row, right.row), left.entries | right.entries)


def highest_total(_: Viewed, left: Viewed, right: Viewed) -> Viewed:
    return Viewed(left.lines | right.lines, max(left.total, right.total))


def take_first_share(shares: tuple[int, ...], _: int) -> tuple[int, ...]:
    return (shares[0] - 1, *shares[1:])


def x_or_y(had: Removable) -> bool:
    return bool({"x", "y"} & had.members)


def least_status(_: Progress, left: Progress, right: Progress) -> Progress:
    return Progress(min(left.status, right.status), max(left.said, right.said))


MUTANTS: dict[str, Row[Any]] = {
    "a merge that computes a value": replace(VALUE_SET, merge=subtracting),
    "one range for both places": replace(UNIQUE_GENERATED, operations=(Operation("adds", same_range),)),
    "a merge that forgets a parent": replace(REFERENCE_INSERT, merge=parents_of_both),
    "a cascade that is not repeated at the merge": replace(REFERENCE_CASCADE, merge=REFERENCE_DELETE.merge),
    "an index without the row's version": replace(INDEX_UPDATE, merge=stale_entries_stay),
    "a total that is overwritten": replace(VIEW_UPDATE, merge=highest_total),
    "a decrease beside the increase": replace(FLOOR_INCREASE, operations=FLOOR_DECREASE.operations),
    "a share that both may lower": replace(FLOOR_SHARES, operations=(Operation("takes", take_first_share),)),
    "an increase beside the decrease": replace(CEILING_DECREASE, operations=CEILING_INCREASE.operations),
    "one of two members must stay": replace(SET_CONTAINS, start=Removable(frozenset("xy")), holds=x_or_y),
    "a floor under the accounts": replace(SUM_MOVED, holds=SUM_WITH_FLOOR.holds),
    "a counter for the recorded ids": replace(ONCE_KEYED, merge=ONCE_COUNTED.merge),
    "the furthest does not win": replace(FORWARD_ONLY, merge=least_status),
}


@pytest.mark.parametrize("mutant", MUTANTS.values(), ids=MUTANTS)
def test_what_makes_a_row_free_of_coordination_taken_away_needs_it(mutant: Row[Any]) -> None:
    assert confluent(mutant).needs_coordination


def test_every_row_free_of_coordination_has_a_mutant() -> None:
    assert {mutant.id for mutant in MUTANTS.values()} == {*NOT_NEEDED}


def test_a_witness_is_one_sentence_in_the_users_names() -> None:
    witness = confluent(FLOOR_DECREASE).witness
    assert witness is not None
    assert told(FLOOR_DECREASE, witness, {"value": "`on_hand`"}) == (
        "Both start with `on_hand` 1; each takes 1 away; merged: `on_hand` -1."
    )


def judged(kind: str, *entities: str, product: dict[str, Any] | None = None, **said: Any) -> Coordination:
    """Return what is said of one invariant of a shop with products, lines and moves that are only added."""
    facts = {
        "schema_version": 1,
        "stores": [{"id": "shop", "technology": "postgresql"}],
        "writers": [{"id": "api", "writes": [{"store": "shop", "entity": "product"}]}],
        "entities": [
            {"id": "product", **(product or {})},
            {"id": "line"},
            {"id": "move", "append_only": True},
        ],
        "operations": [{"id": "order", "entities": ["line"]}],
        "invariants": [{"id": "rule", "kind": kind, "entities": entities, **said}],
    }
    return coordination(Facts.model_validate(facts))[0]


@pytest.mark.parametrize("kind", ["unique", "no_overlap", "capacity", "non_negative", "sum", "referential"])
def test_what_can_be_undone_may_be_compensated_and_all_else_needs_one_place(kind: str) -> None:
    assert judged(kind, "product").check == "one_place"
    assert judged(kind, "product", recoverable=False).check == "one_place"
    assert judged(kind, "product", recoverable=True).check == "compensable"


@pytest.mark.parametrize("deletes", ["never", "soft"])
def test_a_reference_to_what_is_never_taken_away_can_be_checked_anywhere(deletes: str) -> None:
    found = judged("referential", "line", "product", product={"deletes": deletes})
    assert (found.check, found.row, found.assumed) == ("anywhere", "reference-insert", "")


def test_a_reference_to_what_is_deleted_needs_one_place() -> None:
    found = judged("referential", "line", "product", product={"deletes": "hard"})
    assert (found.check, found.row, found.assumed) == ("one_place", "reference-delete", "")
    assert (
        "one adds a row to `line` that refers to `product` 1, the other deletes `product` 1" in found.because
    )


def test_a_key_that_can_change_is_a_delete_to_what_refers_to_it() -> None:
    found = judged("referential", "line", "product", product={"deletes": "never", "key_can_change": True})
    assert found.row == "reference-delete"


def test_deletes_that_nobody_spoke_of_are_taken_to_happen_and_it_says_so() -> None:
    found = judged("referential", "line", "product")
    assert found.row == "reference-delete"
    assert found.assumed.startswith("`product` is taken to be deleted")


def test_an_amount_in_a_row_that_never_changes_can_be_checked_anywhere() -> None:
    found = judged("non_negative", "move", attributes=["amount"])
    assert (found.check, found.row) == ("anywhere", "value-set")
    assert found.because == "Two places, up to 2 operations each: none of 225 merges breaks it."


def test_an_amount_that_can_change_is_taken_to_be_decreased() -> None:
    found = judged("non_negative", "product", attributes=["on_hand"])
    assert found.because == "Both start with `on_hand` 1; each takes 1 away; merged: `on_hand` -1."
    assert found.assumed.startswith("Taken to be decreased")


def test_a_sum_over_amounts_with_a_floor_is_broken_by_the_floor() -> None:
    accounts = {
        "schema_version": 1,
        "entities": [{"id": "account"}, {"id": "move", "append_only": True}],
        "invariants": [
            {"id": "zero", "kind": "sum", "entities": ["account", "move"], "attributes": ["amount"]},
            {"id": "moved", "kind": "non_negative", "entities": ["move"], "attributes": ["amount"]},
            {"id": "floor", "kind": "non_negative", "entities": ["account"], "attributes": ["balance"]},
        ],
    }
    found = coordination(Facts.model_validate(accounts))[0]
    assert found.row == "sum-with-floor"
    assert found.because.startswith("Both start with `balance` 1 at A")
    unbound = {**accounts, "invariants": accounts["invariants"][:2]}  # type: ignore[index]
    assert coordination(Facts.model_validate(unbound))[0].row == "sum-overwritten"


def test_several_attributes_are_unique_together() -> None:
    found = judged("unique", "product", attributes=["shop", "sku"])
    assert "each adds a row with (`shop`, `sku`) = A" in found.because


def test_who_changes_it_are_its_writers_and_the_operations_that_touch_it() -> None:
    assert judged("referential", "line", "product").changed_by == ("api", "order")


def test_an_invariant_of_no_entity_is_not_judged() -> None:
    facts = {"schema_version": 1, "invariants": [{"id": "rule", "kind": "unique"}]}
    assert coordination(Facts.model_validate(facts)) == ()
