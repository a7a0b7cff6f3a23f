"""What the changes of one store ask of its engine, and of the one that would be the alternative."""

from dataclasses import dataclass

from tools.domain.facts import Engine, Facts, Store, Writer
from tools.knowledge.technologies import technology_of
from tools.knowledge.technology import Storage
from tools.knowledge.thresholds import defaults
from tools.subskills.amplification import Bounds, Changes, written_mb_s
from tools.subskills.store_load import BY_KEY, StoreLoad
from tools.subskills.workload_arithmetic import GB, row_bytes

LSM: tuple[Engine, ...] = ("lsm_levelled", "lsm_tiered")


@dataclass(frozen=True, slots=True)
class Written:
    """What the engine that is there and its alternative write at the peak, in MB/s."""

    current: Engine
    now: Bounds
    other: Engine | None
    then: Bounds | None


def changes_of(facts: Facts, load: StoreLoad) -> dict[str, Changes]:
    """Return the changes of each entity of which a rate is known.

    What the writers change at the peak beyond the rates of the entities is taken for changes of the widest
    row among the others: an upper bound.
    """
    rates = {e.id: e.changes_per_s for e in load.entities if e.changes_per_s is not None}
    rest = sum(w.peak_per_s or 0.0 for w in writers_of(facts, load.store)) - sum(rates.values())
    silent = [e for e in load.entities if e.id not in rates]
    if rest > 0 and silent:
        rates[max(silent, key=row_bytes).id] = rest
    storage = storage_of(facts, load.store)
    page = (storage.page_kb if storage else None) or 8
    return {
        e.id: Changes(
            per_s=rates[e.id],
            row_bytes=row_bytes(e),
            data_bytes=load.sizes.get(e.id, 0.0) * GB,
            hot_share=e.hot_share or 0.0,
            indexes=e.indexes or 0,
            in_order=e.changes_in_order is True,
            page_bytes=page * 1024,
            page_twice=storage is None or storage.page_twice is not False,
        )
        for e in load.entities
        if rates.get(e.id)
    }


def writers_of(facts: Facts, store: Store) -> tuple[Writer, ...]:
    """Return who changes something in a store."""
    return tuple(w for w in facts.writers if any(write.store == store.id for write in w.writes))


def storage_of(facts: Facts, store: Store) -> Storage | None:
    """Return what the catalogue says of how a store keeps its data; None if it says nothing."""
    found = technology_of(facts, store.id)
    return found.storage if found else None


def written_by(current: Engine, load: StoreLoad, changes: tuple[Changes, ...]) -> Written:
    """Estimate what the engine that is there writes, and the row engine worth comparing with."""
    other = _other(current, load, sum(of.per_s for of in changes))
    then = written_mb_s(other, changes) if other else None
    return Written(current, written_mb_s(current, changes), other, then)


def _other(current: Engine, load: StoreLoad, changes_per_s: float) -> Engine | None:
    """Return the row engine worth comparing with; reads of an unknown rate are too many for tiers."""
    if current in LSM:
        return "b_tree"
    if current != "b_tree":
        return None
    said_all = all(a.read.qps is not None for a in load.accesses if a.kind == BY_KEY)
    reads = load.queries_per_s.get(BY_KEY, 0.0)
    heavy = said_all and changes_per_s >= defaults()["write_heavy_ratio"] * reads
    return "lsm_tiered" if heavy else "lsm_levelled"
