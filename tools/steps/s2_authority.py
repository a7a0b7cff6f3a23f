"""Step 2: which store decides for each entity and group of attributes."""

from collections.abc import Iterator
from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, claimed, derived, said
from tools.domain.decisions import UNDETERMINED, Decision, Flip
from tools.domain.design import Architecture, Authority, Design
from tools.domain.facts import Entity, Facts
from tools.knowledge.technologies import technology_of
from tools.steps.landscape import business_stores, group_store, is_store
from tools.steps.outside import is_loaded

FIT = ("yes", "caveat", "no")

NO_STORE = {"none_derived", "undecided", "unknown"}
"""Outcomes of S2.sor under which no store is the authority."""


def decide(design: Design) -> Design:
    """Add one authority per entity, or per group of its attributes."""
    ledger = Ledger(2)
    authorities: list[Authority] = []
    for entity in design.facts.entities:
        sheet = entity_sheet(design.facts, entity, ledger)
        decision = ledger.decide("S2.sor", entity.id, sheet)
        if _is_open(design.facts, entity, decision):
            decision = ledger.replace(_asking(design.facts, entity, decision))
        ledger.note("S2.flags", entity.id, sheet)
        authorities.extend(_authorities(design.facts, entity, decision))
    return ledger.close(
        replace(design, recommended=Architecture("recommended", authorities=tuple(authorities)))
    )


def _is_open(facts: Facts, entity: Entity, decision: Decision) -> bool:
    """Return whether several stores may be right and nobody said which."""
    if entity.authority or decision.choice not in (UNDETERMINED, "undecided", "unknown"):
        return False
    return len(business_stores(facts, entity) or _holders(facts, entity)) > 1


def _asking(facts: Facts, entity: Entity, decision: Decision) -> Decision:
    """Wait for the authority, and say what each store would make of it."""
    fact = f"entities.{entity.id}.authority"
    flips = []
    for store in business_stores(facts, entity) or _holders(facts, entity):
        answered = entity.model_copy(update={"authority": store})
        winner = Ledger(2).winner("S2.sor", entity_sheet(facts, answered, Ledger(2)))
        if winner and winner.outcome != decision.choice:
            flips.append(Flip(fact, f"= {store}", store, winner.outcome, winner.id))
    return replace(decision, flips=(*decision.flips, *flips), waits_for=(fact,))


def entity_sheet(facts: Facts, entity: Entity, ledger: Ledger) -> Sheet:
    """Fill the `entity.*` inputs."""
    ref = f"entities.{entity.id}"
    stores = business_stores(facts, entity)
    writers = facts.writers_of.get(entity.id, ())
    wish = entity.event_sourcing
    return {
        "entity.writer_stores": _writer_stores(entity, stores),
        "entity.writer_services": derived(
            sum(1 for writer in writers if writer.kind in (None, "service", "job")), "writers of the facts"
        ),
        "entity.attrs_disjoint": _disjoint(facts, entity, stores),
        "entity.same_attr_writers": _same_attributes(facts, entity, stores),
        "entity.candidate_verdict": _candidate_verdict(facts, entity, stores),
        "entity.derived_pure": derived(bool(entity.derived_from), "`derived_from` of the facts"),
        "entity.external_owner": derived(entity.external_owner is not None, "`external_owner` of the facts"),
        "entity.loss_acceptable": said(entity.loss_acceptable, f"{ref}.loss_acceptable"),
        "entity.in_migration": claimed([(entity.in_migration, f"{ref}.in_migration")]),
        "entity.event_store": derived(bool(wish and wish.requested), "`event_sourcing` of the facts"),
        "entity.event_gate_passed": derived(event_gate(facts, entity, ledger), "rule S3.E over the facts"),
    }


def event_gate(facts: Facts, entity: Entity, ledger: Ledger) -> bool:
    """Return whether rule S3.E permits an event log as the authority. It reads facts only."""
    return any(rule.id == "S3.E" for rule in ledger.fires("S3.eventgate", event_sheet(facts, entity)))


def event_sheet(facts: Facts, entity: Entity) -> Sheet:
    """Fill the `es.*` inputs; nothing asked for means nothing granted."""
    wish, ref = entity.event_sourcing, f"entities.{entity.id}.event_sourcing"
    names = {
        "es.requested": "requested",
        "es.history_is_product": "history_is_product",
        "es.greenfield": "greenfield",
        "es.divergent_projections": "projections",
        "es.team_has_run_it": "team_has_run_it",
        "es.upcast_snapshot_erasure_designed": "lifecycle_designed",
        "es.expected_version_check": "expected_version_check",
        "es.hot_cross_aggregate_uniqueness": "cross_aggregate_uniqueness",
    }
    if wish is None:
        asked = derived(False, "nobody asked for an event log")
        return {
            **dict.fromkeys(names, asked),
            "es.divergent_projections": derived(0, ""),
            **team_sheet(facts),
        }
    sheet = {name: said(getattr(wish, field), f"{ref}.{field}") for name, field in names.items()}
    return {**sheet, **team_sheet(facts)}


