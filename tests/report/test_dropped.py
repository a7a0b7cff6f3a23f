"""What was dropped of a model's reading stands beside what was not understood, with the reason."""

from tests.report import designs
from tests.report.test_length import written
from tools.domain.facts import Facts
from tools.intake.result import Dropped, Intake
from tools.report import document, markdown

READ = Intake(
    Facts(schema_version=1),
    dropped=(Dropped("entities.order.deletes", "hard", "orders | are shredded", "not found in your text"),),
)


def test_the_document_lists_what_was_dropped() -> None:
    text = markdown(document(designs.RETAILER, (), READ))
    assert "1 reading of the language model was dropped: your text does not bear this out" in text
    row = "| `entities.order.deletes` | hard | “orders \\| are shredded” | not found in your text |"
    assert row in text


def test_the_data_lists_it_too() -> None:
    (dropped,) = document(designs.RETAILER, (), READ).as_json()["dropped"]
    assert dropped == {
        "fact": "entities.order.deletes",
        "value": "hard",
        "quote": "orders | are shredded",
        "reason": "not found in your text",
    }


def test_where_nothing_was_dropped_nothing_is_said() -> None:
    assert "language model" not in written(designs.RETAILER, "Scope and assumptions")
