"""Numbers, durations and word forms as people write them."""

import re

import pytest

from tools.intake.nouns import things_after, things_before, things_in
from tools.intake.quantities import DURATION, NUMBER, RATE, number, per_second, period, seconds
from tools.intake.words import entity_id, singular, slug


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("1,500", 1500),
        ("2.5 million", 2.5e6),
        ("3k", 3000),
        ("two", 2),
        ("half a million", 5e5),
        ("7 bn", 7e9),
    ],
)
def test_numbers(text: str, value: float) -> None:
    match = re.search(NUMBER, text)
    assert match
    assert number(match) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("5 seconds", 5), ("200 ms", 0.2), ("an hour", 3600), ("half an hour", 1800), ("2 min", 120)],
)
def test_durations(text: str, value: float) -> None:
    match = re.search(DURATION, text)
    assert match
    assert seconds(match) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("every 15 minutes", 900),
        ("nightly", 86400),
        ("once an hour", 3600),
        ("each night", 86400),
        ("sometimes", None),
    ],
)
def test_periods(text: str, value: float | None) -> None:
    assert period(text) == value


@pytest.mark.parametrize(
    ("text", "value"), [("200 per second", 200), ("120 a minute", 2), ("7200/h", 2), ("86,400 each day", 1)]
)
def test_rates(text: str, value: float) -> None:
    match = re.search(NUMBER + RATE, text)
    assert match
    assert per_second(match) == value


FORMS = [
    "orders",
    "order",
    "addresses",
    "address",
    "categories",
    "category",
    "statuses",
    "status",
    "people",
    "person",
    "purchases",
    "purchase",
    "boxes",
    "box",
    "news",
    "news",
    "class",
    "class",
    "caches",
    "cache",
    "movies",
    "movie",
]


@pytest.mark.parametrize(("plural", "one"), list(zip(FORMS[::2], FORMS[1::2], strict=True)))
def test_singulars(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_ids() -> None:
    assert slug("Order-Lines (2)") == "order_lines_2"
    assert entity_id("OrderLines") == "order_line"
    assert slug("žluťoučký") == slug("") or re.fullmatch(r"[a-z0-9_]+", slug("žluťoučký"))


def test_lists_of_things_end_where_other_words_begin() -> None:
    assert things_before("we keep our customers, orders and stock levels") == (
        "customer",
        "order",
        "stock_level",
    )
    assert things_after("books, copies and loans for the library") == ("book", "copy", "loan")
    assert things_after("business analytics") == things_after("problems") == ()
    assert things_in("every order line of an order", frozenset({"order", "order_line"})) == (
        "order_line",
        "order",
    )
