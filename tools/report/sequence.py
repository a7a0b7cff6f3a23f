"""A counterexample as a Mermaid sequence diagram: who does what in which order, and how it ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from tools.domain.verdict import TraceStep
from tools.report.layout import wrapped

NAME_CHARACTERS = 24
LABEL_CHARACTERS = 40
"""Where lines break: a wider label pushes the lifelines apart (engineering judgement)."""

_SPECIAL = re.compile(r"[^\w ,.()/+='-]")
_END = re.compile(r"\b[eE](?=[nN][dD]\b)")
_BLANK = "#160;"  # Mermaid refuses a text without a character


@dataclass(frozen=True, slots=True)
class Sequence:
    """One picture of a counterexample. `end` is the contradiction that it leads to."""

    id: str  # of the path
    title: str
    steps: tuple[TraceStep, ...]
    end: str

    @property
    def participants(self) -> tuple[str, ...]:
        """Everybody who takes part, in the order of appearance."""
        return tuple(dict.fromkeys(name for step in self.steps for name in (step.actor, step.to)))


@lru_cache(maxsize=1 << 12)
def sequence_diagram(sequence: Sequence) -> str:
    """Return the picture as a Mermaid `sequenceDiagram`, without a fence.

    The numbers are those of the steps: Mermaid counts messages alone, so a note carries its own number and
    the counting goes on after it.
    """
    return "\n".join(("sequenceDiagram", *(f"  {line}" for line in _lines(sequence))))


def counterexample(text: str) -> str | None:
    """Return the path whose counterexample a Mermaid text says to draw, None for another diagram."""
    found = re.search(r"^\s*%% counterexample: (\S+)\s*$", text, re.MULTILINE)
    return found[1] if found else None


def _lines(sequence: Sequence) -> Iterator[str]:
    names = sequence.participants
    ids = {name: f"p{number}" for number, name in enumerate(names, start=1)}
    yield f"%% counterexample: {sequence.id}"
    yield "autonumber"
    for name in names:
        yield f"participant {ids[name]} as {_text(name, NAME_CHARACTERS)}"
    expected = 1  # Mermaid's own next number
    for number, step in enumerate(sequence.steps, start=1):
        actor, to, says = ids[step.actor], ids[step.to], _text(step.says, LABEL_CHARACTERS)
        if step.kind in ("crash", "note"):
            yield f"Note over {actor}: {number}. {says}"
            continue
        if number != expected:
            yield f"autonumber {number}"
        expected = number + 1
        yield f"{actor}{'--x' if step.kind == 'lost' else '->>'}{to}: {says}"
    if names:
        across = ids[names[0]] if len(names) == 1 else f"{ids[names[0]]},{ids[names[-1]]}"
        yield f"Note over {across}: {_text(sequence.end, 2 * LABEL_CHARACTERS)}"


def _text(text: str, characters: int) -> str:
    """Break a text into lines, and write what could mean something to Mermaid as a numeric entity."""
    return "<br/>".join(map(_escape, wrapped(text, characters))) or _BLANK


def _escape(line: str) -> str:
    return _END.sub(_entity, _SPECIAL.sub(_entity, line))


def _entity(match: re.Match[str]) -> str:
    return f"#{ord(match[0])};"
