from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.domain.design import Delivery, Hop, Order
from tools.guarantees import compose
from tools.guarantees.compose import ORDERS

HOPS = st.lists(
    st.builds(
        Hop,
        kind=st.just("transport"),
        name=st.just("hop"),
        delivery=st.sampled_from([None, *get_args(Delivery)]),
        order=st.sampled_from([None, *get_args(Order)]),
        window_h=st.one_of(st.none(), st.floats(0, 1000)),
    ),
    max_size=5,
)


def hop(
    delivery: Delivery | None = "ALO", order: Order | None = "KEYR", window_h: float | None = None
) -> Hop:
    return Hop("transport", "hop", delivery, order, window_h, operation_id="event id")


def test_one_hop_that_can_lose_makes_the_path_lossy_whatever_follows() -> None:
    assert compose([hop("EOT"), hop("AMO"), hop("ALO")]).delivery == "AMO"


def test_a_repeat_anywhere_is_a_repeat_at_the_end() -> None:
    assert compose([hop("ALO"), hop("EOT")]).delivery == "ALO"


def test_a_path_can_both_lose_and_repeat() -> None:
    both = compose([hop("AMO"), hop("ALO")])

    assert (both.delivery, both.repeats) == ("AMO", True)


def test_the_lowest_order_wins() -> None:
    assert compose([hop(order="TOTAL"), hop(order="KEY"), hop(order="KEYR")]).order == "KEY"


def test_the_shortest_memory_bounds_the_outage() -> None:
    assert compose([hop(window_h=168), hop(), hop(window_h=24)]).window_h == 24


def test_an_unknown_hop_makes_the_path_unknown() -> None:
    assert compose([hop("ALO"), hop(None)]).delivery is None
    assert compose([hop(order="KEYR"), hop(order=None)]).order is None


def test_a_known_loss_or_disorder_is_known_whatever_is_unknown() -> None:
    assert compose([hop("AMO"), hop(None)]).delivery == "AMO"
    assert compose([hop(order="NONE"), hop(order=None)]).order == "NONE"


def test_a_path_without_hops_is_unknown() -> None:
    nothing = compose([])

    assert (nothing.delivery, nothing.repeats, nothing.order, nothing.window_h) == (None, None, None, None)


def test_the_operation_identifiers_are_kept_hop_by_hop() -> None:
    assert compose([hop(), Hop("apply", "sink", "ALO", "KEYR")]).operation_ids == ("event id", None)


@given(HOPS, st.randoms(use_true_random=False))
def test_the_order_of_the_hops_does_not_matter(hops: list[Hop], random: object) -> None:
    shuffled = list(hops)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    one, other = compose(hops), compose(shuffled)

    assert (one.delivery, one.repeats, one.order, one.window_h) == (
        other.delivery,
        other.repeats,
        other.order,
        other.window_h,
    )


@given(HOPS, HOPS)
def test_a_longer_path_never_promises_more(hops: list[Hop], more: list[Hop]) -> None:
    short, long = compose(hops), compose(hops + more)

    if hops and short.order is not None and long.order is not None:
        assert ORDERS.index(long.order) <= ORDERS.index(short.order)
    if short.delivery == "AMO":
        assert long.delivery == "AMO"
    if short.repeats:
        assert long.repeats


@pytest.mark.parametrize("delivery", get_args(Delivery))
@pytest.mark.parametrize("order", get_args(Order))
def test_a_single_hop_composes_to_itself(delivery: Delivery, order: Order) -> None:
    alone = compose([hop(delivery, order, 5)])

    assert (alone.delivery, alone.order, alone.window_h) == (delivery, order, 5)
