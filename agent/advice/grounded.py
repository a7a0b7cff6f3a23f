"""Prose of advice brings settings and numbers of its own. What it says of the design must be there."""

import re

from agent.advice.claims import Advised
from agent.advice.outcome import Outcome, refused
from tools.report.grounding import misnamed, strange_numbers
from tools.report.grounds import Grounds


def ungrounded(text: str, grounds: Grounds) -> Outcome | None:
    """Refuse prose that names a technology, rule, decision or fact of its own, or runs a path otherwise."""
    wrong = next(misnamed(text, grounds), None)
    return refused(wrong) if wrong else None


def new_numbers(block: Advised, grounds: Grounds) -> Outcome | None:
    """Return that prose gives numbers which neither the design, nor its own code, nor a claim has."""
    checked = " ".join((block.code, *(claim.model_dump_json() for claim in block.claims)))
    own = [one for one in strange_numbers(block.text, grounds) if _figure(one) not in checked]
    return Outcome("not checked", f"a number of its own: {own[0]}") if own else None


def _figure(offence: str) -> str:
    found = re.search(r"\d+(?:[.,]\d+)?", offence)
    return found[0] if found else offence
