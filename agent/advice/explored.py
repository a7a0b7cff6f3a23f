"""Claims about what may happen again, late or at once: each is a flow, and the model checker explores it."""

from collections.abc import Mapping

from agent.advice.claims import Failover, Fencing, Repair, RetrySafe
from agent.advice.outcome import Outcome, ran, refused
from agent.advice.subject import Subject
from tools.checker.flows import client_retry, counter
from tools.checker.flows.backfill import Backfill
from tools.checker.flows.client_retry import ClientRetry
from tools.checker.flows.counter import Counter
from tools.checker.flows.external_effect import ExternalEffect
from tools.checker.flows.failover import SourceFailover
from tools.checker.flows.flow import Flow
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.row import Deletes
from tools.checker.ladder import Violation, climb
from tools.domain.facts import Entity
from tools.report.text import counted, number

AT_SERVICE: Mapping[str, client_retry.Dedup] = {
    "same_transaction": "same_transaction",
    "looked_up_first": "separate",
    "marked_before": "separate",
    "marked_after": "separate",
}
"""How a service recognises a repeat -> the switch of its flow; anything else recognises nothing there."""

AT_COPY: Mapping[str, counter.Dedup] = {
    "same_transaction": "same_transaction",
    "looked_up_first": "marked_after",
    "marked_before": "marked_before",
    "marked_after": "marked_after",
}
"""The same for a consumer that adds to what is there."""


def retry(claim: RetrySafe, about: Subject) -> Outcome:
    """Explore what is tried again, or arrives again."""
    forgets = 0 < claim.remembered_h <= claim.oldest_retry_h
    flow = _retried(claim, forgets, about.entity)
    found = _explored(flow, about)
    if found.status == "ran" and forgets and claim.recognised != "not":
        kept, oldest = number(claim.remembered_h), number(claim.oldest_retry_h)
        return refused(f"ids are kept for {kept} h, and an attempt can come after {oldest} h")
    return found


def _retried(claim: RetrySafe, forgets: bool, entity: Entity | None) -> Flow:
    match claim.where, claim.effect:
        case "service", _:
            dedup = AT_SERVICE.get(claim.recognised, "none")
            return ClientRetry(operation_id=claim.recognised != "not", dedup=dedup)
        case "provider", _:
            key = claim.recognised == "provider_key"
            return ExternalEffect("outbox" if claim.intent_first else "none", key, key and forgets)
        case _, "adds" | "acts":
            dedup_there = AT_COPY.get(claim.recognised, "none")
            windowed = dedup_there == "same_transaction" and claim.remembered_h > 0
            return Counter("windowed" if windowed else dedup_there, window_covers=not forgets)
        case _, effect:
            guarded = effect == "replaces_if_newer"
            return LogCopy(guard=guarded, deletes=_deletes(entity, guarded), late_repeats=True)


def fencing(claim: Fencing, about: Subject) -> Outcome:
    """Explore a predecessor that writes late."""
    return _explored(LogCopy(fenced=claim.raised_at_takeover and claim.compared_with_the_write), about)


def repair(claim: Repair, about: Subject) -> Outcome:
    """Explore a job that reads the source and writes its copy while the feed goes on."""
    if claim.writes == "the_system_of_record":
        return refused("it writes the system of record from what is only a copy of it")
    deletes: Deletes = _deletes(about.entity, claim.guarded and claim.keeps_markers)
    return _explored(Backfill("unordered", guard=claim.guarded, deletes=deletes), about)


def failover(claim: Failover, about: Subject) -> Outcome:
    """Explore a failover of the source."""
    found = _explored(SourceFailover(durable_only=claim.hands_out == "what_a_standby_has"), about)
    if found.status == "refused" and claim.compared_afterwards:
        return Outcome(
            "not checked", "whether the comparison after a failover finds every row was not explored"
        )
    return found


def _deletes(entity: Entity | None, marked: bool) -> Deletes:
    if entity and (entity.append_only or entity.deletes in ("never", "soft")):
        return "none"
    return "marker" if marked else "hard"


def _explored(flow: Flow, about: Subject) -> Outcome:
    found = climb(flow)
    if found.violations:
        return refused(_last_step(found.violations[0], about.roles))
    states = counted(found.states, "state")
    if found.status != "holds":
        return Outcome("not checked", f"the search of its model ({flow.family}) gave up after {states}")
    return ran(f"its model ({flow.family}) was explored: no violation in {states}")


def _last_step(violation: Violation, roles: Mapping[str, str]) -> str:
    told = violation.told.named(roles)
    last, faults = told.steps[-1], counted(violation.faults, "fault")
    return (
        f"{told.contradiction}, after {counted(len(told.steps), 'step')} and {faults}; "
        f"the last one: {last.actor} {last.says}"
    )
