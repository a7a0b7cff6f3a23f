"""A document that was edited by hand is held against its design."""

import pytest

from tests.report import designs
from tools.report import document, lint, markdown

TEXT = markdown(document(designs.RETAILER, designs.QUESTIONS))
DATA = document(designs.RETAILER, designs.QUESTIONS).as_json()


def after(old: str, new: str) -> tuple[str, ...]:
    assert old in TEXT
    return lint(TEXT.replace(old, new, 1), DATA)


def test_a_fresh_document_agrees_with_its_design() -> None:
    assert lint(TEXT, DATA) == ()
    assert lint(markdown(document(designs.LIBRARY)), document(designs.LIBRARY).as_json()) == ()


def test_reworded_prose_is_fine() -> None:
    assert after("Timeliness and integrity are judged apart.", "Late is not wrong.") == ()


def test_an_arrow_that_the_design_lacks_is_named_with_its_line() -> None:
    (message,) = after(
        "  store_shop_db -->|", '  store_search -->|"copy"| store_warehouse\n  store_shop_db -->|'
    )
    assert message.startswith("line ")
    assert "has the arrow store_search to store_warehouse" in message


def test_a_box_that_was_taken_out_is_missed() -> None:
    assert any(
        "lacks the box store_warehouse" in m
        for m in after('  store_warehouse[("warehouse<br/>Snowflake")]\n', "")
    )


def test_a_renamed_arrow_is_a_contradiction() -> None:
    (message,) = after("product: dual write", "product: outbox")
    assert "the design 'product: dual write" in message


def test_a_missing_diagram_is_missed() -> None:
    start, end = TEXT.index("```mermaid"), TEXT.index("```\n", TEXT.index("```mermaid") + 10)
    assert any(
        "diagram 'today' is missing" in message for message in lint(TEXT[:start] + TEXT[end + 4 :], DATA)
    )


def test_an_unknown_decision_is_named() -> None:
    (message,) = after("## Cutover", "See `s3.capture.nothing.at.all`.\n\n## Cutover")
    assert "no decision 's3.capture.nothing.at.all'" in message


def test_another_system_of_record_is_a_contradiction() -> None:
    (message,) = after("| product | all | shop_db |", "| product | all | search |")
    assert "system of record of 'product' is 'search' here and 'shop_db' in the design" in message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| replace | change data capture from the log |", "| replace | triggers |"),
        ("| the target's own version compare |", "| none |"),
        ("| product_id |", "| |"),
        ("| 30 s | shop team |", "| 1 min | shop team |"),
    ],
)
def test_a_path_that_says_something_else_is_named(old: str, new: str) -> None:
    (message,) = after(old, new)
    assert "`" not in message
    assert "product.shop_db.search" in message


def test_an_emptied_cell_breaks_its_gate() -> None:
    (message,) = after("| 30 s | shop team |", "| 30 s | TBD |")
    assert "gate: path 'product.shop_db.search' has no owner; the design says 'shop team'" in message


def test_a_gap_that_the_design_has_too_cannot_be_filled_in_the_text() -> None:
    paths = [{**path, "owner": None} for path in DATA["paths"]]
    messages = lint(TEXT, {**DATA, "paths": paths})
    assert "the owner of path 'product.shop_db.search' is 'shop team' here and 'not set'" in messages[0]
    assert lint(TEXT.replace("| 30 s | shop team |", "| 30 s | not set |"), {**DATA, "paths": paths}) == ()


def test_a_path_that_was_dropped_is_missed() -> None:
    kept = "\n".join(line for line in TEXT.splitlines() if "`order.shop_db.warehouse`" not in line)
    assert any("lacks path 'order.shop_db.warehouse'" in message for message in lint(kept, DATA))


def test_a_path_that_was_invented_is_named() -> None:
    row = "| `order.shop_db.warehouse` | replace |"
    assert any(
        "no path 'order.shop_db.lake'" in message for message in after(row, row.replace("warehouse", "lake"))
    )


def test_an_edited_page_with_windows_line_ends_is_read_alike() -> None:
    assert lint(TEXT.replace("\n", "\r\n"), DATA) == ()
