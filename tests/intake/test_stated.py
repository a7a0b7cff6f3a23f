"""A store that is only wished for, proposed or rejected is none; what stands beside one changes nothing."""

import pytest

from tools.domain.brief import Brief
from tools.intake import read


def technologies(text: str) -> list[str]:
    return [store.technology for store in read(Brief({"brief.md": text})).facts.stores]


@pytest.mark.parametrize(
    "text",
    [
        "My nephew wants MongoDB.",
        "The boss has heard of Kafka.",
        "Unser Chef hat auf einer Messe von Kafka gehört.",
        "Wir möchten Kafka einführen.",
        "Wir haben kein Redis.",
        "The platform team runs Debezium for two other databases.",
        "Kafka, which we do not use.",
        "Kafka (planned for next spring) and nothing else.",
        "Redis, since retired.",
        "We have read an article about Cassandra.",
    ],
)
def test_what_is_wished_for_or_elsewhere_is_no_store(text: str) -> None:
    assert technologies(text) == []


@pytest.mark.parametrize(
    "heading", ["## 3. What I propose", "# Target", "## Options", "## What we ruled out"]
)
def test_what_stands_under_a_heading_of_proposals_is_no_store(heading: str) -> None:
    text = (
        f"{heading}\n\n1. A read model in MongoDB for the app.\n\n## What there is\n\nOrders live in MySQL.\n"
    )
    assert technologies(text) == ["mysql"]


def test_a_list_of_wishes_holds_no_stores_and_the_paragraph_after_it_does() -> None:
    text = "This is what we would like:\n\n- Kafka for events\n- Redis\n\nWe run MySQL.\n"
    assert technologies(text) == ["mysql"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Today it is the one mariadb 10.11 on RDS (Amazon patches it, we never touch it).", "mariadb"),
        (
            "As it is: one SQL Server 2019, and one application of five departments (planning, fire).",
            "sqlserver",
        ),
        (
            "The catalogue lives in MongoDB Atlas (one collection, every course exists once per term).",
            "mongodb",
        ),
        ("The indexer writes the whole article to OpenSearch.", "opensearch"),
        ("Purchases are in Aurora PostgreSQL 15 (`shop`, rows never change).", "aurora_postgresql"),
        ("The finder uses Algolia because people wanted filters.", "algolia"),
    ],
)
def test_what_is_said_beside_a_store_does_not_take_it_back(text: str, expected: str) -> None:
    assert technologies(text) == [expected]


def test_two_writers_of_two_stores_copy_nothing() -> None:
    text = "The indexer writes articles to OpenSearch, feed-builder writes them to DynamoDB."
    assert read(Brief({"brief.md": text})).facts.paths == ()
