"""The inputs of the rules about one route: its source, its target, its readers and the people who run it."""

from collections.abc import Sequence

from tools.deciding.sheet import (
    Input,
    Said,
    Sheet,
    all_true,
    any_true,
    derived,
    least,
    mapped,
    said,
    worst,
)
from tools.domain.decisions import Value
from tools.domain.facts import Entity, Facts, Read, Writer
from tools.domain.facts.reads import DOCUMENT_PATTERNS
from tools.knowledge.technologies import technology_of
from tools.knowledge.technology import Capture, Technology
from tools.knowledge.thresholds import defaults
from tools.steps.landscape import group_store, is_cache, is_same_database, sink_role
from tools.steps.routes import Route
from tools.steps.s2_authority import event_sheet, team_sheet

HARM = ("harmful", "annoying", "none")
KIND_OF_SOURCE = {"saas_source": "saas", "log_broker": "log", "queue_broker": "log", "object_store": "files"}
LATEST_ONLY = (
    "full_batch",
    "incremental_batch",
    "polling",
    "file_transfer",
    "cache_aside",
    "dual_write",
    "reindex_by_id",
    "manual",
)
"""Mechanisms of today under which the target sees the latest version only."""

WHOLE_COPIES = ("full_batch", "file_transfer")
"""Mechanisms of today that bring the whole table on each run."""

EFFECTS = ("state", "append", "increment", "patch", "set")  # the most demanding first


def path_sheet(facts: Facts, route: Route, gate_passed: bool) -> dict[str, Input]:
    """Fill every input that the rules of steps 3 and 4 read about one route."""
    return {
        **_source(facts, route),
        **_entity(route),
        **_reads(facts, route),
        **_target(facts, route),
        **_contract(facts, route),
        **_effect(route),
        **event_sheet(facts, route.entity),
        **team_sheet(facts),
        "entity.event_gate_passed": derived(gate_passed, "rule S3.E over the facts"),
    }


def _writers(facts: Facts, route: Route) -> tuple[Writer, ...]:
    """Return who writes what is captured: the entity at the source, or what it is computed from."""
    names = route.entity.derived_from or (route.entity.id,)
    found = {writer.id: writer for name in names for writer in facts.writers_of.get(name, ())}
    here = [
        writer
        for writer in found.values()
        if any(write.store == route.source and write.entity in names for write in writer.writes)
    ]
    return tuple(here or found.values())


def _source(facts: Facts, route: Route) -> Sheet:
    store = facts.store_by_id.get(route.source, None)
    found, ref = technology_of(facts, route.source), f"stores.{route.source}"
    writers = [(writer, f"writers.{writer.id}") for writer in _writers(facts, route)]
    return {
        "source.kind": _kind(found),
        "source.log_access": _log_access(store.log_access if store else None, found, ref),
        "source.window_h": source_window(facts, route.source),
        "source.outage_h": derived(longest_outage_h(facts), "longest outage to survive"),
        "source.connector_snapshots": _catalogue(_capture(found).snapshots, found),
        "source.saas_feed": (
            said(store.saas_feed, f"{ref}.saas_feed")
            if store and store.saas_feed
            else Input(_capture(found).saas_feed, f"{ref}.saas_feed", _note(found))
        ),
        "source.triggers_allowed": said(store.triggers_allowed if store else None, f"{ref}.triggers_allowed"),
        "source.complete_images": _complete_images(route, found),
        "source.out_of_band_writers": _out_of_band(
            route, any_true([(w.out_of_band, f"{r}.out_of_band") for w, r in writers])
        ),
        "source.app_changeable": all_true([(w.changeable, f"{r}.changeable") for w, r in writers]),
        "source.row_changes_s": _row_changes(facts, route),
        "path.reload_load_ok": _bears_full_reads(route, store.full_reads_ok if store else None, ref),
    }


def _bears_full_reads(route: Route, given: bool | None, ref: str) -> Input:
    """Where nobody said so, a source that is read whole on a schedule today bears it."""
    if given is None and _whole_copies(route):
        return Input(True, f"{ref}.full_reads_ok", "it is read whole on schedule today")
    return said(given, f"{ref}.full_reads_ok")


