"""What the rules, the laws and the checklist say of a design."""

from typing import Literal

from tools.domain.record import record

About = Literal["current", "recommended"]
Severity = Literal["critical", "high", "medium", "low", "none"]
SEVERITIES: tuple[Severity, ...] = ("critical", "high", "medium", "low", "none")
"""Worst first."""

LOUD: tuple[Severity, ...] = ("critical", "high")
"""Severities of a law or rule that warn: a path with such a fault cannot stay as it is."""

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


CheckStatus = Literal["holds", "violated", "exhausted", "not_modelled"]


@record(frozen=True, slots=True)
class TraceStep:
    """One step of a counterexample, in the user's names: `actor` does what `says` says, towards `to`."""

    actor: str
    to: str  # the actor itself for what it does alone
    says: str  # goes on after the actor: `commits v1 in PostgreSQL`
    kind: Literal["message", "crash", "lost", "note"]


@record(frozen=True, slots=True)
class Repaired:
    """The one switch that repairs a path, and what the checker says of it then."""

    says: str  # an instruction: `let the target refuse older versions`
    status: CheckStatus
    states: int
    scope: str


@record(frozen=True, slots=True)
class Explored:
    """What the model checker saw of one subject. Never a proof: it holds within its scope and assumptions."""

    path: str  # its id, or that of an operation of today or of a constraint
    about: About
    family: str  # e.g. `dual write`; empty if no family covers the path
    status: CheckStatus
    invariants: tuple[tuple[str, str], ...] = ()  # what was asked, and why of this path
    violated: str = ""  # the invariant that broke
    contradiction: str = ""  # e.g. `PostgreSQL has v2, Elasticsearch has v1`
    scope: str = ""  # e.g. `up to 2 writers and 1 fault`
    states: int = 0  # looked at, over all scopes
    faults: int = 0  # that the counterexample needs
    trace: tuple[TraceStep, ...] = ()
    repair: Repaired | None = None
    assumptions: tuple[str, ...] = ()  # what the model takes for granted
    assumed: tuple[str, ...] = ()  # what was taken for the worse because nobody said it
    reason: str = ""  # why no family covers the path
    disagrees: str = ""  # where laws and trace do not say the same


Check = Literal["one_place", "compensable", "anywhere"]
"""Where a constraint can be checked; `compensable`: in one place, or afterwards, since it can be undone."""


@record(frozen=True, slots=True)
class Coordination:
    """Whether places that decide apart can keep a constraint, by the row of the table that applies to it."""

    invariant: str
    check: Check
    row: str  # of docs/coordination.md
    because: str  # the merge that breaks it, in the user's names, or how many were tried
    assumed: str = ""  # the safer reading that stands in for an unsaid fact
    changed_by: tuple[str, ...] = ()  # writers of its entities, and operations that touch them


@record(frozen=True, slots=True)
class Verdict:
    """Everything that was found."""

    findings: tuple[Finding, ...] = ()
    laws: tuple[LawHit, ...] = ()
    checklist: tuple[CheckAnswer, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    explored: tuple[Explored, ...] = ()  # per path, today's before the recommended ones
    constraints: tuple[Coordination, ...] = ()  # per invariant of the facts
    gaps: tuple[str, ...] = ()  # what the document gates miss, empty when complete
