"""Ids are paired on evidence, one to one, and not at all where nothing decides."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.align import align, same
from evals.gold import Expected
from evals.outcome import EntitySeen, FactSeen, Outcome, StoreSeen

CACHES = (("a", "session cache"), ("b", "session cache"), ("c", "session"))
HEAD = {"title": "t", "industry": "retail", "kinds": ["ordinary"], "language": "en"}


def gold(stores: list[tuple[str, str, list[str]]] | None = None, **more: Any) -> Expected:
    rows = [{"id": i, "technology": t, "called": c} for i, t, c in stores or [("other_db", "sqlite", [])]]
    return Expected.model_validate({**HEAD, "stores": rows, **more})


def seen(*stores: tuple[str, str, str] | tuple[str, str, str, str], **more: Any) -> Outcome:
    rows = [
        StoreSeen(id=id_, technology=technology, names=(name,) if name else (), words="".join(words))
        for id_, technology, name, *words in stores
    ]
    return Outcome(stores=tuple(rows), **more)


def facts(**values: Any) -> dict[str, FactSeen]:
    return {
        ref.replace("__", "."): FactSeen(value=value, evidence="quote", found=True)
        for ref, value in values.items()
    }


def test_one_store_of_a_technology_on_either_side_is_meant_whatever_it_is_called() -> None:
    expected = gold([("orders_db", "postgresql", ["orders database"]), ("finder", "elasticsearch", [])])
    meant = align(expected, seen(("postgresql", "postgresql", ""), ("es", "elasticsearch", "")))
    assert meant.stores == {"postgresql": "orders_db", "es": "finder"}


def test_two_stores_of_one_technology_are_told_apart_by_their_names() -> None:
    expected = gold(
        [("orders", "postgresql", ["order store"]), ("bills", "postgresql", ["billing database"])]
    )
    meant = align(expected, seen(("pg_1", "postgresql", "billing"), ("pg_2", "postgresql", "orders")))
    assert meant.stores == {"pg_1": "bills", "pg_2": "orders"}


def test_once_one_of_two_is_named_the_other_is_no_longer_a_choice() -> None:
    expected = gold([("orders", "postgresql", []), ("bills", "postgresql", [])])
    meant = align(expected, seen(("pg", "postgresql", ""), ("bills", "postgresql", "")))
    assert meant.stores == {"bills": "bills", "pg": "orders"}


def test_a_store_that_could_be_either_of_two_is_neither() -> None:
    expected = gold([("orders", "postgresql", []), ("bills", "postgresql", [])])
    assert align(expected, seen(("postgresql", "postgresql", ""))).stores == {}


def test_a_name_that_fits_two_stores_equally_decides_nothing() -> None:
    expected = gold([("cache_a", "redis", ["session cache"]), ("cache_b", "redis", ["session cache"])])
    assert align(expected, seen(("sessions", "redis", "session cache"))).stores == {}


def test_the_words_of_the_brief_beside_a_store_tell_which_it_is() -> None:
    expected = gold([("limits", "redis", ["spending counters"]), ("app_cache", "redis", ["app cache"])])
    said = "The app cache is a Redis."
    assert align(expected, seen(("redis", "redis", "", said))).stores == {"redis": "app_cache"}


def test_a_relative_of_a_technology_is_meant_if_nothing_closer_is_there() -> None:
    expected = gold([("fares", "mysql", [])])
    assert align(expected, seen(("aurora", "aurora_mysql", ""))).stores == {"aurora": "fares"}
    both = seen(("aurora", "aurora_mysql", ""), ("old", "mysql", ""))
    assert align(expected, both).stores == {"old": "fares"}


def test_another_technology_is_meant_only_by_the_very_same_name() -> None:
    expected = gold([("ledger", "postgresql", [])])
    assert align(expected, seen(("ledger", "mysql", ""))).stores == {"ledger": "ledger"}
    assert align(expected, seen(("ledger_copy", "mysql", ""))).stores == {}


def test_words_that_every_store_bears_are_no_name() -> None:
    expected = gold([("main_db", "postgresql", ["main database"])])
    assert align(expected, seen(("x", "kafka", "main database"))).stores == {}


def test_what_could_be_either_of_two_is_not_a_worse_fit_instead() -> None:
    expected = gold([(id_, "redis", [name]) for id_, name in CACHES])
    assert align(expected, seen(("x", "redis", "session cache"))).stores == {}


def test_where_either_of_two_could_be_meant_a_worse_fit_is_not() -> None:
    expected = gold([("q", "redis", ["session cache"])])
    ours = ((id_, "redis", name) for id_, name in CACHES)
    assert align(expected, seen(*ours)).stores == {}


def test_what_is_not_in_the_catalogue_is_paired_by_name_and_never_because_it_is_left_over() -> None:
    expected = gold([("mainframe", "other", ["Hera"]), ("kafka", "kafka", [])])
    assert align(expected, seen(("x", "other", ""), ("bus", "kafka", ""))).stores == {"bus": "kafka"}
    assert align(expected, seen(("x", "other", "Hera"))).stores == {"x": "mainframe"}


@pytest.mark.parametrize("ours", ["order", "orders", "Order", "customer_order"])
def test_an_entity_is_meant_by_its_name_in_singular_or_plural_or_by_its_noun(ours: str) -> None:
    expected = gold(entities=[{"id": "purchase", "called": ["orders", "purchases"]}])
    assert align(expected, seen(entities=(EntitySeen(id=ours),))).entities == {ours: "purchase"}


def test_an_order_line_is_no_order() -> None:
    expected = gold(entities=[{"id": "order"}])
    assert align(expected, seen(entities=(EntitySeen(id="order_line"),))).entities == {}


def test_of_two_entities_the_one_with_the_first_name_is_meant() -> None:
    expected = gold(entities=[{"id": "session", "called": ["charging session", "invoice line"]}])
    ours = (EntitySeen(id="invoice_line"), EntitySeen(id="session"))
    assert align(expected, seen(entities=ours)).entities == {"session": "session"}


def test_a_table_name_is_a_name_too() -> None:
    expected = gold(entities=[{"id": "part", "called": ["Ersatzteile"]}])
    ours = (EntitySeen(id="spare", names=("Ersatzteile",)),)
    assert align(expected, seen(entities=ours)).entities == {"spare": "part"}


def test_other_rows_are_paired_by_what_is_said_of_them() -> None:
    expected = gold(
        [("finder", "elasticsearch", [])],
        facts={"reads.box.store": "finder", "reads.box.freshness_s": 60, "reads.other.freshness_s": 5},
    )
    ours = facts(reads__by_index__store="es", reads__by_index__freshness_s=60, reads__x__freshness_s=7)
    meant = align(expected, seen(("es", "elasticsearch", ""), facts=ours))
    assert meant.rows["reads"] == {"by_index": "box"}
    assert meant.reference("reads.by_index.freshness_s") == "reads.box.freshness_s"
    assert meant.reference("reads.x.freshness_s") == "reads.?x.freshness_s"


def test_a_row_that_is_only_asked_about_is_paired_by_the_words_of_its_id() -> None:
    expected = gold(questions={"ask": ["reads.site_search.freshness_s"]})
    meant = align(expected, seen(asked=("reads.search.freshness_s",)))
    assert meant.reference("reads.search.freshness_s") == "reads.site_search.freshness_s"


def test_single_groups_need_no_pairing() -> None:
    meant = align(gold(), seen(facts=facts(team__operations_level=1)))
    assert meant.reference("team.operations_level") == "team.operations_level"


def test_ids_in_values_are_translated_and_words_that_look_like_ids_are_not() -> None:
    meant = align(gold([("slots", "redis", [])]), seen(("redis", "redis", "")))
    assert meant.fact("reads.x.store", "redis") == "slots"
    assert meant.fact("stores.redis.technology", "redis") == "redis"


def test_a_path_is_named_by_its_ends() -> None:
    expected = gold([("main_db", "postgresql", [])], entities=[{"id": "purchase", "called": ["order"]}])
    meant = align(expected, seen(("pg", "postgresql", ""), entities=(EntitySeen(id="order"),)))
    assert meant.subject("order.pg.search") == "purchase.main_db.search"


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        (2000000, 2000000.0, True),
        (1, 2, False),
        (True, 1, False),
        (False, False, True),
        ("Soft", "soft", True),
        (["a", "b"], ["b", "a"], True),
        (["a"], ["a", "b"], False),
        ("8.0", "8", False),
    ],
)
def test_values_are_the_same_up_to_rounding_case_and_order(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal
    assert same(other, one) is equal


NAMES = st.sampled_from(["orders", "bills", "cache", "sessions", "main", "stock"])
TECHNOLOGIES = st.sampled_from(["postgresql", "redis", "mysql", "aurora_mysql", "kafka", "other"])
STORES = st.lists(st.tuples(NAMES, TECHNOLOGIES), max_size=6, unique_by=lambda store: store[0])


@given(STORES.filter(bool), STORES)
def test_no_id_is_ever_paired_twice_and_the_order_of_ours_does_not_matter(
    theirs: list[tuple[str, str]], ours: list[tuple[str, str]]
) -> None:
    expected = gold([(id_, technology, []) for id_, technology in theirs])
    pairs = align(expected, seen(*((id_, technology, "") for id_, technology in ours))).stores
    assert len(set(pairs.values())) == len(pairs)
    turned = align(expected, seen(*((id_, technology, "") for id_, technology in reversed(ours)))).stores
    assert pairs == turned


def test_a_part_that_the_gold_names_with_its_store_is_that_store() -> None:
    expected = gold([("core", "oracle", ["PolicyCore", "Data Guard standby"])])
    ours = seen(("policycore", "oracle", "PolicyCore"), ("standby", "oracle", "Data Guard standby"))
    assert align(expected, ours).stores == {"policycore": "core", "standby": "core"}
