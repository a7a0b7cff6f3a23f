"""What explains a history, and that the shown runs are what they are called."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.subskills.histories import (
    OLD_SNAPSHOT,
    SEEN_THEN_NOT,
    Event,
    History,
    linearizable,
    serializable,
)
from tools.subskills.quorums import Quorums, newer_then_older


def events() -> st.SearchStrategy[Event]:
    times = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda pair: (min(pair), max(pair)))
    return st.tuples(st.sampled_from(["write", "read"]), st.integers(0, 2), times).map(
        lambda one: Event(one[0], one[1], *one[2])
    )


@given(st.lists(events(), max_size=5).map(tuple))
def test_what_is_linearizable_is_serializable(history: History) -> None:
    assert serializable(history) or not linearizable(history)


@given(st.lists(events(), max_size=5).map(tuple))
def test_without_order_in_time_the_two_are_the_same(history: History) -> None:
    at_once = tuple(one._replace(starts=0, ends=9) for one in history)
    assert linearizable(at_once) == serializable(at_once)


def test_a_read_of_an_old_snapshot_is_serializable_and_not_linearizable() -> None:
    assert serializable(OLD_SNAPSHOT)
    assert not linearizable(OLD_SNAPSHOT)


def test_seen_and_then_not_is_serializable_and_not_linearizable() -> None:
    assert serializable(SEEN_THEN_NOT)
    assert not linearizable(SEEN_THEN_NOT)


def test_a_read_during_a_write_may_see_either() -> None:
    for seen in (0, 1):
        assert linearizable((Event("write", 1, 0, 9), Event("read", seen, 1, 2)))


def test_what_ends_as_the_other_starts_is_not_before_it() -> None:
    assert linearizable((Event("write", 1, 0, 1), Event("read", 0, 1, 2)))


@pytest.mark.parametrize(
    "q", [Quorums(n, w, r) for n in (3, 4, 5) for w, r in product(range(1, n + 1), repeat=2)]
)
def test_the_run_of_quorums_is_no_linearizable_history(q: Quorums) -> None:
    run = newer_then_older(q)
    if run is None:
        return
    copies = {copy: int(copy in run.reached) for copy in range(1, q.n + 1)}
    first, second = (max(copies[copy] for copy in asked) for asked in (run.first, run.second))
    history = (Event("write", 1, 0, 9), Event("read", first, 1, 2), Event("read", second, 3, 4))
    assert history == SEEN_THEN_NOT
