"""Prose about a design may name only what the design has."""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tools.intake.result import Dropped
from tools.report.document import Document
from tools.report.grounding import ungrounded

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def example(name: str) -> Document:
    data = json.loads((EXAMPLES / name / "integration-architecture.json").read_text())
    del data["generated_sha256"]
    return TypeAdapter(Document).validate_python(data)


def offences(text: str, name: str = "retailer") -> tuple[str, ...]:
    return ungrounded(text, example(name))


@pytest.mark.parametrize("name", sorted(path.parent.name for path in EXAMPLES.glob("*/facts.yaml")))
def test_the_summary_that_the_program_writes_is_grounded(name: str) -> None:
    markdown = (EXAMPLES / name / "integration-architecture.md").read_text()
    summary = markdown.partition("## Summary")[2].partition("\n## ")[0]
    assert len(summary) > 400
    assert offences(summary, name) == ()


HONEST = [
    "Three stores, three paths: the shop database is right about orders, and two copies follow it.",
    "Today shop-api writes PostgreSQL and Elasticsearch itself (a dual write, `R01`), and loses changes.",
    "Orders reach Snowflake from PostgreSQL through an outbox; 3 paths are replaced.",
    "Polling from PostgreSQL to Elasticsearch was rejected, see `s3.capture.product.shop_db.search`.",
    "`order.shop_db.warehouse` may be an hour old; `entities.order.deletes` says why nothing else is needed.",
    "1. Stop the second write.\n2. Build the outbox.\n\nThe 1st step takes a day or two, 24/7.",
    "Bestellungen gelangen über eine Outbox von PostgreSQL nach Snowflake; zwei Kopien folgen ihr.",
    "Les commandes passent de PostgreSQL à Snowflake; une seule base décide.",
    "The search watched 25,739 states for 2 writers and 1 fault.",
    "Nobody said `reads.sales_dashboard.p99_ms`, and no choice turns on it.",
]


@pytest.mark.parametrize("text", HONEST)
def test_honest_prose_passes(text: str) -> None:
    assert offences(text) == ()


INVENTED = [
    ("The sessions stay in `billing_db`.", "the document has nothing called billing_db"),
    ("The sessions stay in billing_db.", "the document has nothing called billing_db"),
    ("The sessions stay in orders-db.", "the document has nothing called orders-db"),
    ("Put a Redis cache in front of it.", "the design has no Redis"),
    ("Keep a copy in Cassandra.", "the design has no Cassandra"),
    ("A reader waits at most 37 minutes.", "the document has no number 37 minutes"),
    ("It grows by 4,711 rows.", "the document has no number 4,711"),
    ("The table has 900 GB.", "the document has no number 900 GB"),
    ("It bears 12,345 queries a second.", "the document has no number 12,345 queries a second"),
    ("Availability is 99.97 %.", "the document has no number 99.97 %"),
    ("All 7 stores are affected.", "the document has 3, not 7 stores"),
    ("That follows from rule S3.Q99.", "the document cites no rule S3.Q99"),
    ("It breaks R77 and F98.", "the document cites no rule R77"),
    ("See `s3.capture.order.shop_db.lake`.", "the design has no decision s3.capture.order.shop_db.lake"),
    ("The path order.shop_db.lake is built.", "the document has nothing called order.shop_db.lake"),
    ("It rests on `entities.order.colour`.", "there is no fact entities.order.colour"),
    ("It rests on `entities.parcel.deletes`.", "there is no fact entities.parcel.deletes"),
]


@pytest.mark.parametrize(("text", "offence"), INVENTED)
def test_what_is_invented_is_named(text: str, offence: str) -> None:
    assert any(line.startswith(offence) for line in offences(text)), offences(text)


CONTRADICTING = [
    "Products reach Elasticsearch from the PostgreSQL shop database by polling.",
    "A webhook carries stock from PostgreSQL to Elasticsearch.",
    "A nightly batch takes orders from `shop_db` to `warehouse`.",
]


@pytest.mark.parametrize("text", CONTRADICTING)
def test_another_mechanism_than_was_decided_for_a_path_is_a_contradiction(text: str) -> None:
    (line,) = offences(text)
    assert "was decided to run by" in line


def test_a_sentence_about_today_or_about_a_rejected_alternative_is_none() -> None:
    assert offences("Today a webhook carries stock from PostgreSQL to Elasticsearch.") == ()
    assert offences("Elasticsearch is not fed from PostgreSQL by polling.") == ()
    assert offences("The application does a dual write to PostgreSQL and Elasticsearch.") == ()


def test_code_in_a_fence_is_not_prose() -> None:
    assert offences("Run this:\n\n```sql\nSELECT 4711 FROM invented_table;\n```\n") == ()


def test_what_a_model_read_into_the_brief_grounds_nothing() -> None:
    read = replace(example("retailer"), dropped=(Dropped("stores.x", "Redis", "37 minutes", "no"),))
    assert len(ungrounded("Redis waits 37 minutes.", read)) == 2


@given(st.text(alphabet=st.characters(categories=("L", "P", "Z")), max_size=40))
def test_text_without_figures_ids_and_products_names_nothing(text: str) -> None:
    plain = "".join(character for character in text if character not in "`_.-@/").lower()
    assert all("Number" not in line and "number" not in line for line in offences(plain))


def test_a_number_of_the_brief_is_not_invented() -> None:
    said = "Nothing is repeated after 20 hours."
    assert offences(said) == ("the document has no number 20 hours",)
    assert ungrounded(said, example("retailer"), "We repeat for at most 20 h.") == ()
    assert ungrounded(said, example("retailer"), "We repeat 20 times.") != ()
