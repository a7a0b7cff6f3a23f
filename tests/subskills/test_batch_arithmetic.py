"""Each formula of a scheduled run against a run that is played through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.subskills.batch_arithmetic import (
    backfill_h,
    intervals_back,
    merge_passes,
    partitions_needed,
    worst_age_s,
)

FEW = st.integers(1, 12)


@given(keys=st.integers(1, 200), fitting=FEW)
def test_the_parts_of_a_hash_join_fit_and_one_part_less_does_not(keys: int, fitting: int) -> None:
    parts = partitions_needed(keys, factor=2, memory_gb=4 * fitting, share=0.5)

    def fullest(count: int) -> int:
        return max(len(range(part, keys, count)) for part in range(count))

    assert fullest(parts) <= fitting
    assert parts == 1 or fullest(parts - 1) > fitting


def external_sort(rows: list[int], memory: int, fan_in: int) -> tuple[list[int], int]:
    """Sort with `memory` rows at a time; return the rows and how often all were merged."""
    runs = [sorted(rows[at : at + memory]) for at in range(0, len(rows), memory)]
    passes = 0
    while len(runs) > 1:
        runs = [
            sorted(row for run in runs[at : at + fan_in] for row in run) for at in range(0, len(runs), fan_in)
        ]
        passes += 1
    return runs[0], passes


@given(rows=st.lists(st.integers(), min_size=1, max_size=200), memory=FEW, fan_in=st.integers(2, 5))
def test_a_sort_on_disk_merges_as_often_as_the_formula_says(
    rows: list[int], memory: int, fan_in: int
) -> None:
    done, passes = external_sort(rows, memory, fan_in)
    assert done == sorted(rows)
    assert passes == merge_passes(len(rows), memory, fan_in)


def oldest_seen(every: int, takes: int, lateness: list[int]) -> int:
    """Play runs through; input k tells of moment k * every. Return the greatest age just before a publish."""
    published = [k * every + late + takes for k, late in enumerate(lateness)]
    return max(published[k + 1] - k * every for k in range(len(published) - 1))


@given(every=st.integers(1, 50), takes=st.integers(0, 20), late=st.integers(0, 50), data=st.data())
def test_readers_never_see_older_data_than_the_formula_says_and_sometimes_as_old(
    every: int, takes: int, late: int, data: st.DataObject
) -> None:
    lateness = data.draw(st.lists(st.integers(0, late), min_size=2, max_size=8))
    worst = worst_age_s(every * 60, late * 60, takes) / 60
    assert oldest_seen(every, takes, lateness) <= worst
    assert oldest_seen(every, takes, [0, late]) == pytest.approx(worst)


@given(late=st.integers(0, 60), every=FEW)
def test_late_rows_reach_back_as_many_intervals_as_the_formula_says(late: int, every: int) -> None:
    last_run = 100 * every
    happened = [at for at in range(last_run) if at + late >= last_run]  # may come after the last run
    touched = {at // every for at in happened}
    assert len(touched) == intervals_back(late, every)


@given(days=st.integers(1, 20), runs_a_day=st.sampled_from([1, 2, 4, 24]), parallel=FEW, takes=FEW)
def test_a_backfill_takes_as_long_as_workers_that_take_the_next_interval(
    days: int, runs_a_day: int, parallel: int, takes: int
) -> None:
    free = [0] * parallel
    for _ in range(days * runs_a_day):
        free.sort()
        free[0] += takes
    assert max(free) / 60 == pytest.approx(backfill_h(days, 86400 / runs_a_day, takes, parallel))
