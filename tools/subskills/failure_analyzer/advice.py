"""What there is to say of one troubled path, in the user's names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.domain.design import Design
from tools.domain.facts import CurrentPath
from tools.domain.subskills import Advice, Figure
from tools.domain.verdict import LOUD, Finding
from tools.knowledge.failure_modes import FailureMode, failure_modes
from tools.knowledge.signals import Check, signals
from tools.subskills.failure_analyzer.asking import names
from tools.subskills.failure_analyzer.next_look import Look, focus
from tools.subskills.failure_analyzer.observed import Observed, places, speaking
from tools.subskills.failure_analyzer.ranking import Cause
from tools.subskills.failure_analyzer.settings import names_of

TOLD = ("confirmed", "likely", "suspected", "contradictory")
"""Standings of causes that are told whole; the others are only named."""


@dataclass(frozen=True, slots=True)
class Case:
    """One troubled path: its causes by rank, and what to look for next."""

    design: Design
    path: CurrentPath
    parts: tuple[str, ...]  # its ids in the design, one per entity
    seen: Observed
    causes: tuple[Cause, ...]
    look: Look | None

    def standing(self, *standings: str) -> tuple[Cause, ...]:
        """Return the causes that stand so."""
        return tuple(cause for cause in self.causes if cause.standing in standings)


def advice(case: Case, others: Sequence[Case], decisions: tuple[str, ...], name: str) -> Advice:
    """Return the causes by rank with what confirms, excludes and mends each, and the next signal."""
    return Advice(
        subskill=name,
        subject=case.path.id,
        decisions=decisions,
        says=_says(case),
        figures=tuple(_figures(case)),
        shows=tuple(_told(cause, case, others) for cause in case.standing(*TOLD)),
        notes=tuple(_notes(case)),
    )


def _says(case: Case) -> str:
    first = case.causes[0]
    name = f"{first.mode.id}, {_lower(first.mode.name)}"
    match first.standing:
        case "confirmed":
            said = f"what was seen at {case.path.id} confirms {name}: {first.mode.fix}"
        case "likely":
            said = f"look first into {name}: {case.path.id} is built so that it can happen"
        case "suspected":
            said = f"look first into {name}: users tell of {case.path.id} as of this fault"
        case "possible":
            count = len(case.standing("possible"))
            said = f"nothing points at one cause at {case.path.id}: {count} are possible"
        case _:
            said = f"no known failure mode is left at {case.path.id}: look for a cause that is not catalogued"
    return said if case.look is None else f"{said}. Look next for `{case.look.signal}`"


def _figures(case: Case) -> Iterator[Figure]:
    total, elsewhere = len(failure_modes()), len(case.standing("not_here"))
    out, left = len(case.standing("ruled_out")), total - elsewhere - len(case.standing("ruled_out"))
    yield Figure(
        "causes that remain",
        f"{total} catalogued - {elsewhere} that this path cannot have - {out} ruled out by signals",
        str(left),
    )
    if case.look is None:
        return
    seen, absent = case.look.if_seen, case.look.if_not
    yield Figure(
        f"causes that looking for `{case.look.signal}` settles, of {_ids(case.look.among)}",
        f"if it is seen: {_ids(seen)}; if not: {_ids(absent)}; the fewer of {len(seen)} and {len(absent)}",
        f"at least {case.look.at_least} of {len(case.look.among)}",
    )


def _told(cause: Cause, case: Case, others: Sequence[Case]) -> str:
    mode = cause.mode
    touched = _touched(mode.id, others)
    parts = [
        f"{mode.id} {mode.name}, {cause.standing}: {'; '.join(_reasons(cause, case))}",
        *_signs(cause, case),
        f"Fix: {mode.fix}",
        *([f"Touches {_ids(touched)}"] if set(touched) - set(case.parts) else []),
    ]
    return ". ".join(part.rstrip(".?") for part in parts) + "."


def _signs(cause: Cause, case: Case) -> Iterator[str]:
    """Name the signals, not known yet, that would confirm a cause or rule it out."""
    mode = cause.mode
    telling = [
        f"`{id_}` ({', '.join(_meaning(id_, mode))})" for id_ in mode.signals if id_ in case.seen.askable
    ]
    if telling:
        yield f"Look for {'; '.join(telling)}"


def _meaning(id_: str, mode: FailureMode) -> Iterator[str]:
    if id_ in mode.confirmed_by:
        yield "seen: it is this"
    if id_ in mode.ruled_out_without:
        yield "not seen: it is not this"
    if id_ in mode.ruled_out_by:
        yield "seen: it is not this"


def _reasons(cause: Cause, case: Case) -> Iterator[str]:
    found = cause.witnesses
    if spoken := speaking(cause.mode, case.seen):
        signal, row = spoken
        value = "" if row.value is None else f" ({row.value})"
        yield f"`{signal}` was {'seen' if row.seen else 'not seen'} at {row.at}{value}"
    if found.trace:
        yield f"the model checker found a run that ends so on {found.trace.path}: {found.trace.contradiction}"
    if found.law:
        yield f"law {cause.mode.law} applies: {found.law}"
    if found.rule:
        yield f"design rule {found.rule.rule} reports that {found.rule.message}"
    if found.check:
        yield f"checklist item {cause.mode.checklist} fails: {found.check}"
    if found.trigger:
        yield found.trigger
    if found.told:
        yield f"users say “{found.told.rstrip('.')}”"
    if cause.fits == "unsaid":
        yield "nobody said enough of the path to exclude it"


def _how(id_: str, case: Case) -> str:
    check = check_for(id_, case)
    cited = "; ".join(source.label for source in check.cited)
    return f"{_filled(check.run, case)}; seen if {check.seen_if} ({cited})"


def check_for(id_: str, case: Case) -> Check:
    """Return the query for the technologies of the path; the first one if none of them has its own."""
    checks = signals()[id_].checks
    known = set[str]()
    for store in places(case.path, id_):
        known |= names_of(case.design.facts, store) or set()
    own = (check for check in checks if known & set(check.technologies))
    anywhere = (check for check in checks if not check.technologies)
    return next(own, None) or next(anywhere, checks[0])


def _notes(case: Case) -> Iterator[str]:
    yield from _looking(case)
    for cause in case.standing("contradictory"):
        yield f"Look again at what was seen of {cause.mode.id}: the observations exclude each other"
    if named_only := case.standing("possible"):
        yield f"Possible, with nothing for or against them: {_named(named_only)}"
    if gone := case.standing("ruled_out"):
        yield f"Ruled out by what was looked for: {_named(gone)}"
    for finding in _uncovered(case):
        yield f"No failure mode, and wrong all the same: {finding.message} ({finding.rule})"


def _looking(case: Case) -> Iterator[str]:
    """Say how to look for each signal that the told causes name, the next one first."""
    told = [id_ for cause in case.standing(*TOLD) for id_ in cause.mode.signals]
    if case.look:
        fact = case.seen.askable[case.look.signal]
        asks = _question(case.look.signal, case)
        yield f"Next, `{case.look.signal}`: {asks} {_how(case.look.signal, case)}. Answer as `{fact}`"
    elif focus(case.causes):
        yield "No signal that is not known yet would tell these causes apart"
    for id_ in dict.fromkeys(told):
        if id_ in case.seen.askable and not (case.look and id_ == case.look.signal):
            yield f"`{id_}`: {_how(id_, case)}"


def _uncovered(case: Case) -> Iterator[Finding]:
    """Yield loud rules of this path that warn of none of the causes that are told."""
    covered = {rule for mode in failure_modes() for rule in mode.rules}
    for finding in case.design.verdict.findings:
        loud = finding.severity in LOUD and finding.about == "current"
        if loud and finding.subject in case.parts and finding.rule not in covered:
            yield finding


def _touched(mode: str, others: Sequence[Case]) -> tuple[str, ...]:
    """Return the paths on which a failure mode is confirmed, or open for a reason."""
    return tuple(
        part
        for case in others
        if any(cause.mode.id == mode and cause.standing in TOLD for cause in case.causes)
        for part in case.parts
    )


def _question(id_: str, case: Case) -> str:
    return signals()[id_].asks.format_map(names(case.design.facts, case.path))


def _filled(text: str, case: Case) -> str:
    for name, value in names(case.design.facts, case.path).items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _named(causes: Sequence[Cause]) -> str:
    return ", ".join(f"{cause.mode.id} {_lower(cause.mode.name)}" for cause in causes)


def _ids(ids: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(ids)) or "none"


def _lower(name: str) -> str:
    """Return a name as it stands inside a sentence; an abbreviation keeps its capitals."""
    return name if name[1:2].isupper() else name[0].lower() + name[1:]
