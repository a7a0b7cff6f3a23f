"""What the rules, the laws and the checklist say of a design."""

from typing import Literal

from tools.domain.record import record

About = Literal["current", "recommended"]
Severity = Literal["critical", "high", "medium", "low", "none"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "none")
"""Worst first."""

Answer = Literal["pass", "fail", "unknown", "not_applicable"]


@record(frozen=True, slots=True)
class Finding:
    """Something wrong with a design, named by the rule that saw it."""

    rule: str
    severity: Severity
    about: About
    subject: str  # path, entity or store id
    message: str
    evidence: tuple[str, ...] = ()  # fact references and citations
    remedy: str = ""


@record(frozen=True, slots=True)
class LawHit:
    """A composition law that holds for a path."""

    law: str
    about: About
    path: str
    says: str  # e.g. CONVERGENT, STALE_OVERWRITE
    severity: Severity
    because: str
    fix: str
    unknown: tuple[str, ...] = ()  # traits that would decide it; empty: the law holds


@record(frozen=True, slots=True)
class CheckAnswer:
    """One item of the checklist for one path (or for the system, `path` is then empty)."""

    item: str
    about: About
    path: str
    answer: Answer
    severity: Severity
    evidence: str  # what decided, or what would tell
    by_operation: bool = False  # unknown because only running it can show it: a gate before going live


@record(frozen=True, slots=True)
class SignOff:
    """The verdict on one path."""

    about: About
    path: str
    outcome: str  # passes | blocked | refused
    decision: str


@record(frozen=True, slots=True)
class Verdict:
    """Everything that was found."""

    findings: tuple[Finding, ...] = ()
    laws: tuple[LawHit, ...] = ()
    checklist: tuple[CheckAnswer, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    gaps: tuple[str, ...] = ()  # what the document gates miss, empty when complete
