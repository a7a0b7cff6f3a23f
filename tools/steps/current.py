"""One of today's paths as the laws see it: hops and traits, from what the facts say and nothing else."""

from collections.abc import Mapping
from dataclasses import replace

from tools.domain.decisions import Value
from tools.domain.design import DataPath, Dedup, Delete, Delivery, Effect, Hop, Order, Traits
from tools.domain.facts import CurrentPath, Facts, Operation
from tools.knowledge.technologies import store_name, technology_of
from tools.steps.landscape import sink_role
from tools.steps.path_sheet import effect
from tools.steps.routes import Route, adds_to

ORDER: Mapping[str, Order] = {"none": "NONE", "per_key": "KEY", "per_key_replayed": "KEYR", "total": "TOTAL"}
DELETE: Mapping[str, Delete] = {"marker": "DELV", "forgotten": "DEL", "not_propagated": "NOD"}
LEAVES_FILTER: Mapping[str, bool] = {"not_propagated": False, "full_swap": True}
"""Whether a row that no longer matches the filter goes: a swap drops it, a path without deletes cannot."""

DEDUP: Mapping[str, Dedup] = {"none": "NOD", "window": "WIN", "same_transaction": "DUR", "separate": "DUR"}
ADDED: Mapping[str, Effect] = {"increment": "INC", "append": "APP", "state": "FSM"}
GUARDED: Mapping[tuple[bool, bool], Effect] = {
    (False, False): "SET",
    (False, True): "SETV",
    (True, False): "PATCH",
    (True, True): "PATCHV",
}
"""(only some columns, behind a version guard) -> letter of the laws."""

LOSSY = {"dual_write", "dual_write_db_broker", "manual_transfer"}
"""Labels under which a crash between two steps loses the change, whatever follows."""

READS_LOG = {"log_cdc", "outbox", "event_log_first"}
"""Labels under which a consumer reads a log that forgets; the others read or write the state itself."""

WHOLE_COPY = {"batch_full_reload", "managed_replication"}


def current_path(facts: Facts, path: CurrentPath, entity: str, label: str | None, decision: str) -> DataPath:
    """Return one entity's way along one of today's paths. What the facts leave out stays None."""
    reads = facts.reads_of.get((entity, path.target), ())
    freshness = [read.freshness_s for read in reads if read.freshness_s is not None]
    return DataPath(
        id=f"{path.id}/{entity}",
        about="current",
        entity=entity,
        source=path.source,
        target=path.target,
        status="keep",
        capture=label,
        via=path.via,
        ordering_key=path.ordering_key,
        version_token=path.version_token,
        sink_guard={True: "version_guard", False: "none", None: None}[path.version_guard],
        bootstrap=path.bootstrap,
        deletes=path.deletes,
        lag_objective_s=path.lag_objective_s if path.ttl_s is None else path.ttl_s,
        reconciliation={True: "scheduled", False: "none", None: None}[path.reconciliation],
        owner=path.owner,
        sink_role=sink_role(facts, path.target),
        freshness_s=min(freshness, default=None),
        hops=_hops(facts, path, label),
        traits=_traits(facts, path, entity, label),
        reads=tuple(read.id for read in reads),
        decisions=(("label", decision),),
        fact=f"paths.{path.id}",
    )


def current_operation(facts: Facts, operation: Operation) -> DataPath | None:
    """Return how an operation crosses a border today: a provider call or a distributed commit; None if it
    does not.

    A provider call without a key is an effect that nobody can repeat safely (laws G9 and G10).
    """
    if not operation.entities or not operation.stores or not (operation.external or operation.two_phase):
        return None
    external = operation.external
    target = external.provider if external else operation.stores[-1]
    label = "provider_call" if external else "two_phase_commit"
    source = store_name(facts, operation.stores[0])
    return DataPath(
        id=f"{operation.id}/{operation.entities[0]}",
        about="current",
        entity=operation.entities[0],
        source=operation.stores[0],
        target=target,
        status="keep",
        capture=label,
        sink_role="external_effect" if external else "ledger",
        hops=(
            Hop("apply", f"{label.replace('_', ' ')} from {source}", "ALO" if external else "EOT", "KEYR"),
        ),
        traits=replace(
            NO_LOG,
            effect="EXT" if external else "SET",
            external_sink_in_transaction=external is None,
            ext_key=external.sends_key if external else None,
            ext_key_retention_h=external.key_retention_h if external else None,
            ext_max_retry_h=external.max_retry_age_h if external else None,
        ),
        fact=f"operations.{operation.id}",
    )


NO_LOG = Traits(
    dedup="NOD",
    reads_log=False,
    bootstrap_overlap=True,
    capture_from_durable_only=True,
    ack_after_durable=True,
    fenced=True,
    transactional_source_reads_aborted=False,
    filtered=False,
    key_change_possible=False,
    eventual_dedup_sink=False,
    versions_comparable=True,
)
"""Traits of a call or a commit that reads no log and copies no rows: laws about those have nothing to say."""


