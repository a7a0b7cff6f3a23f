"""Step 3: how each entity gets from its authority to each copy. The answer is a tuple, not a word."""

from collections.abc import Iterator
from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, derived, said
from tools.domain.decisions import Decision
from tools.domain.design import DataPath, Design
from tools.domain.facts import CurrentPath, Facts, Read
from tools.steps.landscape import sink_role
from tools.steps.mechanisms import mechanism
from tools.steps.path_sheet import joined, path_sheet
from tools.steps.recommended import path_of
from tools.steps.routes import Route, all_cached, decides, routes
from tools.steps.s2_authority import event_gate

TOPICS = ("guard", "bootstrap", "deletes", "reconcile")


def decide(design: Design) -> Design:
    """Add one recommended path per route, and a verdict on each of today's dual writes.

    First every route gets what moves it; then, knowing which sources have their log read anyway, what
    makes it safe.
    """
    ledger = Ledger(3)
    facts = design.facts
    started = [(route, *_moved(facts, route, ledger)) for route in routes(design)]
    logged = {route.source for route, _, taken in started if taken["capture"].choice == "log_cdc"}
    paths = tuple(
        _path(facts, route, {**sheet, "source.log_captured": _log_captured(route, logged)}, taken, ledger)
        for route, sheet, taken in started
    )
    for read, sheet in deciding_reads(design):
        ledger.decide("S3.cache", read, sheet)
    for path in facts.paths:
        if path.mechanism == "dual_write":
            ledger.decide("S3.dualgate", path.id, _dual_sheet(facts, path))
    return ledger.close(replace(design, recommended=replace(design.recommended, paths=paths)))


def _moved(facts: Facts, route: Route, ledger: Ledger) -> tuple[Sheet, dict[str, Decision]]:
    """Decide what moves the data of one route."""
    sheet = path_sheet(facts, route, event_gate(facts, route.entity, ledger))
    taken = {"effect": ledger.decide("S3.effect", route.id, sheet)}
    capture = taken["effect"]
    if capture.choice == "state_copy":
        cached = sheet["path.sink_role"].value == "cache"
        capture = ledger.decide("S3.cache" if cached else "S3.capture", route.id, sheet)
    return sheet, {**taken, "capture": capture}


def _log_captured(route: Route, logged: set[str]) -> Input:
    return derived(route.source in logged, "another path reads the same log")


def _path(facts: Facts, route: Route, sheet: Sheet, taken: dict[str, Decision], ledger: Ledger) -> DataPath:
    """Decide what makes the route safe, and put the path together."""
    capture = taken["capture"]
    moves = mechanism(capture.choice)
    obligations: tuple[str, ...] = ()
    if moves.style != "nothing":
        full = {**sheet, "path.capture": derived(capture.choice, f"decision {capture.id}")}
        if capture.choice != "log_cdc" and joined(route) == 1:
            full["source.complete_images"] = derived(True, f"{capture.choice} carries the whole row")
        if moves.relayed:
            taken["relay"] = ledger.decide("S3.relay", route.id, full, taken.values())
        for topic in TOPICS:
            if topic not in dict(moves.fixed):
                taken[topic] = ledger.decide(f"S3.{topic}", route.id, full, taken.values())
        if moves.style in ("stream", "run", "effect"):
            obligations = tuple(rule.outcome for rule in ledger.fires("S3.extra", full))
    return path_of(facts, route, sheet, taken, obligations)


def deciding_reads(design: Design) -> Iterator[tuple[str, Sheet]]:
    """Yield the reads that decide on what a cache shows them; they have to ask the authority instead."""
    for route in all_cached(design):
        for read in route.reads:
            if decides(read):
                sheet = path_sheet(design.facts, replace(route, reads=(read,)), gate_passed=False)
                yield read.id, {name: _while_deciding(given, read) for name, given in sheet.items()}


def _while_deciding(given: Input, read: Read) -> Input:
    """Fix what makes the read a deciding one: were it another, there would be nothing to decide about it."""
    deciding = (f"reads.{read.id}.decides", f"reads.{read.id}.staleness_harm")
    return given._replace(only=given.value) if given.fact in deciding else given


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
