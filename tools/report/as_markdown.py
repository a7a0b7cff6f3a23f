"""Sections as GitHub-flavoured Markdown."""

import re
from collections.abc import Iterable
from functools import lru_cache

from tools.report.blocks import Block, Bullets, Code, Figure, Fold, Heading, Paragraph, Section, Table
from tools.report.mermaid import mermaid
from tools.report.sequence import Sequence, sequence_diagram

_CODE = re.compile(r"`([^`\n]+)`")
_SPECIAL = re.compile(r"([\\`*\[\]~]|(?<![^\W_])_|_(?![^\W_]))")
_LINE_START = re.compile(r"^(\d*)([#>+.-])(?=\s|$)")
_TAG_OR_ENTITY = re.compile(r"<(?=[\w/!?])|&(?=#?\w+;)")


def render(title: str, sections: Iterable[Section]) -> str:
    """Return the document as Markdown text, ending in one newline."""
    parts = [f"# {_text(title)}"]
    for section in sections:
        parts += [f"## {_text(section.title)}", *map(_block, section.blocks)]
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case Paragraph(text, lead):
            return f"{_lead(lead)}{_text(text)}"
        case Bullets(items, numbered):
            marks = [f"{i}." if numbered else "-" for i in range(1, len(items) + 1)]
            return "\n".join(
                f"{mark} {_lead(lead)}{_text(text)}" for mark, (lead, text) in zip(marks, items, strict=True)
            )
        case Table(head, rows):
            return "\n".join((_row(head), _row(("---",) * len(head), raw=True), *map(_row, rows)))
        case Heading(text):
            return f"### {_text(text)}"
        case Code(language, text):
            fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
            return f"{fence}{language}\n{text.rstrip()}\n{fence}"
        case Figure(diagram):
            drawn = sequence_diagram(diagram) if isinstance(diagram, Sequence) else mermaid(diagram)
            return f"```mermaid\n{drawn}\n```"
        case Fold(title, blocks):
            inside = "\n\n".join(map(_block, blocks))
            return f"<details>\n<summary>{_html(title)}</summary>\n\n{inside}\n\n</details>"


def _row(cells: tuple[str, ...], raw: bool = False) -> str:
    shown = cells if raw else tuple(_text(cell).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(shown)} |"


def _lead(lead: str) -> str:
    return f"**{_text(lead)}** " if lead else ""


@lru_cache(maxsize=1 << 14)
def _text(text: str) -> str:
    """Escape what Markdown would read as markup; code in backticks stays as it is."""
    parts = _CODE.split(" ".join(text.split()))
    shown = "".join(f"`{part}`" if i % 2 else _plain(part) for i, part in enumerate(parts))
    return _LINE_START.sub(r"\1\\\2", shown)


def _plain(text: str) -> str:
    return _html(_SPECIAL.sub(r"\\\1", text))


def _html(text: str) -> str:
    """Keep the text from being read as a tag or a character reference."""
    return _TAG_OR_ENTITY.sub(lambda match: "&lt;" if match[0] == "<" else "&amp;", text)
