"""How much is asked of a store: bytes per row and query, shares of the load, working set.

Bytes are decimal. What nobody measured is taken from thresholds.yaml, by name.
"""

from collections.abc import Iterable, Mapping

from tools.domain.facts import Entity, Read
from tools.knowledge.thresholds import defaults

GB = 1e9
SECONDS_A_DAY = 86400


def row_bytes(entity: Entity) -> float:
    """Return the bytes of one row: size by rows, else T.assumed_row_kb."""
    if entity.size_gb and entity.rows:
        return entity.size_gb * GB / entity.rows
    return defaults()["assumed_row_kb"] * 1000


def row_size_is_assumed(entity: Entity) -> bool:
    """Return whether nobody said enough to work out the size of a row."""
    return not (entity.size_gb and entity.rows)


def size_gb(entity: Entity) -> float | None:
    """Return the size of an entity in GB: as said, by its rows, or by its changes and its retention.

    The last holds for rows that are only added, and is an upper bound: it takes the peak for all day.
    """
    if entity.size_gb is not None:
        return entity.size_gb
    if entity.rows is not None:
        return entity.rows * row_bytes(entity) / GB
    if entity.append_only and entity.changes_per_s is not None and entity.retention_d is not None:
        kept = entity.changes_per_s * SECONDS_A_DAY * entity.retention_d
        return kept * row_bytes(entity) / GB
    return None


def query_bytes(read: Read, entities: Iterable[Entity], rows: float | None) -> float | None:
    """Return the bytes of the rows that one query touches; with several entities, of their widest rows."""
    if read.scan_gb is not None:
        return read.scan_gb * GB
    if rows is None:
        return None
    widest = max((row_bytes(entity) for entity in entities), default=defaults()["assumed_row_kb"] * 1000)
    return rows * widest


def shares(load: Mapping[str, float]) -> Mapping[str, float]:
    """Return the part that each kind has in the whole; nothing if there is no load."""
    whole = sum(load.values())
    return {kind: part / whole for kind, part in load.items()} if whole else {}


def busy(bytes_per_s: float) -> float:
    """Return for which part of the time one scan at T.scan_gb_s is busy; above 1, more than one is needed."""
    return bytes_per_s / (defaults()["scan_gb_s"] * GB)


def qps_borne(bytes_per_query: float, others_bytes_per_s: float) -> float:
    """Return the rate up to which a scan, with the others, keeps below T.light_scan_share; 0 if none does."""
    left = defaults()["light_scan_share"] * defaults()["scan_gb_s"] * GB - others_bytes_per_s
    return max(0.0, left / max(bytes_per_query, 1.0))


def grown(size: float, factor_per_year: float, years: float) -> float:
    """Return a size after some years of growth."""
    return float(size * factor_per_year**years)


def share_borne(memory_gb: float, size: float, others_hot_gb: float) -> float:
    """Return which part of an entity of this size fits in T.cache_share of the memory beside the others."""
    return max(0.0, defaults()["cache_share"] * memory_gb - others_hot_gb) / size if size else 1.0
