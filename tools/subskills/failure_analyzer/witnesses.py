"""What the design says of a failure mode on a path: runs that were found, laws, rules, checks, complaints."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from tools.domain.facts import CurrentPath, Facts
from tools.domain.verdict import Explored, Finding, Verdict
from tools.knowledge.failure_modes import FailureMode

T = TypeVar("T")

PAST_THE_APPLICATION = "F49"
"""The failure mode that a fact by itself sets off: a writer that the path does not see."""


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Everything in the design that speaks for one failure mode on one path."""

    trace: Explored | None = None
    law: str = ""  # why the law that names the fault applies
    rule: Finding | None = None
    check: str = ""  # what decided that the item fails
    trigger: str = ""  # what is said of the system and sets it off
    told: str = ""  # the complaint

    @property
    def count(self) -> int:
        """How many kinds of witness there are."""
        return sum(map(bool, (self.trace, self.law, self.rule, self.check, self.trigger, self.told)))


def about(parts: Collection[str], verdict: Verdict) -> Verdict:
    """Return what of a verdict can speak for a failure of today's paths with these ids, and nothing else."""
    return Verdict(
        findings=tuple(one for one in verdict.findings if one.subject in parts and one.about == "current"),
        laws=tuple(hit for hit in verdict.laws if hit.path in parts and not hit.unknown),
        checklist=tuple(one for one in verdict.checklist if one.path in parts and one.answer == "fail"),
        explored=tuple(one for one in verdict.explored if one.path in parts and one.violated),
    )


def witnesses(mode: FailureMode, path: CurrentPath, verdict: Verdict, facts: Facts) -> Witnesses:
    """Return what speaks for a mode on a path of today; `verdict` is what `about` leaves for its parts."""
    return Witnesses(
        trace=_first(one for one in verdict.explored if _shows(mode, one)),
        law=_first(hit.because for hit in verdict.laws if hit.law == mode.law) or "",
        rule=_first(one for one in verdict.findings if one.rule in mode.rules),
        check=_first(one.evidence for one in verdict.checklist if one.item == mode.checklist) or "",
        trigger=_trigger(mode, path, facts),
        told=_first(text for text in sorted(path.symptoms) if tells(mode.symptoms_words, text)) or "",
    )


def _trigger(mode: FailureMode, path: CurrentPath, facts: Facts) -> str:
    """Return the writers past the application that feed a path, for the failure mode that they set off."""
    if mode.id != PAST_THE_APPLICATION:
        return ""
    past = sorted(
        writer.id
        for writer in facts.writers
        if writer.out_of_band
        and any(write.store == path.source and write.entity in path.entities for write in writer.writes)
    )
    return f"{path.source} is written past the application by {' and '.join(past)}" if past else ""


def _shows(mode: FailureMode, explored: Explored) -> bool:
    return explored.family in mode.found_in and mode.breaks in ("", explored.violated)


def tells(phrases: Iterable[str], complaint: str) -> bool:
    """Return whether all words of one phrase stand in a complaint; `price` is found in `prices` too."""
    words = _words(complaint)
    return any(
        all(any(word.startswith(part) for word in words) for part in _words(phrase)) for phrase in phrases
    )


def _words(text: str) -> list[str]:
    return re.findall(r"[\w-]+", text.casefold())


def _first(found: Iterable[T]) -> T | None:
    return next(iter(found), None)
