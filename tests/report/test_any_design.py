"""Whatever the steps design, its document agrees with itself."""

from hypothesis import given, settings

from tests.steps.systems import systems
from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.report import document, html, lint, markdown
from tools.report.mermaid import mermaid, parse_mermaid
from tools.steps import run


@settings(max_examples=25, deadline=None)
@given(systems())
def test_a_fresh_document_agrees_with_its_design(facts: Facts) -> None:
    design = run(facts)
    assert lint(markdown(document(design)), document(design).as_json()) == ()


@settings(max_examples=25, deadline=None)
@given(systems())
def test_every_picture_reads_back_as_it_stands_in_the_json(facts: Facts) -> None:
    for diagram in document(run(facts)).diagrams:
        assert parse_mermaid(mermaid(diagram)) == diagram


@settings(max_examples=10, deadline=None)
@given(systems())
def test_the_page_can_always_be_made(facts: Facts) -> None:
    assert html(document(run(facts))).endswith("</html>\n")


def test_a_design_without_facts_still_has_a_document() -> None:
    empty = document(Design(facts=Facts(schema_version=1)))
    assert markdown(empty).startswith("# Integration architecture\n")
