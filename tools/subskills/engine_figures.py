"""The estimates of the storage engines as figures: the formula in numbers, and its bounds."""

import math
from collections.abc import Iterator, Mapping

from tools.domain.facts import Engine
from tools.domain.subskills import Figure
from tools.knowledge.thresholds import defaults
from tools.subskills.amplification import (
    FALSE_POSITIVES,
    FANOUT,
    Bounds,
    Changes,
    b_tree_space,
    column_gain,
    levelled_space,
    levels,
    lookup_pages,
    runs,
    tiered_space,
    write_amplification,
    written_mb_s,
)
from tools.subskills.quantities import percent
from tools.subskills.store_load import StoreLoad

COMPARED: tuple[Engine, ...] = ("b_tree", "lsm_levelled", "lsm_tiered")
NAMES: Mapping[Engine, str] = {
    "b_tree": "B-tree",
    "lsm_levelled": "levelled LSM",
    "lsm_tiered": "tiered LSM",
    "columnar": "columns",
    "in_memory": "memory",
    "log": "log",
    "inverted_index": "inverted index",
}
SOURCES: Mapping[Engine, str] = {
    "b_tree": "pg_fpw",
    "lsm_levelled": "smalldatum_lsm",
    "lsm_tiered": "smalldatum_lsm",
    "columnar": "judg",
    "in_memory": "judg",
    "log": "judg",
    "inverted_index": "judg",
}


def figures(
    load: StoreLoad, changes: Mapping[str, Changes], current: Engine, now: Bounds
) -> tuple[Figure, ...]:
    """Return what each engine would write, read and keep, and what is left of the disk."""
    id_, most = max(changes.items(), key=lambda pair: pair[1].per_s * pair[1].row_bytes)
    count = levels(sum(of.data_bytes * (1 + of.index_part) for of in changes.values()))
    engines = dict.fromkeys((current, *COMPARED))
    return (
        *(_write(engine, id_, most, tuple(changes.values())) for engine in engines),
        *_reads(count),
        *_space(count, most.in_order),
        *_columns(load),
        _limit(load, most, now),
    )


def _write(engine: Engine, id_: str, of: Changes, everything: tuple[Changes, ...]) -> Figure:
    bounds = write_amplification(engine, of)
    total = written_mb_s(engine, everything)
    formula = (
        f"{id_}: {_formula(engine, of)} = {bounds.high:.3g} times the row at most, {bounds.low:.3g} at least"
    )
    return Figure(
        f"written to disk: {NAMES[engine]}", formula, f"{_range(total)} MB/s at the peak", SOURCES[engine]
    )


def _formula(engine: Engine, of: Changes) -> str:
    count = levels(of.data_bytes * (1 + of.index_part))
    indexed = f" * {1 + of.index_part:.4g}" if of.indexes else ""
    if engine == "b_tree":
        pages = str(math.ceil(of.row_bytes / of.page_bytes))
        if of.in_order:
            pages = f"{of.row_bytes:,.0f} / {of.page_bytes:,.0f}"
        twice = "2 * " if of.page_twice else ""
        return f"1 + ({pages} + {of.indexes}) * {twice}{of.page_bytes:,.0f} / {of.row_bytes:,.0f} B"
    if engine == "lsm_levelled":
        merged = f"(2 + {count} * ({FANOUT} + 1))"
        return f"2 + {of.index_part:.4g} * {merged}" if of.in_order else f"{merged}{indexed}"
    if engine in ("lsm_tiered", "columnar", "inverted_index"):
        return f"(2 + {count}){indexed}"
    return "1" if engine == "log" else "1 for the log, 1 for snapshots"


def _reads(count: int) -> Iterator[Figure]:
    pages = [
        f"{NAMES[one]} 1 + {FALSE_POSITIVES:g} * {runs(one, count) - 1} = {lookup_pages(one, count):.3g}"
        for one in COMPARED
    ]
    most = lookup_pages("lsm_tiered", count)
    yield Figure("pages that a lookup by key reads", "; ".join(pages), f"1 to {most:.3g}", "rocksdb_bloom")
    merged = [f"{NAMES[engine]} {runs(engine, count)}" for engine in COMPARED]
    yield Figure("runs that a short range merges", "; ".join(merged), f"1 to {count * FANOUT}", "dostoevsky")


def _space(count: int, in_order: bool) -> Iterator[Figure]:
    tree, levelled, tiered = b_tree_space(in_order), levelled_space(count), tiered_space()
    air = "pages filled in key order" if in_order else "pages that are split as keys come at random"
    yield Figure("space per byte of live rows: B-tree", air, f"{_range(tree)}", "myrocks_adv")
    series = " + ".join(["1", f"1/{FANOUT}", f"1/{FANOUT}^2"][:count]) + (" + …" if count > 3 else "")
    yield Figure("space per byte of live rows: levelled LSM", series, _range(levelled), "rocksdb_dynamic")
    runs_kept = f"{FANOUT} runs, each with every key at worst, until they are merged"
    yield Figure("space per byte of live rows: tiered LSM", runs_kept, _range(tiered), "rocksdb_universal")


def _columns(load: StoreLoad) -> Iterator[Figure]:
    for access in load.scans:
        share = access.read.column_share
        if share is not None:
            name = f"what columns would save {access.read.id}"
            yield Figure(
                name, f"1 / {share:g} of each row", f"{column_gain(share):.3g} times less", "ch_intro"
            )


def _limit(load: StoreLoad, most: Changes, now: Bounds) -> Figure:
    """Say which part of the disk's writes is used, and at which rate the question comes back."""
    disk = load.store.disk_write_mb_s
    if disk is None or not now.high:
        return Figure("part of the disk's writes", "what the disk bears was not said", "unknown")
    allowed = defaults()["disk_write_share"] * disk
    formula = (
        f"{now.high:.3g} MB/s at most / {disk:g} MB/s; "
        f"the limit of {allowed:g} MB/s is {allowed / now.high:,.3g} times that"
    )
    return Figure("part of the disk's writes", formula, percent(now.high / disk), "judg")


def _range(bounds: Bounds) -> str:
    low, high = _short(bounds.low), _short(bounds.high)
    return low if low == high else f"{low} to {high}"


def _short(value: float) -> str:
    """Return a number with two digits that count, without an exponent."""
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"
