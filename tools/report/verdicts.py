"""What the model checker saw of each path, as the document holds and words it."""

from collections.abc import Hashable

from tools.domain.record import record
from tools.domain.verdict import About, CheckStatus, Explored, Repaired, TraceStep
from tools.report.sequence import Sequence, sequence_diagram
from tools.report.text import counted, number
from tools.report.words import words


@record(frozen=True, slots=True)
class Demand:
    """An invariant that was asked of a path, and why of this one."""

    invariant: str
    because: str


@record(frozen=True, slots=True)
class VerdictEntry:
    """The verdict on one path: no violation within a scope, a counterexample, or why there is neither."""

    path: str  # its id, or that of an operation of today or of a constraint
    about: About
    family: str  # of models; empty if none covers the path
    status: CheckStatus
    invariants: tuple[Demand, ...]
    violated: str
    contradiction: str
    scope: str  # e.g. `up to 2 writers and 1 fault`; where the budget ran out, what was searched through
    states: int
    faults: int  # in the counterexample
    steps: int  # of the counterexample
    trace: tuple[TraceStep, ...]
    mermaid: str  # the counterexample drawn, empty if there is none
    repair: Repaired | None
    assumptions: tuple[str, ...]  # of the model
    assumed: tuple[str, ...]  # for the worse, of this path, because nobody said
    reason: str  # why no family covers the path
    disagrees: str  # where laws and search do not say the same

    @property
    def asked_because(self) -> str:
        """Why the invariant that broke was asked of this path."""
        return next((demand.because for demand in self.invariants if demand.invariant == self.violated), "")


def verdict_entry(seen: Explored) -> VerdictEntry:
    """Return what was seen of a path as the document holds it."""
    return VerdictEntry(
        path=seen.path,
        about=seen.about,
        family=seen.family,
        status=seen.status,
        invariants=tuple(Demand(*pair) for pair in seen.invariants),
        violated=seen.violated,
        contradiction=seen.contradiction,
        scope=seen.scope,
        states=seen.states,
        faults=seen.faults,
        steps=len(seen.trace),
        trace=seen.trace,
        mermaid=sequence_diagram(picture(seen)) if seen.trace else "",
        repair=seen.repair,
        assumptions=seen.assumptions,
        assumed=seen.assumed,
        reason=seen.reason,
        disagrees=seen.disagrees,
    )


def picture(seen: Explored | VerdictEntry) -> Sequence:
    """Return the picture of a counterexample."""
    return Sequence(seen.path, f"How {seen.path} goes wrong", seen.trace, seen.contradiction)


def alike(entry: VerdictEntry) -> Hashable:
    """Return what two verdicts share if telling one of them tells both: the same model, seen alike."""
    kinds = tuple(step.kind for step in entry.trace)
    broken = tuple(demand.invariant == entry.violated for demand in entry.invariants)
    repair = entry.repair and (entry.repair.status, entry.repair.states)
    return (
        entry.about, entry.family, entry.status, broken, entry.scope, entry.states, kinds, repair,
        entry.assumptions, entry.assumed, entry.reason, entry.disagrees,
    )  # fmt: skip


def outcome(status: CheckStatus, states: int, scope: str) -> str:
    """Return how a search ended: `no violation in 1,234 states for up to 2 writers and 1 fault`."""
    seen = f"{number(states)} states"
    match status:
        case "holds":
            return f"no violation in {seen} for {scope}"
        case "violated":
            return f"a violation within {seen}, for {scope}"
        case "exhausted":
            beyond = f"no violation for {scope}, no verdict beyond" if scope else "no verdict"
            return f"{words('search', status)} after {seen}: {beyond}"
        case "not_modelled":
            return words("search", status)


def length(entry: VerdictEntry) -> str:
    """Return how long a counterexample is: `4 steps and 1 fault`, `4 steps without a fault`."""
    faults = f"and {counted(entry.faults, 'fault')}" if entry.faults else "without a fault"
    return f"{counted(entry.steps, 'step')} {faults}"


def told(entry: VerdictEntry) -> tuple[tuple[str, str], ...]:
    """Return a counterexample as prose: (`Fault.` or nothing, what happens) for each step."""
    return tuple(
        ("Fault:" if step.kind in ("crash", "lost") else "", f"{step.actor} {step.says}.")
        for step in entry.trace
    )


def repaired(entry: VerdictEntry) -> str:
    """Return the change that mends a path and how the search ends then, empty if none is known."""
    if entry.repair is None:
        return ""
    ends = outcome(entry.repair.status, entry.repair.states, entry.repair.scope)
    return f"{entry.repair.says.rstrip('.')}. Searched again with that: {ends}."
