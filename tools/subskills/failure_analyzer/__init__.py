"""distributed-failure-analyzer: from complaints and signals to ranked causes, and what to look for next."""

from collections.abc import Iterator

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, derived, mapped
from tools.domain.decisions import Value
from tools.domain.design import Design
from tools.domain.facts import CurrentPath
from tools.domain.subskills import Advice
from tools.knowledge.failure_modes import FailureMode, failure_modes
from tools.subskills.failure_analyzer.advice import Case, advice
from tools.subskills.failure_analyzer.implied import troubled
from tools.subskills.failure_analyzer.next_look import Look, next_look
from tools.subskills.failure_analyzer.observed import Effect, Observed, effect, observed, speaking, without
from tools.subskills.failure_analyzer.ranking import Cause, ranked
from tools.subskills.failure_analyzer.settings import Fits, fits, setting
from tools.subskills.failure_analyzer.witnesses import Witnesses, about, witnesses
from tools.subskills.subskill import Subskill

NAME = "distributed-failure-analyzer"
GROUP = "S7.cause"

UNTOLD = ("possible", "not_here")
"""Standings of which there is nothing to tell: no decision is kept for them."""


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Return, per path of today that somebody complains of, its causes by rank and the next signal."""
    cases = [_case(design, path, ledger) for path in design.facts.paths if troubled(design.facts, path)]
    return tuple(advice(case, cases, _decided(case, ledger), NAME) for case in cases)


def _case(design: Design, path: CurrentPath, ledger: Ledger) -> Case:
    parts = tuple(one.id for one in design.current.paths if one.fact == f"paths.{path.id}")
    labels = {one.capture for one in design.current.paths if one.id in parts}
    where, seen = setting(design.facts, path, labels), observed(design.facts, path)
    verdict = about(parts, design.verdict)
    causes = ranked(
        _cause(mode, fits(mode.needs, where), seen, witnesses(mode, path, verdict, design.facts), ledger)
        for mode in failure_modes()
    )
    return Case(design, path, parts, seen, causes, next_look(causes, seen.askable))


def _cause(mode: FailureMode, fit: Fits, seen: Observed, found: Witnesses, ledger: Ledger) -> Cause:
    said = effect(mode, seen.said)
    rule = ledger.winner(GROUP, _sheet(fit, found, derived(said, "the signals")))
    standing = rule.outcome if rule else "possible"
    return Cause(mode, standing, fit, said, found)


def _decided(case: Case, ledger: Ledger) -> tuple[str, ...]:
    """Keep a decision per cause of which there is something to tell, or that the next look would settle."""
    return tuple(
        ledger.decide(
            GROUP,
            f"{case.path.id}.{cause.mode.id}",
            _sheet(cause.fits, cause.witnesses, _signals(cause, case.seen, case.look)),
        ).id
        for cause in case.causes
        if cause.standing not in UNTOLD or (case.look and cause.mode.id in _touched(case.look))
    )


def _touched(look: Look) -> set[str]:
    return {*look.if_seen, *look.if_not}


def _signals(cause: Cause, seen: Observed, look: Look | None) -> Input:
    """Return what signals say of a cause, bound to the observation that decides it or would decide it."""
    if look and cause.effect == "nothing" and cause.mode.id in _touched(look):
        row = seen.rows[look.signal][0]
        table: dict[Value, Value] = {"cannot_tell": "nothing"}
        table |= {answer: effect(cause.mode, without(seen, row, answer)) for answer in (True, False)}
        return mapped(None, seen.askable[look.signal], table)
    if spoken := speaking(cause.mode, seen):
        _, row = spoken
        answers: tuple[Value, ...] = (True, False, "cannot_tell")
        table = {answer: effect(cause.mode, without(seen, row, answer)) for answer in answers}
        return mapped(row.seen, f"signals.{row.id}.seen", table)
    return derived(cause.effect, _silence(cause.effect))


def _silence(said: Effect) -> str:
    return "no signal of it was looked for" if said == "nothing" else "several signals say so"


def _sheet(fit: Fits, found: Witnesses, signals: Input) -> Sheet:
    return {
        "cause.fits": derived(fit, "mechanism and technologies of the path"),
        "cause.observed": signals,
        **dict(_speaking_for(found)),
    }


def _speaking_for(found: Witnesses) -> Iterator[tuple[str, Input]]:
    yield "cause.trace", derived(found.trace is not None, "model checker")
    yield "cause.law", derived(bool(found.law), "composition laws")
    yield "cause.rule", derived(found.rule is not None, "design rules")
    yield "cause.check", derived(bool(found.check), "checklist")
    yield "cause.trigger", derived(bool(found.trigger), "writers of the source")
    yield "cause.told", derived(bool(found.told), "complaints of the path")


SUBSKILL = Subskill(
    name=NAME,
    title="What is behind the failures",
    step=7,
    asks="What causes what users see, what confirms or excludes each cause, and what to look for next?",
    groups=(GROUP,),
    advise=advise,
)
