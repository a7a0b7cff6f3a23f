"""What was understood of a brief, as numbered lines with the words that they rest on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from tools.domain.evidence import Evidence, FileLine, Quote, cite
from tools.domain.facts import Facts, read_ref
from tools.domain.facts.model import SECTIONS
from tools.domain.facts.refs import leads_somewhere
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


def understood(found: Facts, now: Facts) -> tuple[Line, ...]:
    """Return what was found and still stands, row after row, with the values that it has now.

    The numbers are those of what was found, so that they stay when a line goes.
    """
    rows: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for ref, evidence in found.evidence.items():
        rows.setdefault(_row_of(ref), {}).setdefault(_origin(evidence), []).append(ref)
    in_order = sorted(rows.items(), key=lambda row: _place(row[0]))
    groups = ((row, origin, refs) for row, origins in in_order for origin, refs in origins.items())
    lines = (_line(number, *group, found, now) for number, group in enumerate(groups, start=1))
    return tuple(line for line in lines if line is not None)


def _line(
    number: int, row: str, origin: tuple[str, ...], refs: Sequence[str], found: Facts, now: Facts
) -> Line | None:
    """Return the line of one row and origin; None if nothing of it stands."""
    values = tuple(ref for ref in refs if not isinstance(read_ref(found, ref), BaseModel))
    standing = [ref for ref in values if leads_somewhere(now, ref) and read_ref(now, ref) not in (None, ())]
    if not leads_somewhere(now, row) or (values and not standing):
        return None
    told = (f"{_below(ref, row)} {shortened(_shown(read_ref(now, ref)))}" for ref in standing)
    said = ", ".join(one.strip() for one in told)
    corrected = any(read_ref(now, ref) != read_ref(found, ref) for ref in standing)
    return Line(
        number=number,
        struck=(row,) if row in refs else tuple(refs),
        facts=values,
        text=f"{row}: {said}" if said else row,
        source=f"corrected; {origin[0]}" if corrected else origin[0],
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
