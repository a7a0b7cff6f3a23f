"""Reading back what a Markdown document says: its tables, diagrams and code spans, with their lines."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_CELL = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\([\\`*_\[\]~|#>+.-])")
_RULE = re.compile(r"\|?(\s*:?-{3,}:?\s*\|)+\s*(:?-{3,}:?\s*)?")


@dataclass(frozen=True, slots=True)
class MarkdownTable:
    """A table: its head, and each row with its line."""

    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def tables(markdown: str) -> Iterator[MarkdownTable]:
    """Yield the tables outside code listings, cells without markup."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    for number, line in [*_outside_code(markdown), (0, "")]:
        if line.lstrip().startswith("|"):
            if not _RULE.fullmatch(line.strip()):
                rows.append((number, _cells(line)))
        elif rows:
            yield MarkdownTable(rows[0][1], tuple(rows[1:]))
            rows = []


def diagrams(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield the first line and the text of each Mermaid listing."""
    start, inside = 0, list[str]()
    for number, line in enumerate(markdown.splitlines(), start=1):
        if start and line.strip() == "```":
            yield start, "\n".join(inside)
            start, inside = 0, []
        elif start:
            inside.append(line)
        elif line.strip() == "```mermaid":
            start = number + 1


def code_spans(markdown: str) -> Iterator[tuple[int, str]]:
    """Yield each `code` outside listings with its line."""
    for number, line in _outside_code(markdown):
        for span in re.findall(r"`([^`]+)`", line):
            yield number, span


def section(markdown: str, title: str) -> str:
    """Return the text of the section with this title, empty if there is none."""
    found = re.search(rf"^## {re.escape(title)}\s*$(.*?)(?=^## |\Z)", markdown, re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def _outside_code(markdown: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(markdown.splitlines(), start=1):
        opened = re.match(r"\s*(`{3,})", line)
        if fence:
            if line.strip() == fence:
                fence = ""
        elif opened:
            fence = opened[1]
        else:
            yield number, line


def _cells(line: str) -> tuple[str, ...]:
    cells = _CELL.split(
        line.strip().strip("|") if not line.strip().endswith(r"\|") else line.strip().lstrip("|")
    )
    return tuple(plain(cell) for cell in cells)


def plain(text: str) -> str:
    """Return a cell as a reader sees it."""
    return html.unescape(_ESCAPED.sub(r"\1", text)).replace("`", "").replace("**", "").strip()
