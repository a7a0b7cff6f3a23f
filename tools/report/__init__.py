"""A design becomes a document: Markdown with Mermaid, JSON beside it, one self-contained page."""

from tools.report.build import document
from tools.report.document import Document, json_schema
from tools.report.lint import lint
from tools.report.render import html, markdown

__all__ = ["Document", "document", "html", "json_schema", "lint", "markdown"]