def _out_of_band(route: Route, given: Input) -> Input:
    """Where nobody said so, nobody writes past an outbox that runs."""
    if given.value is None and _outbox_runs(route):
        return given._replace(value=False, note="nobody is said to write past the outbox in use")
    return given


def _outbox_runs(route: Route) -> bool:
    """Return whether every path of today is an outbox whose rows are not said to commit apart."""
    outboxes = (one.mechanism == "outbox" and one.enqueue_in_transaction is not False for one in route.today)
    return bool(route.today) and all(outboxes)


def _whole_copies(route: Route) -> bool:
    """Return whether every path of today brings the whole table, on a schedule that was said."""
    today = route.today
    return bool(today) and all(one.mechanism in WHOLE_COPIES and one.schedule_s is not None for one in today)


def _capture(found: Technology | None) -> Capture:
    """Return how changes are read from a technology; nothing is known of one outside the catalogue."""
    return (found.capture if found else None) or Capture(log_access="none")


def _note(found: Technology | None) -> str:
    return f"catalogue: {found.name}" if found else ""


def _catalogue(value: Value | None, found: Technology | None) -> Input:
    return derived(value, _note(found))


def _kind(found: Technology | None) -> Input:
    if found is None:
        return derived("database", "a store that the catalogue does not know is taken for a database")
    return _catalogue(KIND_OF_SOURCE.get(found.category, "database"), found)


def _log_access(given: str | None, found: Technology | None, ref: str) -> Input:
    if given is not None or found is None:
        return said(given, f"{ref}.log_access")
    return Input(_capture(found).log_access, f"{ref}.log_access", _note(found))


def _complete_images(route: Route, found: Technology | None) -> Input:
    """Where it depends, it depends on large columns: PostgreSQL leaves them out when unchanged."""
    images = _capture(found).complete_images
    if joined(route) > 1:
        return derived(False, f"one document is made of {joined(route)} entities")
    if found is None or images is not None:
        return _catalogue(images, found)
    return mapped(
        route.entity.large_columns, f"entities.{route.entity.id}.large_columns", {True: False, False: True}
    )


def joined(route: Route) -> int:
    """Return how many entities one document of the target is made of: those that one read finds there."""
    if not (route.copies and route.reads):
        return 1
    together = (len(read.entities) for read in route.reads if read.pattern in DOCUMENT_PATTERNS)
    return max(together, default=1)


def _row_changes(facts: Facts, route: Route) -> Input:
    """Take the entity's own rate, else the sum of its writers' peaks when all are said."""
    ref = f"entities.{route.entity.id}.changes_per_s"
    if route.entity.changes_per_s is not None:
        return said(route.entity.changes_per_s, ref)
    peaks = [writer.peak_per_s for writer in _writers(facts, route)]
    known = [peak for peak in peaks if peak is not None]
    if known and len(known) == len(peaks):
        return Input(sum(known), ref, "sum of the writers' peaks")
    return said(None, ref)


def source_window(facts: Facts, store_id: str) -> Input:
    """Return how long a source keeps unread changes: as said, as the product fixes it, or as we size it."""
    store, found = facts.store_by_id.get(store_id), technology_of(facts, store_id)
    ref = f"stores.{store_id}.change_window_h"
    if store and store.change_window_h is not None:
        return said(store.change_window_h, ref)
    window = _capture(found).window
    if window and window.default_h is not None:
        return Input(window.default_h, ref, _note(found))
    if window and window.bound in ("disk", "time", "time_or_size"):
        needed = longest_outage_h(facts) * defaults()["source_window_factor"]
        return Input(needed, ref, "sized to the longest outage; the source has to keep it")
    return said(None, ref)


def longest_outage_h(facts: Facts) -> float:
    """Return the longest consumer outage to survive, in hours: as said of a path, else the threshold."""
    said_h = facts.longest_outage_h
    return defaults()["longest_outage_h"] if said_h is None else said_h


