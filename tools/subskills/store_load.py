"""What one store holds and is asked, gathered from the facts."""

from collections.abc import Mapping
from dataclasses import dataclass

from tools.domain.facts import Entity, Facts, Read, Store
from tools.subskills.workload_arithmetic import query_bytes, size_gb

BY_KEY = "transactional"
SCAN = "analytical"


@dataclass(frozen=True, slots=True)
class Access:
    """One read of the store: its kind (an outcome of S4.access) and what one query touches."""

    read: Read
    kind: str
    bytes: float | None  # one query; None if nobody said

    @property
    def bytes_per_s(self) -> float | None:
        """Bytes of the rows touched a second at the peak."""
        if self.bytes is None or self.read.qps is None:
            return None
        return self.bytes * self.read.qps


@dataclass(frozen=True, slots=True)
class StoreLoad:
    """One store with its entities and accesses."""

    store: Store
    entities: tuple[Entity, ...]
    accesses: tuple[Access, ...]

    @property
    def scans(self) -> tuple[Access, ...]:
        """The scans, the one that reads most first; those whose rate nobody said before all others."""
        found = [access for access in self.accesses if access.kind == SCAN]
        rate = {a.read.id: a.bytes_per_s for a in found}
        return tuple(sorted(found, key=lambda a: (rate[a.read.id] is not None, -(rate[a.read.id] or 0.0))))

    @property
    def bytes_per_s(self) -> Mapping[str, float]:
        """Bytes touched a second at the peak, by kind of access, as far as they are known."""
        total: dict[str, float] = {}
        for access in self.accesses:
            if access.bytes_per_s is not None:
                total[access.kind] = total.get(access.kind, 0.0) + access.bytes_per_s
        return total

    @property
    def queries_per_s(self) -> Mapping[str, float]:
        """Queries a second at the peak, by kind of access, as far as they are known."""
        total: dict[str, float] = {}
        for access in self.accesses:
            if access.read.qps is not None:
                total[access.kind] = total.get(access.kind, 0.0) + access.read.qps
        return total

    @property
    def sizes(self) -> Mapping[str, float]:
        """Size of each entity in GB, the largest first; without those of which nobody knows it."""
        known = {entity.id: size for entity in self.entities if (size := size_gb(entity)) is not None}
        return dict(sorted(known.items(), key=lambda pair: -pair[1]))


def counted_reads(facts: Facts) -> Mapping[str, tuple[Read, ...]]:
    """Return the reads of each store of which somebody counted the rows of one."""
    counted = {read.store for read in facts.reads if read.rows_read is not None}
    reads: dict[str, list[Read]] = {}
    for read in facts.reads:
        if read.store is not None and read.store in counted:
            reads.setdefault(read.store, []).append(read)
    return {store: tuple(found) for store, found in reads.items()}


def rows_of(read: Read) -> float | None:
    """Return the rows that one query touches; a lookup by key touches one unless somebody counted more."""
    return 1.0 if read.rows_read is None and read.pattern == "point_lookup" else read.rows_read


def load_of(facts: Facts, store: Store, kinds: Mapping[str, str]) -> StoreLoad:
    """Gather what a store holds and is asked; `kinds` are the outcomes of S4.access by read."""
    reads = [read for read in facts.reads if read.id in kinds]
    held = {write.entity for writer in facts.writers for write in writer.writes if write.store == store.id}
    held |= {entity for read in reads for entity in read.entities}
    accesses = tuple(
        Access(read, kinds[read.id], query_bytes(read, _entities(facts, read), rows_of(read)))
        for read in reads
    )
    return StoreLoad(store, tuple(e for e in facts.entities if e.id in held), accesses)


def _entities(facts: Facts, read: Read) -> tuple[Entity, ...]:
    return tuple(facts.entity_by_id[id_] for id_ in read.entities if id_ in facts.entity_by_id)
