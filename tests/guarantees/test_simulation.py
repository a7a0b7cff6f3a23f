"""The simulation itself, on cases that a reader can follow by hand."""

from tests.guarantees.simulation import (
    CREATED_AGAIN,
    DELETED,
    TIE,
    UPDATES,
    Channel,
    Sink,
    arrivals,
    end,
    wanted,
)


def test_without_faults_one_sequence_arrives() -> None:
    assert arrivals(Channel(loses=False, repeats=False, order="KEYR"), 3) == ((0, 1, 2),)


def test_without_order_every_permutation_arrives() -> None:
    assert len(arrivals(Channel(loses=False, repeats=False, order="NONE"), 3)) == 6


def test_a_loss_leaves_any_part_of_the_history() -> None:
    lost = arrivals(Channel(loses=True, repeats=False, order="KEYR"), 2)

    assert set(lost) == {(0, 1), (), (0,), (1,)}


def test_a_late_repeat_comes_after_the_first_arrival_of_its_change() -> None:
    sequences = arrivals(Channel(loses=False, repeats=True, order="KEY"), 2)

    assert (0, 1, 0) in sequences
    assert all(sequence.index(0) < sequence.index(1) for sequence in sequences)


def test_a_restart_goes_on_in_order_to_the_end() -> None:
    sequences = arrivals(Channel(loses=False, repeats=True, order="KEYR"), 3)

    assert (0, 1, 0, 1, 2) in sequences
    assert all(sequence[-1] == 2 for sequence in sequences)


def test_the_sequence_spaces_have_these_sizes() -> None:
    sizes = {order: len(arrivals(Channel(False, True, order), 3)) for order in ("NONE", "KEY", "KEYR")}

    assert sizes == {"NONE": 192, "KEY": 32, "KEYR": 32}


def test_an_old_copy_that_arrives_last_wins_over_an_unguarded_sink() -> None:
    assert end(Sink("SET"), UPDATES, (0, 1, 2, 0)) == {"a": 1, "b": 1}


def test_a_version_guard_ignores_the_old_copy() -> None:
    assert end(Sink("SETV"), UPDATES, (2, 0, 1, 0)) == {"a": 2, "b": 3}


def test_a_forgotten_delete_lets_the_row_back_in() -> None:
    assert end(Sink("SETV", forgets=True), DELETED, (0, 1, 0)) == {"a": 1, "b": 1}


def test_a_versioned_marker_keeps_the_row_away() -> None:
    assert end(Sink("SETV"), DELETED, (1, 0)) is None


def test_a_row_that_is_created_again_ends_with_its_new_content() -> None:
    assert end(Sink("SETV"), CREATED_AGAIN, (2, 1, 0)) == {"a": 9, "b": 9}


def test_a_guard_over_partial_changes_drops_columns_for_good() -> None:
    assert end(Sink("PATCHV"), UPDATES, (0, 2, 1)) == {"a": 1, "b": 3}


def test_two_contents_under_one_version_are_decided_by_the_comparison() -> None:
    assert end(Sink("SETV", strict=True), TIE, (0, 1)) == {"a": 1, "b": 1}
    assert end(Sink("SETV", strict=False), TIE, (1, 0)) == {"a": 1, "b": 1}


def test_a_repeat_is_a_second_effect_unless_it_is_remembered() -> None:
    assert end(Sink("INC"), UPDATES, (0, 0, 1, 2)) != wanted(Sink("INC"), UPDATES)
    assert end(Sink("INC", remembers="all"), UPDATES, (0, 0, 1, 2)) == wanted(Sink("INC"), UPDATES)


def test_a_state_machine_that_parks_what_is_ahead_gets_there() -> None:
    assert end(Sink("FSM", checks_expected=True), UPDATES, (2, 0, 0, 1)) == (3, 0)
    assert end(Sink("FSM"), UPDATES, (0, 0, 1, 2)) == (3, 1)
