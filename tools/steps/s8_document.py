"""Step 8: whether the design is complete enough to be a document, and what it lacks."""

from collections.abc import Iterator
from dataclasses import replace

from tools.deciding.ledger import Ledger, who_knows
from tools.deciding.sheet import derived
from tools.domain.decisions import NONE_FEASIBLE, UNDETERMINED
from tools.domain.design import AssumptionEntry, DataPath, Design
from tools.domain.evidence import Assumption
from tools.domain.facts import read_ref
from tools.steps.mechanisms import moves_nothing
from tools.steps.required import required

PARTS = {
    "capture": "a mechanism",
    "ordering_key": "an ordering key",
    "version_token": "a version token",
    "sink_guard": "a sink guard",
    "bootstrap": "a bootstrap",
    "deletes": "a delete story",
    "lag_objective_s": "a lag objective",
    "reconciliation": "a reconciliation",
    "owner": "an owner",
}
"""What every path must have, by field. Source: gates.yaml."""


def decide(design: Design) -> Design:
    """Hold the design against the gates of tools/knowledge/gates.yaml and note each gap."""
    ledger = Ledger(8)
    gaps = tuple(gaps_of(design))
    ledger.decide("S8.gate", "document", {"doc.gaps": derived(len(gaps), "gates")})
    taken = tuple(assumed(design))
    listed = {entry.fact for entry in (*design.assumptions, *taken)}
    unsaid = tuple(entry for entry in required(design.facts) if entry.fact not in listed)
    return ledger.close(
        replace(
            design,
            assumptions=(*design.assumptions, *taken, *unsaid),
            verdict=replace(design.verdict, gaps=gaps),
        )
    )


def assumed(design: Design) -> Iterator[AssumptionEntry]:
    """Yield an entry for every fact that was assumed before anything was decided."""
    for ref, evidence in design.facts.evidence.items():
        if isinstance(evidence, Assumption):
            value = read_ref(design.facts, ref)
            if not isinstance(value, bool | int | float | str):
                continue  # a row
            turns = (
                f"{decision.subject}: {flip.choice}"
                for decision in design.decisions
                for flip in decision.flips
                if flip.fact == ref
            )
            yield AssumptionEntry(ref, value, evidence.reason, tuple(dict.fromkeys(turns)), who_knows(ref))


def gaps_of(design: Design) -> Iterator[str]:
    """Yield what the gates miss, in a reader's words."""
    flagged = {finding.subject for finding in design.verdict.findings}
    for authority in design.recommended.authorities:
        if (
            authority.store is None
            and authority.outcome != "none_derived"
            and authority.entity not in flagged
        ):
            yield f"{authority.entity}: no system of record, and no finding says so"
    for path in design.recommended.paths:
        yield from _gaps_of_path(path)
    for answer in design.verdict.checklist:
        if answer.about == "recommended" and answer.severity == "critical" and answer.answer == "fail":
            yield f"{answer.path}: checklist item {answer.item} fails: {answer.evidence}"
    for pattern in design.patterns:
        if pattern.colour == "amber" and not pattern.trigger:
            yield f"{pattern.read}: amber without an exit trigger"


def _gaps_of_path(path: DataPath) -> Iterator[str]:
    if path.status == "parked":
        if not path.exit_trigger:
            yield f"{path.id}: parked without an exit trigger"
        return
    if path.capture == NONE_FEASIBLE:
        yield f"{path.id}: no mechanism fits the facts; today's path stays until one of them changes"
        return
    if moves_nothing(path.capture):
        return
    for field, words in PARTS.items():
        if getattr(path, field) in (None, UNDETERMINED):
            yield f"{path.id}: {words} is missing"
