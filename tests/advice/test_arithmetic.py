"""Sums and bounds are worked out again, with their units and with the difference of clocks."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.advice.arithmetic import bound, total
from agent.advice.claims import Bound, Quantity, Sum


def q(value: float, unit: str) -> Quantity:
    return Quantity(what="it", value=value, unit=unit)


def a_sum(*terms: Quantity, says: Quantity) -> Sum:
    return Sum(kind="sum", terms=list(terms), total=says)


def a_bound(*below: Quantity, limit: Quantity, clocks: Any = "one", skew: Quantity | None = None) -> Bound:
    return Bound(kind="bound", below=list(below), limit=limit, clocks=clocks, skew=skew or q(0, "s"))


def test_a_sum_over_units_that_is_wrong_is_caught_with_the_right_one() -> None:
    found = total(a_sum(q(30, "s"), q(5, "min"), says=q(335, "s")))
    assert (found.status, found.says) == ("refused", "the terms add up to 330 s, it says 335 s")


def test_the_same_sum_added_up_right_passes() -> None:
    assert total(a_sum(q(30, "s"), q(5, "min"), says=q(5.5, "min"))).status == "ran"


def test_a_total_may_be_rounded_but_not_by_much() -> None:
    assert total(a_sum(q(512, "KiB"), q(512, "KiB"), says=q(1.05, "MB"))).status == "ran"
    assert total(a_sum(q(512, "KiB"), q(512, "KiB"), says=q(1.1, "MB"))).status == "refused"


def test_seconds_and_bytes_do_not_add_up() -> None:
    assert total(a_sum(q(1, "s"), q(1, "MB"), says=q(2, "s"))).says == "it adds up B and s"


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=6))
def test_every_true_sum_passes(values: list[int]) -> None:
    assert total(a_sum(*(q(v, "rows") for v in values), says=q(sum(values), "rows"))).status == "ran"


def test_a_bound_whose_parts_reach_the_limit_is_caught() -> None:
    found = bound(a_bound(q(6, "h"), q(18, "h"), limit=q(1, "d")))
    assert found.says == "what must stay below 1 d adds up to 1 d"
    assert found.status == "refused"


def test_a_bound_that_leaves_room_passes() -> None:
    assert bound(a_bound(q(6, "h"), q(17, "h"), limit=q(1, "d"))).status == "ran"


def test_clocks_of_two_hosts_are_not_taken_to_be_equal() -> None:
    trusted = bound(a_bound(q(9, "s"), limit=q(10, "s"), clocks="several"))
    assert trusted.says == "it compares times of two hosts and takes their clocks to be equal"
    assert bound(a_bound(q(9, "s"), limit=q(10, "s"), clocks="several", skew=q(2, "s"))).status == "refused"
    assert bound(a_bound(q(9, "s"), limit=q(10, "s"), clocks="several", skew=q(500, "ms"))).status == "ran"


@pytest.mark.parametrize("unit", ["MB", "rows", "parsecs"])
def test_a_bound_is_on_durations(unit: str) -> None:
    assert bound(a_bound(q(1, unit), limit=q(2, unit))).says == f"1 {unit} is no duration"
