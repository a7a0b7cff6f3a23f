"""A replica that an engine keeps of a store: what is read from it is read from the store, a little later."""

from collections.abc import Mapping

from tools.domain.facts import CurrentPath, Facts, Store
from tools.domain.facts.refs import replaced


def at_their_originals(facts: Facts) -> Facts:
    """Return facts in which paths that read a replica start at the store that it copies.

    The replication itself stays a path, of what is read from the replica where nobody said of what; and a
    store bears the full reads that its replica bears (`full_reads_ok` means either).
    """
    originals = _originals(facts)
    if not originals:
        return facts
    paths = tuple(_moved(facts, path, originals) for path in facts.paths)
    stores = tuple(_relieved(facts, store, originals) for store in facts.stores)
    return replaced(facts, {"paths": paths, "stores": stores})


def _originals(facts: Facts) -> Mapping[str, str]:
    """Return replica -> the store that it copies, for those that copy one only."""
    found: dict[str, set[str]] = {}
    for path in facts.paths:
        store = facts.store_by_id.get(path.target)
        if path.mechanism == "managed_replication" and store and store.role == "replica":
            found.setdefault(path.target, set()).add(path.source)
    return {replica: next(iter(of)) for replica, of in found.items() if len(of) == 1}


def _moved(facts: Facts, path: CurrentPath, originals: Mapping[str, str]) -> CurrentPath:
    if path.mechanism == "managed_replication":
        read = (entity for one in facts.paths if one.source == path.target for entity in one.entities)
        entities = path.entities or tuple(sorted(set(read)))
        return replaced(path, {"entities": entities})
    if path.source in originals and path.target != originals[path.source]:
        return replaced(path, {"source": originals[path.source]})
    return path


def _relieved(facts: Facts, store: Store, originals: Mapping[str, str]) -> Store:
    spared = (facts.store_by_id[replica] for replica, of in originals.items() if of == store.id)
    if store.full_reads_ok is None and any(one.full_reads_ok for one in spared):
        return replaced(store, {"full_reads_ok": True})
    return store
