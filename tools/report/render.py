"""The two renderings of a design."""

from collections.abc import Iterable

from tools.domain.design import Design
from tools.domain.questions import Question
from tools.report import as_html, as_markdown
from tools.report.build import document
from tools.report.document import Document
from tools.report.sections import sections


def markdown(design: Design, questions: Iterable[Question] = ()) -> str:
    """Return `integration-architecture.md`."""
    doc = document(design, questions)
    return as_markdown.render(title(doc), sections(doc))


def html(design: Design, questions: Iterable[Question] = ()) -> str:
    """Return one self-contained page: no network, no script."""
    doc = document(design, questions)
    return as_html.render(title(doc), sections(doc))


def title(doc: Document) -> str:
    """Return the document's title."""
    return f"Integration architecture: {doc.system}" if doc.system else "Integration architecture"