def _entity(route: Route) -> Sheet:
    entity, ref = route.entity, f"entities.{route.entity.id}"
    has_key = True if entity.key and entity.has_primary_key is None else entity.has_primary_key
    return {
        "source.has_pk": said(has_key, f"{ref}.has_primary_key"),
        "source.append_only": said(entity.append_only, f"{ref}.append_only"),
        "source.reliable_cursor": said(entity.updated_cursor, f"{ref}.updated_cursor"),
        "source.soft_deletes": mapped(
            entity.deletes, f"{ref}.deletes", {"soft": True, "hard": False, "never": False}
        ),
        "path.full_reload_min": _full_copy(entity),
        "path.rows": said(entity.rows, f"{ref}.rows"),
        "path.size_gb": _size(entity),
        "path.regulatory": said(entity.regulatory, f"{ref}.regulatory"),
    }


def _full_copy(entity: Entity) -> Input:
    """Take the time that was said, else estimate it from the size, else from the number of rows."""
    ref = f"entities.{entity.id}"
    if entity.full_copy_min is not None:
        return said(entity.full_copy_min, f"{ref}.full_copy_min")
    numbers = defaults()
    per_gb = 1 / numbers["assumed_copy_gb_min"]
    per_row = per_gb * numbers["assumed_row_kb"] / 1e6
    by_size, by_rows = (f"{ref}.size_gb", per_gb), (f"{ref}.rows", per_row)
    if entity.size_gb is not None:
        return _estimated(f"{ref}.full_copy_min", entity.size_gb * per_gb, by_size)
    rows = entity.rows
    return _estimated(f"{ref}.full_copy_min", None if rows is None else rows * per_row, by_size, by_rows)


def _size(entity: Entity) -> Input:
    """Take the size that was said, else estimate it from the number of rows, else from the time of a copy."""
    ref = f"entities.{entity.id}"
    if entity.size_gb is not None:
        return said(entity.size_gb, f"{ref}.size_gb")
    numbers = defaults()
    if entity.rows is not None:
        per_row = numbers["assumed_row_kb"] / 1e6
        return _estimated(f"{ref}.size_gb", entity.rows * per_row, (f"{ref}.rows", per_row))
    per_min = numbers["assumed_copy_gb_min"]
    size = None if entity.full_copy_min is None else entity.full_copy_min * per_min
    return _estimated(f"{ref}.size_gb", size, (f"{ref}.full_copy_min", per_min))


def _estimated(ref: str, value: float | None, *per: tuple[str, float]) -> Input:
    return Input(value, ref, "" if value is None else "estimated from rows, size or copy time", per=per)


def _reads(facts: Facts, route: Route) -> Sheet:
    def of(field: str) -> list[Said]:
        return [(getattr(read, field), f"reads.{read.id}.{field}") for read in route.reads]

    return {
        "path.whole_copy_runs": derived(_whole_copies(route), "mechanism and schedule of today's paths"),
        "path.schedule_s": _schedule(route),
        "path.outbox_runs": derived(_outbox_runs(route), "mechanism of today's paths"),
        "path.freshness_s": _freshness(route, of("freshness_s")),
        "path.staleness_harm": _harm(facts, route),
        "path.deletes_matter": _deletes_matter(route, of("deletes_matter")),
        "path.delete_lag_s": least(of("delete_lag_s")),
        "path.history_needed": _history(route, of("history_needed")),
        "path.transform_before_land": any_true(of("transformed")),
        "path.pii_masking_in_flight": any_true(of("masked")),
        "path.filtered": any_true(of("filtered")),
        "path.effect": effect(route),
        "path.absolute_value_possible": (
            derived(False, "each leg is an entry of its own")
            if not route.copies
            else any_true(_computed(route, "absolute_value_possible"))
        ),
    }


def _schedule(route: Route) -> Input:
    """Take the time between two runs of the slowest of today's paths."""
    given = [(one.schedule_s, f"paths.{one.id}.schedule_s") for one in route.today if one.schedule_s]
    if not given:
        return derived(0.0, "nothing runs on a schedule today")
    slowest = max(given)
    return said(*slowest) if len(given) == 1 else derived(slowest[0], "the slowest of today's schedules")


