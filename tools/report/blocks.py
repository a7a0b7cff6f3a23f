"""What a rendering is made of: sections of blocks, the same for Markdown and HTML.

Text is plain; `backticks` set code. Everything else in it is shown as it stands.
"""

from dataclasses import dataclass
from typing import TypeAlias

from tools.report.diagram import Diagram
from tools.report.sequence import Sequence


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, with an optional lead in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of (lead, text); the lead is bold and may be empty."""

    items: tuple[tuple[str, str], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Rows are as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A listing."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A diagram of the system, or of a counterexample."""

    diagram: Diagram | Sequence


@dataclass(frozen=True, slots=True)
class Fold:
    """Details that a reader opens."""

    title: str
    blocks: tuple["Block", ...]


Block: TypeAlias = Paragraph | Bullets | Table | Heading | Code | Figure | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the document."""

    title: str
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """The section's id in a page."""
        return "".join(c if c.isalnum() else "-" for c in self.title.lower())


def bullets(*items: str | tuple[str, str], numbered: bool = False) -> Bullets:
    """Return a list of texts, or of (lead, text)."""
    return Bullets(tuple(item if isinstance(item, tuple) else ("", item) for item in items), numbered)


def listed(text: str, items: tuple[str, ...]) -> tuple[Block, ...]:
    """Return a paragraph and its list, or nothing if the list is empty."""
    return (Paragraph(text), bullets(*items)) if items else ()
