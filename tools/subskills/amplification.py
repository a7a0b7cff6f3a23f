"""How much more an engine writes, reads and keeps than the rows themselves: estimates with their bounds.

Write amplification is bytes written to the disk per byte of changed rows; read amplification is pages that
a lookup by key asks for, and runs that a short range has to merge; space amplification is bytes kept per byte
of live rows (the definitions are those of `rocksdb_tuning`). Estimates leave out compression and what the
device adds. The laws are tried against small simulated engines in tests/subskills/test_amplification.py.
"""

import math
from dataclasses import dataclass, replace

from tools.domain.facts import Engine
from tools.knowledge.thresholds import defaults

FANOUT = 10
"""How many times larger each level is than the one above: the default of RocksDB (`rocksdb_dynamic`)."""

MEMTABLE_BYTES = 64 * 2**20
"""What is collected in memory before it becomes a sorted file: RocksDB's default (`rocksdb_options`)."""

CHECKPOINT_S = 300
"""Seconds between checkpoints: the default of PostgreSQL (`pg_checkpoint`)."""

FALSE_POSITIVES = 0.01
"""Runs that a filter of 10 bits a key sends a lookup to in vain, as a fraction (`rocksdb_bloom`)."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """An estimate: not less than `low`, not more than `high`."""

    low: float
    high: float

    def times(self, factor: float) -> "Bounds":
        """Return both bounds multiplied."""
        return Bounds(self.low * factor, self.high * factor)

    def plus(self, other: "Bounds") -> "Bounds":
        """Return the bounds of a sum."""
        return Bounds(self.low + other.low, self.high + other.high)


@dataclass(frozen=True, slots=True)
class Changes:
    """What the changes of one entity ask of an engine."""

    per_s: float
    row_bytes: float
    data_bytes: float
    hot_share: float = 1.0  # of the rows; the changes fall evenly on these; 0 if nobody knows how few
    indexes: int = 0  # besides the primary key
    in_order: bool = False
    page_bytes: float = 8192
    page_twice: bool = True  # a page image in the log, or a doublewrite buffer

    @property
    def hot_bytes(self) -> float:
        """Bytes of the rows that the changes fall on."""
        return self.data_bytes * self.hot_share

    @property
    def page_written(self) -> float:
        """Bytes that one changed page costs."""
        return self.page_bytes * (2 if self.page_twice else 1)

    @property
    def index_part(self) -> float:
        """Bytes of index entries per byte of row."""
        return self.indexes * defaults()["index_entry_b"] / self.row_bytes


def pages_touched(changes: float, pages: float) -> float:
    """Return how many different pages so many changes fall into, each page as likely as any other.

    N * (1 - (1 - 1/N)^C): the expected number of boxes that C balls leave not empty.
    """
    if pages <= 1:
        return min(changes, 1.0)
    return pages * -math.expm1(changes * math.log1p(-1 / pages))


def b_tree_write(of: Changes) -> Bounds:
    """Return the write amplification of pages that are changed in place.

    The row goes to the log, and each changed page is written once a checkpoint, twice where torn pages are
    guarded against. High: each change writes its own pages, and a page for each index entry; so it is when
    the pages do not stay in memory until the checkpoint. Low: they do, and the changes of one checkpoint that
    fall into one page share its write. Rows in key order fill one page after another, which stays in memory
    for so long, so that both bounds are alike; their index entries never do.
    """
    count = max(of.per_s * CHECKPOINT_S, 1.0)
    parts = math.ceil(of.row_bytes / of.page_bytes)
    entries = of.hot_bytes / of.row_bytes * defaults()["index_entry_b"]
    if of.in_order:
        table = max(count * of.row_bytes / of.page_bytes, 1.0)
    else:
        table = pages_touched(count * parts, of.hot_bytes / of.page_bytes)
    index = pages_touched(count, entries / of.page_bytes)
    own = table / count if of.in_order else parts
    return Bounds(
        1 + (table + of.indexes * index) / count * of.page_written / of.row_bytes,
        1 + (own + of.indexes) * of.page_written / of.row_bytes,
    )


def levels(data_bytes: float) -> int:
    """Return how many levels such data takes: the least L from 1 with memtable * fanout^L >= data."""
    full = MEMTABLE_BYTES * FANOUT
    count = 1
    while full < data_bytes:
        full, count = full * FANOUT, count + 1
    return count


def levelled_write(count: int, fanout: int = FANOUT, in_order: bool = False) -> Bounds:
    """Return the write amplification of a levelled LSM tree: log, flush, and the merges of each level.

    About T * L (`smalldatum_lsm`; others count half of it or one more, `smalldatum_levels`). High: each merge
    rewrites a full level and what comes down: 2 + L * (T + 1). Low: the levels above the last are met half
    full on average, and the last is nearly empty: 2 + (L - 1) * (T + 1) / 2 + 1. In key order the files do
    not overlap and move down as they are: 2.
    """
    if in_order:
        return Bounds(2, 2)
    return Bounds(2 + (count - 1) * (fanout + 1) / 2 + 1, 2 + count * (fanout + 1))


def tiered_write(count: int) -> Bounds:
    """Return the write amplification of a tiered LSM tree: log, flush, and one rewrite a level at most."""
    return Bounds(2, 2 + count)


def runs(engine: Engine, count: int, fanout: int = FANOUT) -> int:
    """Return how many sorted runs a short range has to merge, at most: one a level, or `fanout` a level."""
    return {"lsm_levelled": count, "lsm_tiered": count * fanout}.get(engine, 1)


def lookup_pages(engine: Engine, count: int) -> float:
    """Return the pages that a lookup by key asks for, inner pages and filters in memory, at most.

    A run without the key costs a page only when its filter errs.
    """
    if engine == "in_memory":
        return 0.0
    return 1 + FALSE_POSITIVES * (runs(engine, count) - 1)


def levelled_space(count: int, fanout: int = FANOUT) -> Bounds:
    """Return the space amplification of levelled runs whose last level is full: up to 1 + 1/T + 1/T^2 + …"""
    return Bounds(1.0, sum(fanout**-level for level in range(count)))


def tiered_space(fanout: int = FANOUT) -> Bounds:
    """Return the space amplification of tiered runs: each run of the largest tier may hold every key."""
    return Bounds(1.0, float(fanout))


def b_tree_space(in_order: bool) -> Bounds:
    """Return the space amplification of pages: little air in key order, else up to half as much again."""
    return Bounds(1.0, 1.1) if in_order else Bounds(1.0, 1.5)


def column_gain(share: float) -> float:
    """Return how many times less a scan reads from columns than from rows; compression not counted."""
    return 1 / share


def write_amplification(engine: Engine, of: Changes) -> Bounds:
    """Return the write amplification of any engine for these changes, index entries included."""
    count = levels(of.data_bytes * (1 + of.index_part))
    if engine == "b_tree":
        return b_tree_write(of)
    if engine == "lsm_levelled":
        return levelled_write(count, in_order=of.in_order).plus(levelled_write(count).times(of.index_part))
    if engine in ("lsm_tiered", "columnar", "inverted_index"):
        return tiered_write(count).times(1 + of.index_part)
    return Bounds(1, 1) if engine == "log" else Bounds(1, 2)


def written_mb_s(engine: Engine, all_changes: tuple[Changes, ...]) -> Bounds:
    """Return what an engine writes to disk for these changes, in MB/s."""
    total = Bounds(0, 0)
    for of in all_changes:
        total = total.plus(write_amplification(engine, of).times(of.per_s * of.row_bytes / 1e6))
    return total


def share_that_pays(of: Changes, others_mb_s: float, target_mb_s: float) -> float | None:
    """Return the least hot share at which pages changed in place write the target or more; None if none does.

    What is written at least grows with the share of rows that the changes fall on, so halving finds it.
    """

    def written(share: float) -> float:
        return others_mb_s + written_mb_s("b_tree", (replace(of, hot_share=share),)).low

    if written(1.0) < target_mb_s:
        return None
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (low, middle) if written(middle) >= target_mb_s else (middle, high)
    return high
