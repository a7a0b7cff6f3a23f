"""Step 1: how data moves today, path by path, and what is wrong with it at first sight."""

from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Sheet, derived, said
from tools.domain.decisions import UNDETERMINED, Decision, Flip
from tools.domain.design import Architecture, DataPath, Design
from tools.domain.facts import CurrentPath, Facts
from tools.knowledge.technologies import technology_of
from tools.steps.current import current_operation, current_path
from tools.steps.landscape import sink_role

TRIGGERS = {
    "dual_write": "request",
    "cdc": "log_tail",
    "outbox": "relay",
    "event_log_first": "publish_first",
    "full_batch": "scheduled",
    "incremental_batch": "scheduled",
    "polling": "scheduled",
    "file_transfer": "scheduled",
    "triggers": "relay",
    "cache_aside": "fill_on_read",
    "webhook": "webhook",
    "bidirectional": "both_ways",
    "reindex_by_id": "post_commit",
    "managed_replication": "managed_copy",
    "manual": "user_export",
    "same_database": "same_database",
    "read_time": "read_time",
    "two_phase_commit": "request",
}
"""Mechanism of the facts -> value of `current.trigger`."""

DURABLE = {"outbox", "triggers", "cdc", "event_log_first"}
"""Mechanisms under which the intent is durable before another store hears of it."""


def decide(design: Design) -> Design:
    """Add today's paths, each with the label of its mechanism."""
    ledger = Ledger(1)
    paths: list[DataPath] = []
    for path in design.facts.paths:
        decision = ledger.keep(_label(design.facts, path))
        ledger.note("S1.flags", path.id, path_sheet(design.facts, path))
        label = None if decision.choice == UNDETERMINED else decision.choice
        paths.extend(current_path(design.facts, path, name, label, decision.id) for name in path.entities)
    operations = (current_operation(design.facts, operation) for operation in design.facts.operations)
    paths.extend(path for path in operations if path is not None)
    return ledger.close(replace(design, current=Architecture("current", paths=tuple(paths))))


def _label(facts: Facts, path: CurrentPath) -> Decision:
    """Name the mechanism; where nobody said it, wait, and say what each answer would make of it."""
    ledger = Ledger(1)
    decision = ledger.decide("S1.label", path.id, path_sheet(facts, path))
    if path.mechanism != "unknown":
        return decision
    fact = f"paths.{path.id}.mechanism"
    answers = {name: path.model_copy(update={"mechanism": name}) for name in TRIGGERS}
    labels = {name: ledger.winner("S1.label", path_sheet(facts, answer)) for name, answer in answers.items()}
    flips = tuple(
        Flip(fact, f"= {name}", name, label.outcome, label.id) for name, label in labels.items() if label
    )
    return replace(decision, choice=UNDETERMINED, flips=flips, waits_for=(fact,))


def path_sheet(facts: Facts, path: CurrentPath) -> Sheet:
    """Fill the `current.*` inputs of one path."""
    ref = f"paths.{path.id}"
    two_phase = path.mechanism == "two_phase_commit"
    stores = (
        2 if path.mechanism in ("dual_write", "two_phase_commit", "reindex_by_id", "bidirectional") else 1
    )
    return {
        "current.trigger": derived(TRIGGERS.get(path.mechanism), "mechanism of the facts"),
        "current.stores_written": derived(stores, "mechanism of the facts"),
        "current.durable_intent": derived(path.mechanism in DURABLE, "mechanism of the facts"),
        "current.second_target": derived(_second_target(facts, path), "technology of the target"),
        "current.payload": said(path.payload or "full", f"{ref}.payload"),
        "current.enqueue_in_tx": said(path.enqueue_in_transaction, f"{ref}.enqueue_in_transaction"),
        "current.full_copy": derived(
            path.mechanism in ("full_batch", "file_transfer"), "mechanism of the facts"
        ),
        "current.two_phase": derived(two_phase, "mechanism of the facts"),
        "current.two_phase_guarded": said(path.two_phase_guarded, f"{ref}.two_phase_guarded"),
        "current.both_directions": derived(path.mechanism == "bidirectional", "mechanism of the facts"),
        "current.reads_own_output": said(
            False if path.mechanism != "bidirectional" else _negated(path.origin_filter),
            f"{ref}.origin_filter",
        ),
        "current.call_inside_tx": said(path.call_inside_transaction, f"{ref}.call_inside_transaction"),
        "current.amo_hop": said(path.fire_and_forget, f"{ref}.fire_and_forget"),
    }


def _negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _second_target(facts: Facts, path: CurrentPath) -> str:
    if path.mechanism not in ("dual_write", "two_phase_commit", "reindex_by_id"):
        return "none"
    found = technology_of(facts, path.via[0] if path.via else path.target)
    if found and found.role == "transport":
        return "broker"
    if found and found.role == "provider":
        return "http"
    role = sink_role(facts, path.target)
    return role if role in ("cache", "search") else "database"