def _freshness(route: Route, facts: list[Said]) -> Input:
    """Where nobody said how old data may be, what today's whole copies give is enough."""
    needed, runs = least(facts), _schedule(route)
    if route.arrives:
        numbers = defaults()
        told = next((one for one in route.today if one.mechanism == "webhook"), None)
        usual = numbers["assumed_freshness_s"] if told else runs.value or numbers["assumed_run_s"]
        return derived(usual, "what arrives is as fresh as today's paths bring it")
    if needed.value is not None or not _whole_copies(route) or runs.value is None:
        return needed
    per = ((runs.fact, 1.0),) if runs.fact else ()
    return Input(runs.value, needed.fact, "nobody asked for fresher data than today's runs give", per=per)


def _history(route: Route, facts: list[Said]) -> Input:
    """Where nobody spoke of history and no path of today carries it, it is not needed."""
    needed = any_true(facts)
    if needed.value is None and route.today and all(one.mechanism in LATEST_ONLY for one in route.today):
        return Input(False, needed.fact, "no path of today carries intermediate versions", only=needed.only)
    return needed


def _computed(route: Route, field: str) -> list[Said]:
    return [
        (
            getattr(read.computation, field) if read.computation else None,
            f"reads.{read.id}.computation.{field}",
        )
        for read in route.reads
    ]


def _harm(facts: Facts, route: Route) -> Input:
    if not route.copies:
        return derived("harmful", "an effect that is lost or made twice cannot be taken back")
    deciding = next((read.id for read in route.reads if read.decides), None)
    if deciding:
        return Input(
            "harmful",
            f"reads.{deciding}.decides",
            "a decision is taken on what is read",
            (("harmful", True),),
        )
    harm = worst([(read.staleness_harm, f"reads.{read.id}.staleness_harm") for read in route.reads], HARM)
    cached = is_cache(facts, route.entity.id, route.source, route.target)
    if harm.value is None and route.today and cached:
        only = "annoying" if len(route.reads) > 1 else None  # a read that turns harmful leaves the cache
        return Input("annoying", harm.fact, "the cache is in use, and nobody said that it decides", only=only)
    if len(route.reads) > 1 and harm.value != "harmful" and cached:
        return harm._replace(only=harm.value or "none")  # a read that turns harmful leaves the cache
    return harm


def _deletes_matter(route: Route, facts: list[Said]) -> Input:
    if route.entity.deletes == "never":
        return Input(
            False, f"entities.{route.entity.id}.deletes", by_value=((False, "never"), (True, "hard"))
        )
    return any_true(facts)


def effect(route: Route) -> Input:
    """Return what a change does at the target; it replaces the row unless a reader says otherwise."""
    if route.is_effect:
        return derived("external", "a call to a provider")
    if route.is_atomic:
        return derived("append", "each leg of the operation is applied once")
    if route.adds_to and not any(read.applies for read in route.reads):
        note = "messages are added to a value, and a repeat is added again"
        return Input("increment", route.adds_to, note, (("increment", True),))
    if not route.reads:
        return derived("set", "a copy of rows replaces them")
    ranked = sorted(route.reads, key=lambda read: EFFECTS.index(_applies(read)))
    rest = EFFECTS.index(_applies(ranked[1])) if len(ranked) > 1 else len(EFFECTS) - 1
    reachable: tuple[Value, ...] = EFFECTS[: rest + 1]  # another read may demand as much as this one gives up
    first = ranked[0]
    note = "" if first.applies else "a copy of rows replaces them"
    by_value = tuple((name, name) for name in reachable)
    return Input(_applies(first), f"reads.{first.id}.applies", note, by_value)


def _applies(read: Read) -> str:
    adds = read.computation is not None and read.computation.additive
    return read.applies or ("increment" if adds else "set")


def _target(facts: Facts, route: Route) -> Sheet:
    found = technology_of(facts, route.target)
    role = "external_effect" if route.is_effect else sink_role(facts, route.target)
    if role == "external_effect" and not route.is_effect:
        role = "replica"  # a provider's system that holds the data is a copy like any other
    cached = is_cache(facts, route.entity.id, route.source, route.target)
    if role == "cache" and (route.entity.derived_from or not cached):
        role = (
            "feature_store"  # values that only this store holds, or that are sent to it, are no cached copy
        )
    return {
        "path.same_database": derived(
            is_same_database(facts, route.source, route.target) and not route.is_atomic,
            "instances of the facts",
        ),
        "path.sink_role": derived("ledger" if route.is_atomic else role or "replica", _note(found)),
        "path.sink_guard": _catalogue(found.sink.guard if found and found.sink else None, found),
        "path.multi_store_atomic": derived(route.is_atomic, "operations of the facts"),
        "path.engine_replica": _engine_replica(facts, route),
        "path.same_cloud_pair": _same_cloud_pair(facts, route),
        "path.target_owns_part": derived(owns_part(facts, route), "attribute groups of the facts"),
        "path.only_copy": derived(False, "the system of record holds it too"),
    }


