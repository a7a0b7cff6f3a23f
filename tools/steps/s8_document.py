"""Step 8: whether the design is complete enough to be a document, and what it lacks."""

from collections.abc import Iterator
from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import derived
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import DataPath, Design
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
    listed = {entry.fact for entry in design.assumptions}
    unsaid = tuple(entry for entry in required(design.facts) if entry.fact not in listed)
    return ledger.close(
        replace(
            design,
            assumptions=(*design.assumptions, *unsaid),
            verdict=replace(design.verdict, gaps=gaps),
        )
    )


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
    if path.capture == "none_feasible":
        yield f"{path.id}: no mechanism fits the facts; today's path stays until one of them changes"
        return
    if moves_nothing(path.capture):
        return
    for field, words in PARTS.items():
        if getattr(path, field) in (None, UNDETERMINED):
            yield f"{path.id}: {words} is missing"
