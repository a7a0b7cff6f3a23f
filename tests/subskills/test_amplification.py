"""The formulas of the storage engines, held against small engines that are run."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tools.subskills.amplification import (
    CHECKPOINT_S,
    FANOUT,
    MEMTABLE_BYTES,
    Changes,
    b_tree_write,
    column_gain,
    levelled_space,
    levelled_write,
    levels,
    lookup_pages,
    pages_touched,
    runs,
    share_that_pays,
    tiered_space,
    tiered_write,
    write_amplification,
    written_mb_s,
)
from tools.subskills.engine_figures import COMPARED

MEMTABLE = 4  # entries


def levels_of(entries: int, fanout: int) -> int:
    """The law of `levels` for the small tree."""
    return next(count for count in range(1, 20) if MEMTABLE * fanout**count >= entries)


class Levelled:
    """A levelled LSM tree that merges whole levels; it counts the entries that it writes."""

    def __init__(self, fanout: int, count: int) -> None:
        self.fanout, self.levels = fanout, [set[int]() for _ in range(count)]
        self.written = 0

    def flush(self, keys: set[int]) -> None:
        self.written += len(keys)  # the sorted file as it comes from memory
        for depth, level in enumerate(self.levels):
            level |= keys
            self.written += len(level)
            full = len(level) >= MEMTABLE * self.fanout ** (depth + 1)
            if not full or depth == len(self.levels) - 1:
                return
            keys = set(level)
            level.clear()


class Tiered:
    """A tiered LSM tree: as many runs as the fanout are merged into one run of the next tier."""

    def __init__(self, fanout: int) -> None:
        self.fanout, self.tiers = fanout, list[list[set[int]]]()
        self.written = 0

    def flush(self, keys: set[int]) -> None:
        run, depth = keys, 0
        while True:
            self.written += len(run)
            if depth == len(self.tiers):
                self.tiers.append([])
            self.tiers[depth].append(run)
            if len(self.tiers[depth]) < self.fanout:
                return
            run = set().union(*self.tiers[depth])
            self.tiers[depth] = []
            depth += 1


def feed(tree: Levelled | Tiered, keys: Sequence[int]) -> float:
    """Write the keys through a memory of a few entries; return entries written, log included, per key."""
    for start in range(0, len(keys), MEMTABLE):
        tree.flush(set(keys[start : start + MEMTABLE]))
    return 1 + tree.written / len(keys)


def scattered(count: int) -> list[int]:
    """Each number below `count` once, in an order that is none."""
    return sorted(range(count), key=lambda number: (number * 7919) % 104729)


@pytest.mark.parametrize("fanout", [2, 3, 5])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_levelled_tree_writes_what_the_law_says(fanout: int, count: int) -> None:
    for filled in range(1, fanout + 1):
        keys = scattered(MEMTABLE * fanout ** (count - 1) * filled)
        if levels_of(len(keys), fanout) != count:
            continue
        bounds = levelled_write(count, fanout)
        assert bounds.low <= feed(Levelled(fanout, count), keys) <= bounds.high


@given(
    keys=st.lists(st.integers(0, 60), min_size=MEMTABLE, max_size=300),
    fanout=st.integers(2, 4),
)
@settings(max_examples=60)
def test_no_order_of_updates_makes_a_levelled_tree_write_more(keys: list[int], fanout: int) -> None:
    count = levels_of(61, fanout)
    assert feed(Levelled(fanout, count), keys) <= levelled_write(count, fanout).high


@given(
    keys=st.lists(st.integers(0, 60), min_size=MEMTABLE, max_size=300),
    fanout=st.integers(2, 4),
)
@settings(max_examples=60)
def test_a_tiered_tree_writes_each_change_once_a_tier_at_most(keys: list[int], fanout: int) -> None:
    assert feed(Tiered(fanout), keys) <= tiered_write(levels_of(len(keys), fanout)).high


@pytest.mark.parametrize("fanout", [3, 5])  # with a fanout of 2 the two are nearly one
def test_a_tiered_tree_writes_less_than_a_levelled_one_and_has_more_runs(fanout: int) -> None:
    keys = scattered(MEMTABLE * fanout**3 - MEMTABLE)
    levelled, tiered = Levelled(fanout, 3), Tiered(fanout)
    assert feed(tiered, keys) < feed(levelled, keys)
    found = sum(len(tier) for tier in tiered.tiers)
    assert sum(bool(level) for level in levelled.levels) <= runs("lsm_levelled", 3, fanout) < found
    assert found <= runs("lsm_tiered", 3, fanout)


@pytest.mark.parametrize("fanout", [2, 5, 10])
def test_the_old_versions_of_full_levels_take_what_the_law_says(fanout: int) -> None:
    last = fanout**4
    sizes = [last // fanout**above for above in range(3)]  # each level repeats keys of the last one
    assert isclose(sum(sizes) / last, levelled_space(3, fanout).high)
    assert levelled_space(8).high < 1 / (1 - 1 / FANOUT)


@pytest.mark.parametrize("fanout", [2, 3, 4])
def test_a_tiered_tree_keeps_at_most_a_copy_of_every_key_per_run(fanout: int) -> None:
    keys = range(MEMTABLE * fanout**2)
    tree, most = Tiered(fanout), 0.0
    for _ in range(fanout - 1):
        for start in range(0, len(keys), MEMTABLE):
            tree.flush(set(keys[start : start + MEMTABLE]))
            kept = sum(len(run) for tier in tree.tiers for run in tier)
            most = max(most, kept / len(keys))
    assert 1 <= most <= tiered_space(fanout).high


@pytest.mark.parametrize(("changes", "pages"), [(1, 1), (3, 2), (4, 3), (2, 5), (5, 4)])
def test_the_pages_that_changes_fall_into_are_the_mean_over_all_ways_to_fall(
    changes: int, pages: int
) -> None:
    ways = [len(set(way)) for way in product(range(pages), repeat=changes)]
    assert isclose(sum(ways) / len(ways), pages_touched(changes, pages), rel_tol=1e-9)


ROW, PAGE = 100, 1000
ROWS = 200


def test_a_tree_of_pages_writes_what_the_law_says() -> None:
    count = 30  # changes between two checkpoints, over 20 pages of ten rows
    of = Changes(count / CHECKPOINT_S, ROW, ROW * ROWS, page_bytes=PAGE, page_twice=False)
    rows = [(number * 7919) % ROWS for number in range(6000)]
    written = 0
    for start in range(0, len(rows), count):
        changed = rows[start : start + count]
        written += count * ROW + len({row * ROW // PAGE for row in changed}) * PAGE
    measured = written / (len(rows) * ROW)
    assert isclose(measured, b_tree_write(of).low, rel_tol=0.15)
    assert measured <= b_tree_write(of).high


@given(rows=st.lists(st.integers(0, ROWS - 1), min_size=1, max_size=60))
def test_no_changes_make_a_tree_of_pages_write_more_than_a_page_each(rows: list[int]) -> None:
    of = Changes(len(rows) / CHECKPOINT_S, ROW, ROW * ROWS, page_bytes=PAGE, page_twice=False)
    written = len(rows) * ROW + len({row * ROW // PAGE for row in rows}) * PAGE
    assert written / (len(rows) * ROW) <= b_tree_write(of).high + 1e-9


def test_rows_in_key_order_fill_one_page_after_another() -> None:
    of = Changes(100, ROW, ROW * 1e6, in_order=True, page_bytes=PAGE, page_twice=False)
    pages = {row * ROW // PAGE for row in range(100 * CHECKPOINT_S)}
    measured = 1 + len(pages) * PAGE / (100 * CHECKPOINT_S * ROW)
    assert isclose(b_tree_write(of).low, measured)


def test_columns_are_read_as_far_as_a_scan_needs_them() -> None:
    table = [[f"{row}/{column}" for column in range(10)] for row in range(50)]
    by_rows = sum(len(row) for row in table)
    by_columns = sum(1 for row in table for column, _ in enumerate(row) if column in (2, 7))
    assert by_rows / by_columns == pytest.approx(column_gain(2 / 10))


CHANGES = st.builds(
    Changes,
    per_s=st.floats(0.01, 1e5),
    row_bytes=st.floats(20, 50_000),
    data_bytes=st.floats(1e6, 1e13),
    hot_share=st.floats(0.01, 1),
    indexes=st.integers(0, 5),
    in_order=st.booleans(),
)


@given(of=CHANGES, engine=st.sampled_from([*COMPARED, "columnar", "in_memory", "log", "inverted_index"]))
def test_a_lower_bound_is_none_above_the_upper_and_at_least_the_change_itself_is_written(
    of: Changes, engine: str
) -> None:
    bounds = write_amplification(engine, of)  # type: ignore[arg-type]
    assert 1 <= bounds.low <= bounds.high * (1 + 1e-9)


@given(of=CHANGES, engine=st.sampled_from(COMPARED), factor=st.floats(1, 100))
def test_more_changes_never_write_less(of: Changes, engine: str, factor: float) -> None:
    more = Changes(of.per_s * factor, of.row_bytes, of.data_bytes, of.hot_share, of.indexes, of.in_order)
    before, after = written_mb_s(engine, (of,)), written_mb_s(engine, (more,))  # type: ignore[arg-type]
    assert after.low >= before.low * (1 - 1e-9)
    assert after.high >= before.high * (1 - 1e-9)


@given(of=CHANGES, target=st.floats(0.001, 1e6))
def test_the_share_that_pays_is_the_least_that_writes_the_target(of: Changes, target: float) -> None:
    share = share_that_pays(of, 0.0, target)

    def written(part: float) -> float:
        return written_mb_s("b_tree", (replace(of, hot_share=part),)).low

    if share is None:
        assert all(written(part) < target for part in (0.0, 0.3, 1.0))
        return
    assert written(share) >= target
    assert share < 1e-6 or written(share * 0.99 - 1e-6) <= target * (1 + 1e-9)


@given(of=CHANGES, engine=st.sampled_from(COMPARED))
def test_one_more_index_never_writes_less(of: Changes, engine: str) -> None:
    more = Changes(of.per_s, of.row_bytes, of.data_bytes, of.hot_share, of.indexes + 1, of.in_order)
    before, after = write_amplification(engine, of), write_amplification(engine, more)  # type: ignore[arg-type]
    assert after.low >= before.low * (1 - 1e-9)
    assert after.high >= before.high


@given(st.floats(1, 1e15), st.floats(1, 1000))
def test_more_data_never_takes_fewer_levels_and_the_last_one_holds_it(size: float, factor: float) -> None:
    count = levels(size)
    assert count <= levels(size * factor)
    assert MEMTABLE_BYTES * FANOUT**count >= size
    assert count == 1 or MEMTABLE_BYTES * FANOUT ** (count - 1) < size


def test_a_lookup_by_key_costs_more_pages_the_more_runs_there_are() -> None:
    assert lookup_pages("in_memory", 4) == 0
    assert lookup_pages("b_tree", 4) == 1
    assert 1 < lookup_pages("lsm_levelled", 4) < lookup_pages("lsm_tiered", 4) < 2


def test_small_rows_at_random_cost_a_tree_of_pages_most_and_large_rows_least() -> None:
    small = Changes(10_000, 100, 1e12)
    large = Changes(10_000, 16_000, 1e12)
    assert write_amplification("b_tree", small).low > write_amplification("lsm_levelled", small).high
    assert write_amplification("b_tree", large).high < write_amplification("lsm_levelled", large).low
