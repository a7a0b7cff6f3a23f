"""What a finished design means for the one who asked: a few lines, and an exit code."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from agent.cli import exit_codes
from agent.documents import MARKDOWN
from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.design import Design
from tools.domain.questions import Question
from tools.domain.verdict import SEVERITIES, Finding
from tools.intake.result import Intake
from tools.logic.condition import show
from tools.report import document
from tools.report.sections import needs_nothing

SHOWN = 5
"""Lines of one kind before the rest is only counted."""


def waiting(design: Design) -> tuple[Decision, ...]:
    """Return the decisions that wait for a fact that is assumed only where the user says so."""
    return tuple(one for one in design.decisions if one.choice == UNDETERMINED and one.waits_for)


def findings_from(design: Design, severity: str | None) -> tuple[Finding, ...]:
    """Return the findings of a severity or worse; none if no severity is given."""
    counted = SEVERITIES[: SEVERITIES.index(severity) + 1] if severity in SEVERITIES else ()
    return tuple(finding for finding in design.verdict.findings if finding.severity in counted)


def exit_code(design: Design, fail_on: str | None) -> int:
    """Return what the program ends with: the largest code that applies."""
    if waiting(design):
        return exit_codes.NEEDS_ANSWERS
    return exit_codes.FINDINGS if findings_from(design, fail_on) else exit_codes.OK


def reading(found: Intake) -> str:
    """Say what was not read or not understood, empty if nothing."""
    missed = [f"{one.file}: {one.status}, {one.how}" for one in found.coverage if one.status != "read"]
    unclear = [f"{one.file}:{one.line}: {one.note or 'not understood'}: “{one.text}”" for one in found.unread]
    disagree = [
        f"{one.fact}: the sources disagree: {' or '.join(show(value) for value, _ in one.values)}"
        for one in found.contradictions
    ]
    untrue = [f"{one.fact} = {one.value} was not taken: {one.reason}: “{one.quote}”" for one in found.dropped]
    return "\n".join([*_first(disagree), *_first(missed), *_first(unclear), *_first(untrue)])


def summary(design: Design, asked: Sequence[Question], folder: Path) -> str:
    """Say in a few lines where the document is and what stands in it."""
    return "\n".join(_lines(design, asked, folder))


def _lines(design: Design, asked: Sequence[Question], folder: Path) -> Iterator[str]:
    yield f"Written: {folder / MARKDOWN}"
    if needs_nothing(document(design, asked)):
        yield "You need none of this: one store serves every use that the facts name."
    for authority in design.recommended.authorities[:SHOWN]:
        yield f"System of record of {authority.entity}: {authority.store or 'not known'}"
    if (rest := len(design.recommended.authorities) - SHOWN) > 0:
        yield f"  and {rest} more"
    worst = findings_from(design, "high")
    yield f"Findings: {len(design.verdict.findings)}, of these critical or high: {len(worst)}"
    yield f"Open questions: {len(asked)}. Assumptions: {len(design.assumptions)}"
    for decision in waiting(design)[:SHOWN]:
        yield f"Undecided: {decision.topic} of {decision.subject}, waits for {', '.join(decision.waits_for)}"


def _first(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], f"  and {rest} more of this kind"] if rest > 0 else list(lines)
