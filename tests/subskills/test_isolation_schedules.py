"""What the search of the interleavings finds, held against what others measured and against brute force."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.subskills.transactions import (
    BOOK,
    CHECK,
    CHECKED_DEBIT,
    COUNT_TWICE,
    DEBIT,
    DOUBLE_DEBIT,
    ENROL,
    GO_OFF_CALL,
    LOCK_ONLY,
    LOCKED_ENROL,
    LOOK_TWICE,
    MATERIALISED,
    MOVE,
    REPORT,
    TAKE_NUMBER,
    VERSIONED_DEBIT,
    a_transaction,
    after,
    drawn,
    read,
    update,
)
from tools.domain.facts import Transaction
from tools.knowledge.isolation import Level, engines
from tools.subskills.isolation.program import programs
from tools.subskills.isolation.schedules import outcome, replay, search, serial
from tools.subskills.isolation.wording import shown

LEVELS = [
    pytest.param(level, id=f"{engine.id}-{level.id}")
    for engine in engines().values()
    for level in engine.levels
]
SERIALIZABLE = [
    pytest.param(engine.levels[-1], id=engine.id)
    for engine in engines().values()
    if engine.levels[-1].certifies
]


def level(engine: str, name: str) -> Level:
    found = engines()[engine].level(name)
    assert found is not None
    return found


def found(one: Transaction, other: Transaction, at: Level) -> set[str]:
    return {witness.anomaly for witness in search((one, other), at).witnesses}


READ_COMMITTED = level("postgresql", "read_committed")
SNAPSHOT = level("postgresql", "repeatable_read")

# Seeds: a double debit of one account was called write skew.


def test_two_debits_of_one_account_are_a_lost_update_and_no_write_skew() -> None:
    assert found(DOUBLE_DEBIT, DOUBLE_DEBIT, READ_COMMITTED) == {"lost update"}


def test_repeatable_read_on_postgresql_aborts_the_second_debit() -> None:
    assert found(DOUBLE_DEBIT, DOUBLE_DEBIT, SNAPSHOT) == set()


@pytest.mark.parametrize("at", LEVELS)
def test_a_conditional_update_is_enough_for_a_debit_at_every_level(at: Level) -> None:
    debit = a_transaction("pay", after(DEBIT, needs=None, in_place=True, conditional=True))
    assert found(debit, debit, at) == set()


def test_two_doctors_who_leave_are_write_skew_which_repeatable_read_lets_pass() -> None:
    assert found(GO_OFF_CALL, GO_OFF_CALL, SNAPSHOT) == {"write skew"}


# What Hermitage measured by hand on the products themselves (source `hermitage`).

ONE_OF_TWO = a_transaction(
    "swap", read("account", "other", id="look"), update("account", "own", needs="look", at_least=1)
)
HERMITAGE = {
    "P4": (TAKE_NUMBER, TAKE_NUMBER),
    "G-single": (REPORT, MOVE),
    "G2-item": (ONE_OF_TWO, ONE_OF_TWO),
    "G2": (BOOK, BOOK),
}
POSSIBLE = {
    ("postgresql", "read_committed"): {"P4", "G-single", "G2-item", "G2"},
    ("postgresql", "repeatable_read"): {"G2-item", "G2"},
    ("postgresql", "serializable"): set(),
    ("mysql", "read_uncommitted"): {"P4", "G-single", "G2-item", "G2"},
    ("mysql", "read_committed"): {"P4", "G-single", "G2-item", "G2"},
    ("mysql", "repeatable_read"): {"P4", "G2-item", "G2"},  # G-single: prevented for who only reads
    ("mysql", "serializable"): set(),
    ("oracle", "read_committed"): {"P4", "G-single", "G2-item", "G2"},
    ("oracle", "serializable"): {"G2-item", "G2"},
    ("sqlserver", "read_uncommitted"): {"P4", "G-single", "G2-item", "G2"},
    ("sqlserver", "read_committed"): {"P4", "G-single", "G2-item", "G2"},
    ("sqlserver", "read_committed_snapshot"): {"P4", "G-single", "G2-item", "G2"},
    ("sqlserver", "repeatable_read"): {"G2"},
    ("sqlserver", "snapshot"): {"G2-item", "G2"},
    ("sqlserver", "serializable"): set(),
    ("cockroachdb", "read_committed"): {"P4", "G-single", "G2-item", "G2"},
    ("cockroachdb", "serializable"): set(),
}


@pytest.mark.parametrize(("engine", "name"), POSSIBLE)
def test_a_level_allows_what_was_measured_on_the_product(engine: str, name: str) -> None:
    at = level(engine, name)
    assert {kind for kind, pair in HERMITAGE.items() if found(*pair, at)} == POSSIBLE[engine, name]


# The names


@pytest.mark.parametrize(
    ("one", "other", "at", "expected"),
    [
        (TAKE_NUMBER, TAKE_NUMBER, READ_COMMITTED, {"lost update"}),
        (BOOK, BOOK, SNAPSHOT, {"phantom"}),
        (REPORT, MOVE, READ_COMMITTED, {"read skew"}),
        (LOOK_TWICE, MOVE, READ_COMMITTED, {"non-repeatable read"}),
        (COUNT_TWICE, BOOK, READ_COMMITTED, {"phantom"}),
        (REPORT, MOVE, level("mysql", "read_uncommitted"), {"dirty read", "read skew"}),
        (REPORT, MOVE, level("mongodb", "none"), {"intermediate read"}),
    ],
)
def test_an_anomaly_has_the_name_of_the_field(
    one: Transaction, other: Transaction, at: Level, expected: set[str]
) -> None:
    assert found(one, other, at) == expected


def test_only_the_one_that_built_on_an_old_value_is_named_as_the_victim() -> None:
    witnesses = search((DOUBLE_DEBIT, CHECKED_DEBIT.model_copy(update={"id": "safe_pay"})), READ_COMMITTED)
    assert {witness.victims for witness in witnesses.witnesses} == {frozenset({"pay"})}


# Guards that look enough and are not


def test_a_condition_beside_a_value_worked_out_before_still_loses_an_update() -> None:
    half = a_transaction("pay", CHECK, after(DEBIT, conditional=True))
    assert found(half, half, READ_COMMITTED) == {"lost update"}


def test_a_check_constraint_does_not_notice_a_value_worked_out_before() -> None:
    checked = a_transaction("pay", CHECK, after(DEBIT, constrained=True))
    assert found(checked, checked, READ_COMMITTED) == {"lost update"}


def test_a_row_that_is_only_locked_leaves_the_older_snapshot_in_use() -> None:
    assert found(LOCK_ONLY, LOCK_ONLY, READ_COMMITTED) == set()
    assert found(LOCK_ONLY, LOCK_ONLY, SNAPSHOT) == {"write skew"}
    assert found(MATERIALISED, MATERIALISED, SNAPSHOT) == set()


def test_locking_the_rows_that_are_there_keeps_no_new_row_out() -> None:
    assert found(LOCKED_ENROL, LOCKED_ENROL, READ_COMMITTED) == {"phantom"}
    assert found(LOCKED_ENROL, LOCKED_ENROL, level("mysql", "repeatable_read")) == set()


def test_an_optimistic_lock_is_enough_for_one_row() -> None:
    assert found(VERSIONED_DEBIT, VERSIONED_DEBIT, READ_COMMITTED) == set()


# The search itself


def test_the_witness_switches_between_the_runs_as_seldom_as_possible() -> None:
    (witness,) = search((DOUBLE_DEBIT, DOUBLE_DEBIT), READ_COMMITTED).witnesses
    assert witness.switches == 3  # one run inside the other


def test_a_witness_is_told_in_the_names_of_the_facts() -> None:
    (witness,) = search((GO_OFF_CALL, GO_OFF_CALL), SNAPSHOT).witnesses
    assert shown(witness) == (
        "Before: duty “own” = 1; duty “own 2” = 1.",
        "go_off_call 1 reads duty, on call: 2.",
        "go_off_call 2 reads duty, on call: 2.",
        "go_off_call 2 sets duty “own 2” to 0.",
        "go_off_call 2 commits.",
        "go_off_call 1 sets duty “own” to 0.",
        "go_off_call 1 commits.",
        "After: duty “own” = 0; duty “own 2” = 0. "
        "One after the other: go_off_call 2 is refused; duty “own” = 0; duty “own 2” = 1.",
    )


def test_three_runs_show_what_two_do_not_a_report_beside_two_writers_under_snapshot_isolation() -> None:
    """The report sees the second writer and not the first, of which the second saw nothing either."""
    first = a_transaction(
        "withdraw",
        read("account", "y", shared=True, id="look"),
        update("account", "x", needs="look", shared=True),
    )
    second = a_transaction("deposit", update("account", "y", shared=True, in_place=True))
    report = a_transaction("statement", read("account", "x", shared=True), read("account", "y", shared=True))
    assert not any(found(*pair, SNAPSHOT) for pair in ((first, second), (first, report), (second, report)))
    assert search((first, second, report), SNAPSHOT).witnesses
    assert not search((first, second, report), level("postgresql", "serializable")).witnesses


@pytest.mark.parametrize("at", SERIALIZABLE)
@given(one=drawn(), other=drawn())
@settings(max_examples=25, deadline=None)
def test_nothing_is_found_at_a_level_that_watches_reads(
    at: Level, one: Transaction, other: Transaction
) -> None:
    assert found(one, other, at) == set()


@given(one=drawn(), other=drawn(), at=st.sampled_from([READ_COMMITTED, SNAPSHOT]))
@settings(max_examples=25, deadline=None)
def test_the_search_finds_an_end_without_serial_order_exactly_when_trying_every_schedule_does(
    one: Transaction, other: Transaction, at: Level
) -> None:
    expected = False
    for program in programs(one, other):
        length = sum(len(run.ops) + 1 for run in program.runs)
        allowed = serial(program, at)
        for turns in product((0, 1), repeat=length):
            end, _ = replay(program, at, (*turns, *((0,) * length + (1,) * length) * 2))
            expected = expected or outcome(program, end) not in allowed
    assert bool(search((one, other), at).witnesses) == expected


@given(one=drawn(), other=drawn())
@settings(max_examples=25, deadline=None)
def test_runs_one_after_the_other_end_the_same_at_every_level(one: Transaction, other: Transaction) -> None:
    for program in programs(one, other):
        ends = [serial(program, engine.levels[0]) for engine in engines().values()]
        assert all(end == ends[0] for end in ends)
        assert ends[0] == serial(program, SNAPSHOT)


def test_enough_for_all_and_just_enough_for_one_are_both_tried() -> None:
    starts = {program.start for program in programs(DOUBLE_DEBIT, DOUBLE_DEBIT)}
    assert {(80,), (160,)} <= starts
    assert {program.start[0] for program in programs(ENROL, ENROL)} == {3, 4}