def owns_part(facts: Facts, route: Route) -> bool:
    """Return whether the target decides about other attributes of the entity, which a swap would wipe out."""
    groups = route.entity.attribute_groups
    return any(group_store(route.entity, group, facts) == route.target for group in groups)


def _engine_replica(facts: Facts, route: Route) -> Input:
    """Return whether today the engine of the source keeps the target, or the target is there for that."""
    target = facts.store_by_id.get(route.target)
    known = technology_of(facts, route.source)
    if not (known and target and known is technology_of(facts, route.target)):
        return derived(False, "two engines")
    kept = any(
        path.source == route.source and path.mechanism == "managed_replication"
        for path in facts.paths_of.get((route.entity.id, route.target), ())
    )
    return derived(kept or target.role == "replica", "technologies, paths and roles of the facts")


def _same_cloud_pair(facts: Facts, route: Route) -> Input:
    source, target = facts.store_by_id.get(route.source), facts.store_by_id.get(route.target)
    if target is None:
        return derived(False, "the target is not chosen yet")
    if source and source.provider and target.provider and source.provider != target.provider:
        return derived(False, "the two stores have different providers")
    return said(target.zero_etl, f"stores.{target.id}.zero_etl")


def _contract(facts: Facts, route: Route) -> Sheet:
    entity, ref = route.entity, f"entities.{route.entity.id}"
    tables = None if entity.tables is None else entity.tables >= 2
    keyed = next((read for read in route.reads if read.route_key and (read.route_key,) != entity.key), None)
    return {
        "contract.cross_team": cross_team(facts, [route]),
        "contract.intent_needed": any_true(
            [(read.needs_intent, f"reads.{read.id}.needs_intent") for read in route.reads]
        ),
        "contract.multi_table_aggregate": Input(tables, f"{ref}.tables", by_value=((True, 2), (False, 1))),
        "contract.route_key_differs": derived(keyed is not None, "`route_key` of the reads"),
        "contract.private_schema": said(entity.private_schema, f"{ref}.private_schema"),
    }


def cross_team(facts: Facts, routes: Sequence[Route]) -> Input:
    """Return whether a reader of one of the routes belongs to another team than the writers."""
    said: dict[str, Said] = {}
    for route in routes:
        owners = {writer.team for writer in _writers(facts, route)}
        for read in route.reads:
            foreign = read.other_team
            if foreign is None and read.team is not None and None not in owners:
                foreign = read.team not in owners
            ref = f"reads.{read.id}.other_team"
            said[ref] = (foreign or said.get(ref, (foreign, ref))[0], ref)
    return any_true(list(said.values()))


def _effect(route: Route) -> Sheet:
    external = route.operation.external if route.operation else None
    made = derived(False, "no operation of its own")
    if route.operation is not None:
        made = said(bool(route.operation.operation_id), f"operations.{route.operation.id}.operation_id")
    if external is None or route.operation is None:
        nothing = derived(0.0, "no provider is called")
        return {
            "path.operation_id": made,
            "effect.key_retention_h": nothing,
            "effect.max_retry_age_h": nothing,
            "effect.lookup_possible": derived(False, "no provider is called"),
        }
    ref = f"operations.{route.operation.id}.external"
    return {
        "path.operation_id": made,
        "effect.key_retention_h": said(external.key_retention_h, f"{ref}.key_retention_h"),
        "effect.max_retry_age_h": said(external.max_retry_age_h, f"{ref}.max_retry_age_h"),
        "effect.lookup_possible": said(external.lookup_possible, f"{ref}.lookup_possible"),
    }
