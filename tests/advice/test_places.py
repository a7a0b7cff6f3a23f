"""What is said to commit together or to be decided in one place is held against the design's own stores."""

import pytest

from agent.advice.claims import Atomic, OnePlace, Ordered
from agent.advice.outcome import Outcome
from agent.advice.places import atomic, one_place, ordered
from tests.advice.designs import about


def committed(*stores: str, entities: tuple[str, ...] = ("product",)) -> Outcome:
    return atomic(Atomic(kind="atomic", entities=list(entities), stores=list(stores)), about())


def test_two_stores_do_not_commit_together() -> None:
    assert committed("shop_db", "search").says == "shop_db and search do not share a transaction"
    assert committed("shop_db", entities=("product", "order")).status == "ran"


def test_a_provider_is_in_no_commit() -> None:
    assert (
        committed("shop_db", "stripe").says
        == "stripe is no store of this design, so no commit of one includes it"
    )


def test_a_commit_changes_the_store_that_decides() -> None:
    assert committed("warehouse", entities=("order",)).says == (
        "order is decided in shop_db, which that commit does not change"
    )
    assert committed("shop_db", entities=("basket",)).says == "no store of this design decides about basket"


def decided(entity: str, store: str) -> Outcome:
    return one_place(OnePlace(kind="one_place", entity=entity, store=store), about())


def test_the_one_place_is_the_system_of_record() -> None:
    assert decided("product", "search").says == "product is decided in shop_db"
    assert decided("basket", "shop_db").says == "basket is decided in no store of this design"
    assert decided("product", "shop_db").status == "ran"


@pytest.mark.parametrize(
    ("keeps", "on_failure", "status"),
    [
        ("total", "stop_all", "ran"),
        ("total", "stop_the_key", "refused"),
        ("total", "skip_the_message", "refused"),
        ("per_key", "park_the_message", "refused"),
        ("per_key", "stop_the_key", "ran"),
        ("none", "skip_the_message", "ran"),
    ],
)
def test_an_order_that_is_kept_stops_at_a_poisoned_message(keeps: str, on_failure: str, status: str) -> None:
    claim = Ordered.model_validate({"kind": "ordered", "keeps": keeps, "on_failure": on_failure})
    assert ordered(claim, about()).status == status
