"""Step 6: what must be ordered, what the paths give, and how the gap is closed."""

from collections.abc import Iterator
from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, claimed, derived, said
from tools.domain.decisions import Decision
from tools.domain.design import DataPath, Design, Ordering, reads_of
from tools.domain.facts import Dependency, Facts, Invariant, Operation, Read
from tools.guarantees import compose
from tools.steps.mechanisms import mechanism
from tools.steps.path_sheet import joined
from tools.steps.routes import Route, spans
from tools.subskills.sheets import own_view_sheet, region_sheet

OWN_VIEW = {"point_lookup", "range", "full_text", "facets", "documents"}
"""Patterns under which a user may look for their own change; the others look at many rows at once."""

CROSS_KEY = {"unique", "capacity", "sum", "no_overlap"}
"""Invariants that speak of more than one row."""


def decide(design: Design) -> Design:
    """Add an ordering per path, invariant, dependency, operation, multi-region entity and screen."""
    ledger = Ledger(6)
    facts = design.facts
    orderings = [
        *(_of_path(facts, path, ledger) for path in design.recommended.paths if _moves(path)),
        *(_of_invariant(facts, invariant, ledger) for invariant in facts.invariants),
        *(_of_dependency(facts, dependency, ledger) for dependency in facts.dependencies),
        *(
            _of_operation(facts, operation, ledger)
            for operation in facts.operations
            if spans_any(facts, operation)
        ),
        *_of_regions(design, ledger),
        *_of_own_reads(design, ledger),
    ]
    return ledger.close(replace(design, orderings=tuple(orderings)))


def _moves(path: DataPath) -> bool:
    return path.status != "parked" and mechanism(path.capture).style != "nothing"


def spans_any(facts: Facts, operation: Operation) -> bool:
    """Return whether an operation without a provider crosses a border that no transaction covers."""
    return operation.external is None and operation.atomic is not False and spans(facts, operation)


def _ordering(decision: Decision, given: str) -> Ordering:
    how = "; ".join(text for _, texts in decision.terms for text in texts)
    return Ordering(decision.subject, decision.choice, given, how or decision.why, decision.id)


def _order_sheet(facts: Facts, **given: Input) -> dict[str, Input]:
    """Fill the `ord.*` inputs; `given` replaces the neutral ones."""
    regions = facts.deployment.write_regions or facts.deployment.regions
    neutral = {
        "ord.invariant_scope": derived("none", "no invariant here"),
        "ord.causal_across_services": derived(False, "no dependency here"),
        "ord.total_claimed": derived(False, "nobody asks for one order of everything"),
        "ord.effects_are_guarded_sets": derived(False, "not a guarded copy"),
        "ord.regions": said(regions, "deployment.write_regions"),
        "ord.peak_msg_s": derived(None, "changes of the entity"),
        "ord.peak_mb_s": derived(None, "changes of the entity"),
    }
    return {**neutral, **{f"ord.{name}": value for name, value in given.items()}}


def _of_path(facts: Facts, path: DataPath, ledger: Ledger) -> Ordering:
    entity = facts.entity_by_id[path.entity]
    reads = reads_of(path, facts)
    sheet = _order_sheet(
        facts,
        effects_are_guarded_sets=derived(_heals_itself(path), "guard of the path"),
        total_claimed=claimed([(read.total_order, f"reads.{read.id}.total_order") for read in reads]),
        peak_msg_s=said(entity.changes_per_s, f"entities.{entity.id}.changes_per_s"),
        peak_mb_s=said(entity.peak_mb_s, f"entities.{entity.id}.peak_mb_s"),
    )
    decision = ledger.decide("S6.need", path.id, sheet)
    obligations = tuple(rule.outcome for rule in ledger.fires("S6.key", _key_sheet(facts, path)))
    how = "; ".join(dict.fromkeys((*(text for _, texts in decision.terms for text in texts), *obligations)))
    return Ordering(path.id, decision.choice, compose(path.hops).order or "unknown", how, decision.id)


