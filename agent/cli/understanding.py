"""What was understood of a brief, as numbered lines with the words that they rest on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tools.domain.evidence import Evidence, FileLine, Quote, cite
from tools.domain.facts import Facts, read_ref
from tools.domain.facts.model import SECTIONS
from tools.logic.condition import show

_LONGEST = 72
"""Characters of a quote or a long text, where a line is to stay one line."""


@dataclass(frozen=True, slots=True)
class Line:
    """Values of one row that rest on the same words; the first line of a row stands for the row itself."""

    number: int
    struck: tuple[str, ...]  # what goes when the line is struck out
    facts: tuple[str, ...]  # references of its values
    text: str
    source: str  # file and line, or why it was assumed
    quote: str  # words of the brief, on one line; empty where there are none


def understood(facts: Facts) -> tuple[Line, ...]:
    """Return what facts say, row after row, numbered from 1."""
    rows: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for ref, evidence in facts.evidence.items():
        rows.setdefault(_row_of(ref), {}).setdefault(_origin(evidence), []).append(ref)
    in_order = sorted(rows.items(), key=lambda row: _place(row[0]))
    lines = ((row, origin, refs) for row, origins in in_order for origin, refs in origins.items())
    return tuple(_line(facts, number, *line) for number, line in enumerate(lines, start=1))


def _line(facts: Facts, number: int, row: str, origin: tuple[str, ...], refs: Sequence[str]) -> Line:
    values = tuple(ref for ref in refs if not isinstance(read_ref(facts, ref), BaseModel))
    said = ", ".join(
        f"{_below(ref, row)} {shortened(_shown(read_ref(facts, ref)))}".strip() for ref in values
    )
    return Line(
        number=number,
        struck=(row,) if row in refs else tuple(refs),
        facts=values,
        text=f"{row}: {said}" if said else row,
        source=origin[0],
        quote=origin[1] if len(origin) > 1 else "",
    )


def _row_of(ref: str) -> str:
    """Return the row that a reference points into; of what is no list, its group."""
    section, *rest = ref.split(".")
    return ".".join([section, *rest[:1]]) if section in SECTIONS else section


def _place(row: str) -> int:
    section, _, _ = row.partition(".")
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


def _origin(evidence: Evidence) -> tuple[str, ...]:
    """Return what the values of one line have in common: a quote; of a structured file, the file."""
    match evidence:
        case Quote():
            return f"{evidence.file}:{evidence.line}", " ".join(evidence.text.split())
        case FileLine():
            return (evidence.file,)
        case _:
            return (cite(evidence),)


def shortened(text: str) -> str:
    """Return a text with no more of it than tells what it is."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"


def _below(ref: str, row: str) -> str:
    return ref.removeprefix(row).removeprefix(".")


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(map(_shown, value))
    if isinstance(value, BaseModel):
        return " ".join(_words(value))
    return "unsaid" if value is None else show(value)


def _words(row: BaseModel) -> Iterator[str]:
    yield from (_shown(value) for _, value in row if value not in (None, ()))
