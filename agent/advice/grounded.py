"""Prose of advice brings settings and numbers of its own; a technology or a mechanism of its own is wrong."""

from collections.abc import Iterator

from agent.advice.outcome import Outcome, refused
from tools.intake.mentions import mentions
from tools.report.contradicted import contradicted
from tools.report.grounds import Grounds


def misnamed(text: str, grounds: Grounds) -> Outcome | None:
    """Refuse prose that names a technology which the design does not have, or runs a path otherwise."""
    wrong = next(_wrong(text, grounds), None)
    return refused(wrong) if wrong else None


def _wrong(text: str, grounds: Grounds) -> Iterator[str]:
    for mention in mentions(text):
        if mention.technology.id not in grounds.technologies:
            yield f"the design has no {text[mention.start : mention.end]}"
    yield from contradicted(text, grounds.document)
