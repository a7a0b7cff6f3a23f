"""Sections as one self-contained page."""

import re
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from tools.report.blocks import Section
from tools.report.diagram import Diagram
from tools.report.sequence import Sequence
from tools.report.sequence_svg import sequence_svg
from tools.report.svg import svg

_CODE = re.compile(r"`([^`\n]+)`")
_URL = re.compile(r"(https?://[^\s<>\"']+)")


def render(title: str, sections: Iterable[Section]) -> str:
    """Return the page: no network, no script, readable in print, in light and in dark."""
    return _template().render(title=title, sections=tuple(sections))


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("tools.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(text=_text, svg=_picture)
    environment.tests["kind"] = lambda block, name: type(block).__name__ == name
    return environment.get_template("page.html.j2")


def _picture(diagram: Diagram | Sequence) -> Markup:
    return sequence_svg(diagram) if isinstance(diagram, Sequence) else svg(diagram)


def _text(text: str) -> Markup:
    """Return text with code in backticks set as code and addresses as links; all else is escaped."""
    parts = (
        Markup("<code>{}</code>").format(part) if i % 2 else _linked(part)
        for i, part in enumerate(_CODE.split(text))
    )
    return Markup("").join(parts)


def _linked(text: str) -> Markup:
    parts = (
        Markup('<a href="{0}">{0}</a>').format(part) if i % 2 else escape(part)
        for i, part in enumerate(_URL.split(text))
    )
    return Markup("").join(parts)
