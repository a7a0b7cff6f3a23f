"""Step 3: by what mechanism each entity gets from its authority to each copy. The answer is a tuple, not a word."""

from collections.abc import Mapping
from dataclasses import replace

from tools.domain.decisions import Decision
from tools.domain.design import DataPath, Design
from tools.domain.facts import CurrentPath, Facts
from tools.steps.landscape import sink_role
from tools.steps.ledger import Ledger
from tools.steps.mechanisms import mechanism
from tools.steps.path_sheet import path_sheet
from tools.steps.recommended import path_of
from tools.steps.routes import Route, routes
from tools.steps.s2_authority import event_gate
from tools.steps.sheet import Input, Sheet, derived, said

TOPICS = ("guard", "bootstrap", "deletes", "reconcile")


def decide(design: Design) -> Design:
    """Add one recommended path per route, and a verdict on each of today's dual writes."""
    ledger = Ledger(3)
    paths = tuple(_path(design.facts, route, ledger) for route in routes(design))
    for path in design.facts.paths:
        if path.mechanism == "dual_write":
            ledger.decide("S3.dualgate", path.id, _dual_sheet(design.facts, path))
    return ledger.close(replace(design, recommended=replace(design.recommended, paths=paths)))


def _path(facts: Facts, route: Route, ledger: Ledger) -> DataPath:
    sheet = path_sheet(facts, route, event_gate(facts, route.entity, ledger))
    taken = _decisions(route, sheet, ledger)
    obligations = tuple(rule.outcome for rule in ledger.fires("S3.extra", sheet))
    return path_of(facts, route, sheet, taken, obligations)


def _decisions(route: Route, sheet: Sheet, ledger: Ledger) -> Mapping[str, Decision]:
    """Take the decisions about one route in their order: what moves it, then what makes it safe."""
    taken = {"effect": ledger.decide("S3.effect", route.id, sheet)}
    capture = taken["effect"]
    if capture.choice == "state_copy":
        cached = sheet["path.sink_role"].value == "cache"
        capture = ledger.decide("S3.cache" if cached else "S3.capture", route.id, sheet)
    taken["capture"] = capture
    moves = mechanism(capture.choice)
    if moves.style == "nothing":
        return taken
    if moves.relayed:
        taken["relay"] = ledger.decide("S3.relay", route.id, sheet)
    full = {**sheet, "path.capture": derived(capture.choice, f"decision {capture.id}")}
    for topic in TOPICS:
        if topic not in dict(moves.fixed):
            taken[topic] = ledger.decide(f"S3.{topic}", route.id, full)
    return taken


def _dual_sheet(facts: Facts, path: CurrentPath) -> dict[str, Input]:
    """Fill the `dual.*` inputs: may this dual write stay?"""
    ref = f"paths.{path.id}"
    entities = [facts.entity_by_id[name] for name in path.entities]
    sensitive = any(entity.pii or entity.regulatory for entity in entities) or None
    boxed = path.time_boxed_days is not None
    return {
        "dual.loss_tolerant_sink": derived(
            sink_role(facts, path.target) == "cache" and path.ttl_s is not None, "an expiring cache or not"
        ),
        "dual.effect_is_invalidate": said(path.invalidates, f"{ref}.invalidates"),
        "dual.idempotent": derived(path.invalidates, "removing a key twice is removing it once"),
        "dual.sensitive": derived(sensitive, "personal data and regulation of the entities"),
        "dual.failure_metric": said(path.lag_measured, f"{ref}.lag_measured"),
        "dual.time_boxed_migration": derived(boxed, f"{ref}.time_boxed_days"),
        "dual.days": derived(path.time_boxed_days or 0, f"{ref}.time_boxed_days"),
    }
