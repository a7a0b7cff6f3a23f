"""The document as data, and its two renderings."""

import json
import re
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from tests.report import designs
from tools.domain.design import Design
from tools.report import Document, document, html, json_schema, markdown
from tools.report.sections import FULL

ORDER = (
    "Summary",
    "Scope and assumptions",
    "Current dataflow",
    "Component Map",
    "Data Flow Diagram",
    "Correctness Analysis",
    "Decisions",
    "Bootstrap",
    "Cutover",
    "Reconciliation",
    "Lag objectives and runbook",
    "Erasure",
    "Recipes",
    "Parked",
    "Open questions",
    "Sources",
)


def retailer() -> str:
    return markdown(document(designs.RETAILER, designs.QUESTIONS))


def titles(text: str) -> list[str]:
    return re.findall(r"^## (.*)$", text, re.MULTILINE)


def test_the_sections_stand_in_the_order_in_which_a_reader_needs_them() -> None:
    assert titles(retailer()) == list(ORDER)
    assert len(FULL) == len(ORDER) + 2  # subskills, a model: see test_delegated.py, test_assisted.py


def test_the_answer_comes_first_and_is_short() -> None:
    summary = retailer().split("## Scope")[0]
    assert "shop_db decides on product and order" in summary
    assert len([line for line in summary.splitlines() if line]) <= 14


def test_the_same_design_gives_the_same_bytes() -> None:
    assert retailer() == retailer()
    assert html(document(designs.RETAILER)) == html(document(designs.RETAILER))


def test_the_json_holds_what_was_promised() -> None:
    data = document(designs.RETAILER, designs.QUESTIONS).as_json()
    assert json.loads(json.dumps(data)) == data
    assert data["document_version"] == 1
    assert data["systems_of_record"][0].keys() >= {"entity", "attributes", "store", "derived", "decision"}
    promised = (
        "id entity source target status capture transport processing ordering_key version_token sink_guard"
    )
    promised += " bootstrap deletes lag_objective_s reconciliation owner decision"
    assert data["paths"][0].keys() >= set(promised.split())
    assert data["decisions"][0].keys() >= {
        "id",
        "step",
        "subject",
        "choice",
        "rule",
        "because",
        "alternatives",
        "flips",
        "sources",
    }


def test_the_json_fits_its_own_schema() -> None:
    data = document(designs.RETAILER, designs.QUESTIONS).as_json()
    assert TypeAdapter(Document).validate_python(data).as_json() == data
    assert json_schema()["properties"].keys() == data.keys() | {"assisted"}


def test_a_fault_is_shown_with_the_words_of_the_brief() -> None:
    assert "brief.md:4 “we write both Postgres and Elasticsearch”" in retailer()
    assert '-.->|"product: dual write (dual-write)"| store_search' in retailer().replace("#45;", "-")


def test_every_decision_of_a_built_path_is_named_once_in_the_details() -> None:
    text = retailer()
    for decision in designs.RETAILER.decisions:
        assert f"`{decision.id}`" in text


def test_paths_fed_in_the_same_way_are_told_once() -> None:
    text = markdown(document(designs.large(40, 30)))
    assert text.count("Operation identifier, hop by hop:") == 1
    assert "30 paths from PostgreSQL to Elasticsearch" in text


def test_a_single_store_gets_a_short_answer() -> None:
    text = markdown(document(designs.LIBRARY))
    assert "You need none of this" in text
    assert "Isolation" in text
    assert "Cutover" not in text
    assert "```mermaid" not in text


def test_an_unread_value_is_never_called_good() -> None:
    text = retailer()
    assert "**C10, critical, unknown:**" in text
    assert "blocked until a check is answered" in text


def test_a_soft_constraint_names_its_compensation() -> None:
    assert re.search(r"`promise` .*soft.*undo", retailer())
    assert re.search(r"`stock` .*hard.*must not happen", retailer())


def test_personal_data_is_followed_to_every_store() -> None:
    assert "| order | shop_db and warehouse | delete in the system of record; warehouse:" in retailer()


def test_the_cutover_names_who_writes_today_and_how_to_go_back() -> None:
    text = retailer()
    assert "Revoke the write credentials of storefront for search" in text
    assert "7 d without an unexplained delete" in text


def test_nothing_is_promised_that_nobody_can_keep() -> None:
    assert not re.search(r"guarantee|\bproved\b|seamless", retailer(), re.IGNORECASE)


def test_details_fold_away_and_every_fold_closes() -> None:
    assert retailer().count("<details>") == retailer().count("</details>") > 5


def hostile(name: str) -> Design:
    facts = designs.RETAILER_FACTS
    store = facts.stores[1].model_copy(update={"name": name})
    stores = (facts.stores[0], store, facts.stores[2])
    kept = {field: getattr(facts, field) for field in type(facts).model_fields}
    return replace(designs.RETAILER, facts=type(facts).model_construct(**{**kept, "stores": stores}))


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>", "a | b", "**bold**", "[x](javascript:y)", "`c"]
)
def test_a_name_stays_text_in_both_renderings(name: str) -> None:
    page = html(document(hostile(name)))
    assert "<img" not in page
    assert "<strong>bold</strong>" not in page
    text = markdown(document(hostile(name)))
    assert "<img" not in text
    row = next(line for line in text.splitlines() if "Elasticsearch | derived view" in line)
    assert len(re.split(r"(?<!\\)\|", row)) == 9


def test_the_page_needs_nothing_from_outside() -> None:
    page = html(document(designs.RETAILER, designs.QUESTIONS))
    assert not re.search(r"<script|<link|<img|src=|@import|url\(http", page)
    assert page.count("<svg") == len(document(designs.RETAILER).diagrams)
    assert page.count("<details") == page.count("</details>")


def test_the_page_says_what_the_markdown_says() -> None:
    page, text = html(document(designs.RETAILER, designs.QUESTIONS)), retailer()
    assert re.findall(r"<h2>(.*?)</h2>", page) == titles(text)
    assert len(re.findall(r"<h3>", page)) == len(re.findall(r"^### ", text, re.MULTILINE))


def test_a_listing_is_shown_unchanged() -> None:
    assert "WHERE product_id = :product_id AND amount >= :quantity" in retailer()
