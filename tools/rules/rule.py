"""What a design rule is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.domain.design import Architecture, Design
from tools.domain.verdict import Severity


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a design breaks a rule."""

    subject: str  # path, entity, store, read, operation or invariant id
    message: str  # in the user's names
    evidence: tuple[str, ...] = ()  # fact references with their citation, or decision ids
    severity: Severity | None = None  # None: the rule's own


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A named fault that a finished design can have. `violations` yields where it has it, or nothing.

    `sources` are ids of tools/knowledge/sources.yaml. A rule speaks on what is known: an unsaid fact is no
    violation, except where silence itself is the fault.
    """

    id: str
    name: str
    problem: str
    rationale: str
    remedy: str
    sources: tuple[str, ...]
    severity: Severity
    violations: Callable[[Design, Architecture], Iterator[Violation]]