def _heals_itself(path: DataPath) -> bool:
    """Return whether convergence needs no order: guarded sets, swaps, one transaction, expiry."""
    return path.traits.effect == "SETV" or mechanism(path.capture).style in (
        "swap",
        "in_place",
        "managed",
        "cache",
    )


def _key_sheet(facts: Facts, path: DataPath) -> Sheet:
    kinds = {"epoch_position": "epoch_position"}
    return {
        "ord.document_tables": derived(_document_tables(facts, path), "tables and entities of one document"),
        "ord.token_kind": derived(
            kinds.get(path.version_token or "", "row_version"), "version token of the path"
        ),
        "ord.compacted_or_ordered_topic": derived(path.transport == "log_broker", "transport of the path"),
    }


def _document_tables(facts: Facts, path: DataPath) -> int:
    """Return how many tables one document at the target is made of."""
    reads = reads_of(path, facts)
    route = Route(facts.entity_by_id[path.entity], path.source, path.target, tuple(reads))
    return max(joined(route), facts.entity_by_id[path.entity].tables or 1)


def _of_invariant(facts: Facts, invariant: Invariant, ledger: Ledger) -> Ordering:
    if invariant.kind == "unique":
        ref = f"invariants.{invariant.id}"
        one_region = (facts.deployment.write_regions or facts.deployment.regions) == 1
        across = False if invariant.across_regions is None and one_region else invariant.across_regions
        sheet = {
            "uniq.across_regions": said(across, f"{ref}.across_regions"),
            "uniq.apology_ok": said(invariant.recoverable, f"{ref}.recoverable"),
        }
        return _ordering(ledger.decide("S6.unique", invariant.id, sheet), "authority")
    scope = "cross_key" if invariant.kind in CROSS_KEY else "one_key"
    sheet = _order_sheet(
        facts,
        invariant_scope=derived(scope, f"an invariant of the kind {invariant.kind}"),
        effects_are_guarded_sets=derived(scope == "one_key", "one row, checked where it is written"),
    )
    return _ordering(ledger.decide("S6.need", invariant.id, sheet), "authority")


def _of_dependency(facts: Facts, dependency: Dependency, ledger: Ledger) -> Ordering:
    ref = f"dependencies.{dependency.id}"
    causal = said(dependency.across_services, f"{ref}.across_services")
    decision = ledger.decide("S6.need", dependency.id, _order_sheet(facts, causal_across_services=causal))
    return _ordering(decision, "NONE")


def _of_operation(facts: Facts, operation: Operation, ledger: Ledger) -> Ordering:
    scope = derived("cross_key", "the operation changes several rows in several places")
    decision = ledger.decide("S6.need", operation.id, _order_sheet(facts, invariant_scope=scope))
    return _ordering(decision, "authority")


def _of_regions(design: Design, ledger: Ledger) -> Iterator[Ordering]:
    for authority in design.recommended.authorities:
        if authority.outcome == "multi_master":
            entity = design.facts.entity_by_id[authority.entity]
            yield _ordering(ledger.decide("S6.multimaster", entity.id, region_sheet(entity)), "NONE")


def _of_own_reads(design: Design, ledger: Ledger) -> Iterator[Ordering]:
    """Yield how users see their own change, per read that a copy serves."""
    copies = {(path.entity, path.target) for path in design.recommended.paths if path.status != "parked"}
    for read in design.facts.reads:
        served_by_copy = any((entity, read.store) in copies for entity in read.entities)
        if served_by_copy and read.pattern in OWN_VIEW and _may_look_for_own(design.facts, read):
            yield _ordering(ledger.decide("S6.ryw", read.id, own_view_sheet(read)), "NONE")


def _may_look_for_own(facts: Facts, read: Read) -> bool:
    """Return whether somebody said if users must see their own change, or the reader is one who writes."""
    if read.read_your_writes is not None:
        return True
    writers = (writer for entity in read.entities for writer in facts.writers_of.get(entity, ()))
    own = {name for writer in writers for name in (writer.id, writer.team) if name}
    return bool(own & {read.consumer, read.team})