def team_sheet(facts: Facts) -> Sheet:
    """Fill the `team.*` inputs. Somebody who runs a broker without a provider operates one today."""
    level = facts.team.operations_level
    if level is None:
        running = next((store for store in facts.stores if _runs_broker(facts, store.id)), None)
        if running:
            operations = Input(2, "team.operations_level", f"{running.id} is a broker that nobody else runs")
        else:
            operations = said(None, "team.operations_level")
    else:
        operations = said(level, "team.operations_level")
    return {
        "team.ops": operations,
        "team.managed_broker_ok": said(facts.team.managed_broker_ok, "team.managed_broker_ok"),
    }


def _runs_broker(facts: Facts, store: str) -> bool:
    found = technology_of(facts, store)
    return found is not None and found.category == "log_broker" and facts.store_by_id[store].managed is False


def _writer_stores(entity: Entity, stores: tuple[str, ...]) -> Input:
    if entity.authority:
        return derived(1, f"entities.{entity.id}.authority says which one is right")
    return derived(len(stores), "stores that writers of the facts write")


def _disjoint(facts: Facts, entity: Entity, stores: tuple[str, ...]) -> Input:
    """Tell whether the writing stores own different attributes; None when the facts do not say."""
    if len(stores) < 2:
        return derived(False, "one store takes the writes")
    if entity.attribute_groups:
        owned = [name for group in entity.attribute_groups for name in group.attributes]
        return derived(len(owned) == len(set(owned)), "`attribute_groups` of the facts")
    return Input(None, f"entities.{entity.id}.authority")


def _same_attributes(facts: Facts, entity: Entity, stores: tuple[str, ...]) -> Input:
    regions = entity.write_regions if entity.write_regions is not None else facts.deployment.write_regions
    if entity.authority or len(stores) < 2:
        if regions is not None and regions > 1 and not entity.home_region:
            ref = "entities." + entity.id if entity.write_regions else "deployment"
            return derived("regions_one_technology", f"{ref}.write_regions = {regions}")
        return derived("none", "one store takes the writes")
    disjoint = _disjoint(facts, entity, stores).value
    if disjoint is None:
        return Input(None, f"entities.{entity.id}.authority")
    return derived("none" if disjoint else "different_stores", "`attribute_groups` of the facts")


def _candidate_verdict(facts: Facts, entity: Entity, stores: tuple[str, ...]) -> Input:
    candidate = _candidate(entity, stores)
    if candidate is None:
        return derived("none", "no store takes the writes")
    store = facts.store_by_id.get(candidate)
    found = technology_of(facts, candidate)
    if found is None or (store and store.record_fit):
        fit = store.record_fit if store else None
        return Input(fit, f"stores.{candidate}.record_fit", by_value=tuple((one, one) for one in FIT))
    if store and store.durable is False:
        return Input("no", None, f"stores.{candidate}.durable = false")
    verdict = found.system_of_record.verdict
    return derived("no" if verdict == "na" else verdict, f"catalogue: {found.name}")


def _candidate(entity: Entity, stores: tuple[str, ...]) -> str | None:
    return entity.authority or (stores[0] if stores else None)


def _authorities(facts: Facts, entity: Entity, decision: Decision) -> Iterator[Authority]:
    """Yield the authority of an entity, one per attribute group where it is split."""
    stores = business_stores(facts, entity)
    holders = _holders(facts, entity)
    if decision.choice in ("split_by_attribute_group", "per_field_owner") and entity.attribute_groups:
        for group in entity.attribute_groups:
            store = group_store(entity, group, facts)
            derived_stores = tuple(holder for holder in holders if holder != store)
            yield Authority(
                entity.id, group.id, group.attributes, store, decision.choice, derived_stores, decision.id
            )
        return
    store = None if _is_open(facts, entity, decision) else _store(facts, entity, decision, stores)
    derived_stores = tuple(h for h in holders if h != store and not _only_loaded(facts, entity, h, store))
    yield Authority(entity.id, None, (), store, decision.choice, derived_stores, decision.id)


def _only_loaded(facts: Facts, entity: Entity, holder: str, store: str | None) -> bool:
    """Return whether a holder is where files arrive before the authority loads them: it is no copy of it."""
    return any(
        path.source == holder and is_loaded(facts, entity.id, path)
        for path in facts.paths_of.get((entity.id, store or ""), ())
    )


def _store(facts: Facts, entity: Entity, decision: Decision, stores: tuple[str, ...]) -> str | None:
    if decision.choice == "nearest_upstream":
        rejected = _candidate(entity, stores)
        upstream = [
            path.source
            for path in facts.paths_of.get((entity.id, rejected or ""), ())
            if is_store(facts, path.source)
        ]
        return upstream[0] if upstream else None
    return None if decision.choice in NO_STORE else _candidate(entity, stores)


def _holders(facts: Facts, entity: Entity) -> tuple[str, ...]:
    """Return the stores that hold the entity today, by id."""
    held: dict[str, None] = {}
    for writer in facts.writers_of.get(entity.id, ()):
        held.update(dict.fromkeys(write.store for write in writer.writes if write.entity == entity.id))
    for path in facts.paths_of_entity.get(entity.id, ()):
        held.update({path.source: None, path.target: None})
    held.update(dict.fromkeys(read.store for read in facts.reads_of_entity.get(entity.id, ()) if read.store))
    return tuple(sorted(store for store in held if is_store(facts, store)))
