"""The two renderings of a document."""

from tools.report import as_html, as_markdown
from tools.report.document import Document
from tools.report.sections import sections


def markdown(doc: Document) -> str:
    """Return `integration-architecture.md`."""
    return as_markdown.render(title(doc), sections(doc))


def html(doc: Document) -> str:
    """Return one self-contained page: no network, no script."""
    return as_html.render(title(doc), sections(doc))


def title(doc: Document) -> str:
    """Return the document's title."""
    return f"Integration architecture: {doc.system}" if doc.system else "Integration architecture"