def _hops(facts: Facts, path: CurrentPath, label: str | None) -> tuple[Hop, ...]:
    source, target = store_name(facts, path.source), store_name(facts, path.target)
    delivery = _delivery(path, label)
    order = ORDER.get(path.ordering or "")
    if label in WHOLE_COPY or label == "two_phase_commit":
        order = "TOTAL"
    hops = [
        Hop(
            "capture",
            f"{(label or 'unknown').replace('_', ' ')} from {source}",
            delivery,
            order,
            path.retention_h,
        )
    ]
    hops.extend(Hop("transport", store_name(facts, via), "ALO", order, path.retention_h) for via in path.via)
    hops.append(Hop("apply", f"write to {target}", delivery, order))
    return tuple(hops)


def _delivery(path: CurrentPath, label: str | None) -> Delivery | None:
    """Tell whether a change can be lost or repeated; None where the mechanism does not settle it."""
    if label in LOSSY or path.fire_and_forget:
        return "AMO"
    if label == "reindex_by_id":
        return {True: "ALO", False: "AMO", None: None}[path.enqueue_in_transaction]
    if label in (None, "unclassified", "provider_push"):
        return None
    if label == "two_phase_commit":
        return "EOT"
    return "ALO"


def _traits(facts: Facts, path: CurrentPath, entity_id: str, label: str | None) -> Traits:
    if label == "two_phase_commit":
        return replace(NO_LOG, effect="SET", external_sink_in_transaction=True)
    entity = facts.entity_by_id[entity_id]
    token = path.version_token
    cached = label == "cache_aside"
    reads_log = label in READS_LOG
    return Traits(
        effect=_effect_letter(facts, path, entity_id),
        delete=DELETE.get(path.deletes or ""),
        dedup=DEDUP.get(path.dedup or ""),
        dedup_at_effect=None if path.dedup is None else path.dedup != "separate",
        window_s=path.dedup_window_s,
        max_redelivery_age_s=path.longest_retry_s,
        max_replay_h=path.retention_h,
        writers_per_key=len(facts.paths_of.get((entity_id, path.target), ())),
        versions_comparable=None if token is None else token not in ("none", "sync_time"),
        version_ties=None if token is None else token in ("wall_clock", "sync_time"),
        token_can_reset=None if token is None else token in ("broker_offset", "log_position"),
        fenced=path.fenced if reads_log else True,
        reads_log=reads_log,
        max_outage_h=path.longest_outage_h,
        transactional_source_reads_aborted=None if path.via else False,
        reader_joins_rows=_reads_say(facts, entity_id, path.target, "joins_rows"),
        bootstrap_overlap=_bootstrap_overlap(path) if reads_log else True,
        capture_from_durable_only=_captures_durable(facts, path) if reads_log else True,
        ack_after_durable=None if path.via else True,
        eventual_dedup_sink=_is_eventual(facts, path),
        read_resolves=_each_read_resolves(facts, entity_id, path.target),
        insert_time_aggregate=_aggregates_on_insert(facts, entity_id, path.target),
        leave_filter_deletes=LEAVES_FILTER.get(path.deletes or ""),
        filtered=_reads_say(facts, entity_id, path.target, "filtered"),
        key_change_possible=entity.key_can_change,
        filled_by_readers=cached,
        fill_guarded=path.version_guard if cached else None,
    )


def _effect_letter(facts: Facts, path: CurrentPath, entity: str) -> Effect | None:
    """Name what a change does at the target. A copy of rows is SET, or SETV behind a version guard."""
    reads = facts.reads_of.get((entity, path.target), ())
    added = adds_to(facts, entity, path.target, (path,))
    route = Route(facts.entity_by_id[entity], path.source, path.target, reads, adds_to=added)
    does = str(effect(route).value)
    if does in ADDED:
        return ADDED[does]
    if path.version_guard is None:
        return None
    patch = does == "patch" or path.payload == "fields"
    return GUARDED[patch, path.version_guard]


def _bootstrap_overlap(path: CurrentPath) -> bool | None:
    return {"position_first": True, "full_copy": True, "none": False}.get(path.bootstrap or "")


def _captures_durable(facts: Facts, path: CurrentPath) -> bool | None:
    """Return whether what is captured survives a failover of the source."""
    store = facts.store_by_id.get(path.source)
    return None if store is None or store.failover_loses_tail is None else not store.failover_loses_tail


def _is_eventual(facts: Facts, path: CurrentPath) -> bool | None:
    found = technology_of(facts, path.target)
    return None if found is None or found.sink is None else found.sink.guard == "eventual"


def _each_read_resolves(facts: Facts, entity: str, target: str) -> bool | None:
    """Return whether every reader resolves versions; one that is said not to is enough for no."""
    values = [read.resolves_versions for read in facts.reads_of.get((entity, target), ())]
    return False if False in values else None if None in values or not values else True


def _aggregates_on_insert(facts: Facts, entity: str, target: str) -> bool | None:
    computed = [read.computation for read in facts.reads_of.get((entity, target), ()) if read.computation]
    values = [one.insert_time_aggregate for one in computed]
    return True if True in values else None if None in values or not values else False


def _reads_say(facts: Facts, entity: str, target: str, field: str) -> bool | None:
    values: list[Value | None] = [getattr(read, field) for read in facts.reads_of.get((entity, target), ())]
    return True if True in values else None if None in values or not values else False
