"""Look-ups over the facts that several steps need."""

from tools.domain.facts import AttributeGroup, CurrentPath, Entity, Facts
from tools.knowledge.technologies import is_provider, technology_of

NEW_STORE = {
    "full_text": "search-engine",
    "facets": "search-engine",
    "olap": "warehouse",
    "vector": "vector-index",
    "graph": "graph-store",
    "feature": "feature-store",
    "leaderboard": "ranking-store",
    "geo": "geo-index",
    "time_series": "time-series-store",
}
"""Pattern -> id of the store to be chosen when no store of the facts can serve it."""

ROLE_OF_PATTERN = {
    "full_text": "search",
    "facets": "search",
    "olap": "warehouse",
    "vector": "vector",
    "graph": "graph",
    "feature": "feature_store",
    "leaderboard": "cache",
    "geo": "cache",
    "time_series": "warehouse",
}
"""Pattern -> role of a store that serves it."""

PATTERN_ROLES = {"search", "cache", "warehouse", "vector", "graph", "feature_store"}
"""Roles that serve an access pattern; any other target is a system of its own."""


SENDING = {
    "outbox",
    "cdc",
    "event_log_first",
    "triggers",
    "full_batch",
    "incremental_batch",
    "polling",
    "managed_replication",
    "file_transfer",
}
"""Mechanisms that bring what changed to the target, whether or not anybody asks for it there."""

WHOLE_VIEWS = {"leaderboard", "geo"}
"""Patterns that compare all entries with each other: nothing can be filled in on a miss."""


def sink_role(facts: Facts, store_id: str) -> str | None:
    """Return what a store serves as: said, else the technology's usual role."""
    store = facts.store_by_id.get(store_id)
    if store and store.role:
        return store.role
    if found := technology_of(facts, store_id):
        return found.sink_role
    return next((ROLE_OF_PATTERN[pattern] for pattern, new in NEW_STORE.items() if new == store_id), None)


def is_cache(facts: Facts, entity: str, source: str, target: str) -> bool:
    """Return whether a store keeps what its readers asked for, and may forget it.

    A store of that kind that changes are sent to, a log feeds, or that has to hold every entry keeps a view
    instead: counters, limits, rankings. What must not be wrong is held against the rules of caches all
    the same (rule R21).
    """
    if sink_role(facts, target) != "cache":
        return False
    reads = facts.reads_of.get((entity, target), ())
    if any(read.decides or read.staleness_harm == "harmful" for read in reads):
        return True
    feeding = [path for path in facts.paths_of.get((entity, target), ()) if path.source == source]
    if any(path.ttl_s is not None or path.invalidates for path in feeding):
        return True
    found = technology_of(facts, source)
    is_log = found is not None and found.category in ("log_broker", "queue_broker")
    is_sent = bool(feeding) and all(path.mechanism in SENDING for path in feeding)
    whole = any(read.pattern in WHOLE_VIEWS for read in reads)
    return not (is_log or is_sent or whole)


def is_store(facts: Facts, store_id: str) -> bool:
    """Return whether something holds data to be read, unlike a broker, a tool or an effect outside."""
    found = technology_of(facts, store_id)
    if store_id not in facts.store_by_id:
        return False
    if is_provider(facts, store_id):
        return store_id in facts.written_stores
    return found is None or found.role == "store"


def is_same_database(facts: Facts, source: str, target: str) -> bool | None:
    """Return whether two stores share transactions; None if it was not said."""
    a, b = facts.store_by_id.get(source), facts.store_by_id.get(target)
    if source == target:
        return True
    if a is None or b is None:
        return False
    if a.instance and a.instance == b.instance:
        return a.technology == b.technology or "pgvector" in (a.technology, b.technology)
    return False


def business_stores(facts: Facts, entity: Entity) -> tuple[str, ...]:
    """Return the stores that accept business writes of an entity.

    A store that is also the target of a one-way path from another written store only gets a copy: the
    write there is today's mechanism (a dual write), not a second authority. Unless somebody writes there
    only, in a store that is fit to decide: then two stores take changes, and one of them has to be named.
    What nobody is said to write is written where it can only be.
    """
    written = list(
        dict.fromkeys(
            write.store
            for writer in facts.writers_of.get(entity.id, ())
            for write in writer.writes
            if write.entity == entity.id
        )
    )
    if not written:
        home = _only_home(facts, entity)
        return (home,) if home else ()
    return tuple(
        store
        for store in written
        if not _fed_by_another(facts, entity, store, written) or _has_writers_of_its_own(facts, entity, store)
    )


def _only_home(facts: Facts, entity: Entity) -> str | None:
    """Return the one store where an entity that travels nowhere can be: read there, or the only one named.

    A cache, an index or a warehouse is no such store: what is read there comes from somewhere else.
    """
    comes_from_elsewhere = entity.derived_from or entity.external_owner or entity.authority
    if comes_from_elsewhere or entity.attribute_groups or facts.paths_of_entity.get(entity.id):
        return None
    read_in = {read.store for read in facts.reads_of_entity.get(entity.id, ()) if read.store}
    homes = sorted(read_in) or [store.id for store in facts.stores if is_store(facts, store.id)]
    if len(homes) != 1 or homes[0] not in facts.store_by_id or facts.store_by_id[homes[0]].role:
        return None
    found = technology_of(facts, homes[0])
    return homes[0] if found is not None and found.system_of_record.verdict == "yes" else None


def _has_writers_of_its_own(facts: Facts, entity: Entity, store: str) -> bool:
    """Return whether somebody who is no part of a path writes the entity in this store only."""
    found, known = technology_of(facts, store), facts.store_by_id.get(store)
    if found is None or found.system_of_record.verdict != "yes" or (known and known.role):
        return False
    carrying = {path.writer for path in facts.paths_of.get((entity.id, store), ())}
    return any(
        {write.store for write in writer.writes if write.entity == entity.id} == {store}
        for writer in facts.writers_of.get(entity.id, ())
        if writer.kind in ("human", "service") and writer.id not in carrying
    )


def _fed_by_another(facts: Facts, entity: Entity, store: str, written: list[str]) -> bool:
    return any(
        path.source in written and path.source != store and path.mechanism != "bidirectional"
        for path in facts.paths_of.get((entity.id, store), ())
    )


def carries(path: CurrentPath, source: str, target: str) -> bool:
    """Return whether a current path moves data from one store to the other; a two-way path does both."""
    if (path.source, path.target) == (source, target):
        return True
    return path.mechanism == "bidirectional" and (path.target, path.source) == (source, target)


def group_store(entity: Entity, group: AttributeGroup, facts: Facts) -> str | None:
    """Return the store that owns a group of attributes: said, else the one its writers write."""
    if group.store:
        return group.store
    stores = {
        write.store
        for writer in facts.writers
        if writer.id in group.writers
        for write in writer.writes
        if write.entity == entity.id
    }
    return stores.pop() if len(stores) == 1 else None
