"""Each formula of a stream computation against a stream that is played through."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.subskills.stream_arithmetic import (
    catch_up_h,
    copies,
    join_records,
    log_gb,
    open_windows,
    partitions,
    retention_h,
    seen_ids_gb,
)

FEW = st.integers(0, 6)
SOME = st.integers(1, 12)


@given(first=SOME, then=SOME, within=FEW, late=FEW)
def test_a_join_in_time_holds_as_many_records_as_the_formula_says(
    first: int, then: int, within: int, late: int
) -> None:
    now = 100
    watermark = now - late
    held_first = sum(first for at in range(now) if at + within >= watermark)
    held_then = sum(then for at in range(now) if at >= watermark)
    assert held_first + held_then == join_records(first, then, within, late)


def matched(
    first: list[tuple[int, int]], then: list[tuple[int, int]], within: int, first_kept: int, then_kept: int
) -> set[tuple[int, int]]:
    """Join records (time, arrival) that are held until `kept` after their time; return the pairs found."""
    found = set()
    for i, (one, one_came) in enumerate(first):
        for j, (other, other_came) in enumerate(then):
            fits = 0 <= other - one <= within
            met = one + first_kept >= other_came if one_came <= other_came else other + then_kept >= one_came
            if fits and met:
                found.add((i, j))
    return found


RECORDS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5)), max_size=8)


@given(first=RECORDS, then=RECORDS, within=FEW)
def test_what_a_join_holds_is_enough_for_every_pair(
    first: list[tuple[int, int]], then: list[tuple[int, int]], within: int
) -> None:
    late = 5
    firsts = [(at, at + delay) for at, delay in first]
    thens = [(at, at + delay) for at, delay in then]
    all_pairs = matched(firsts, thens, within, 10**6, 10**6)
    assert matched(firsts, thens, within, within + late, late) == all_pairs


def test_a_join_that_holds_one_second_less_misses_a_pair() -> None:
    within, late = 3, 5
    latest_partner = matched([(0, 0)], [(within, within + late)], within, within + late - 1, late)
    latest_first = matched([(0, late)], [(0, 0)], within, within + late, late - 1)
    assert latest_partner == latest_first == set()


@given(window=SOME, step=SOME, late=st.integers(0, 20))
def test_as_many_windows_are_open_as_the_formula_says(window: int, step: int, late: int) -> None:
    def are_open(now: int) -> int:
        return sum(at <= now < at + window + late for at in range(0, now + 1, step))

    assert max(are_open(now) for now in range(100, 100 + step)) == open_windows(window, step, late)


@given(window=SOME, step=SOME)
def test_a_record_belongs_to_as_many_windows_as_the_formula_says(window: int, step: int) -> None:
    def windows_of(moment: int) -> int:
        return sum(at <= moment < at + window for at in range(0, moment + 1, step))

    assert max(windows_of(moment) for moment in range(50, 50 + step)) == copies(window, step)


@given(peak=st.integers(1, 500), factor=st.integers(1, 3), worker=st.integers(1, 50), spare=st.integers(1, 4))
def test_partitions_are_the_fewest_workers_that_carry_a_replay_times_the_reserve(
    peak: int, factor: int, worker: int, spare: int
) -> None:
    fewest = next(count for count in range(1, 2000) if count * worker >= peak * factor)
    assert partitions(peak, factor, worker, spare) == fewest * spare


@given(least=FEW, outage=FEW, factor=st.integers(1, 3), park=FEW)
def test_a_log_that_keeps_as_long_as_needed_outlives_every_wait_and_one_hour_less_does_not(
    least: int, outage: int, factor: int, park: int
) -> None:
    kept = retention_h(least, outage, factor, park)
    waits = (least, outage * factor, park)
    assert all(kept >= wait for wait in waits)
    assert any(kept - 1 < wait for wait in waits)


@given(rate=SOME, size=SOME, hours=st.integers(1, 3), replicas=st.integers(1, 3))
def test_a_log_takes_the_disk_of_every_record_that_has_not_expired(
    rate: int, size: int, hours: int, replicas: int
) -> None:
    written = sum(rate * size for _ in range(hours * 3600)) * replicas
    assert log_gb(rate, size, hours, replicas) * 1e9 == pytest.approx(written)


@given(outage=st.integers(1, 20), arriving=SOME, handled=SOME)
def test_a_backlog_lasts_as_long_as_it_takes_to_play_it_off(outage: int, arriving: int, handled: int) -> None:
    lasts = catch_up_h(outage, arriving, handled)
    if handled <= arriving:
        assert lasts is None
        return
    backlog, hours = outage * arriving, 0
    while backlog > 0:
        backlog += arriving - handled
        hours += 1
    assert lasts is not None
    assert hours - 1 < lasts <= hours


def counted(arrivals: list[tuple[int, str]], remembered: int) -> int:
    """Count records by id, forgetting an id `remembered` seconds after it was first seen."""
    seen: dict[str, int] = {}
    total = 0
    for moment, id_ in arrivals:
        if id_ not in seen or moment - seen[id_] > remembered:
            total += 1
            seen[id_] = moment
    return total


@given(resends=st.lists(st.integers(0, 30), max_size=6), longest=st.integers(0, 30))
def test_an_id_that_is_remembered_for_the_longest_resend_counts_once(
    resends: list[int], longest: int
) -> None:
    arrivals = [(0, "click"), *((at, "click") for at in sorted(resends) if at <= longest)]
    assert counted(arrivals, longest) == 1
    assert longest == 0 or counted([(0, "click"), (longest, "click")], longest - 1) == 2


@given(rate=SOME, window=st.integers(1, 50))
def test_the_ids_of_a_window_take_what_the_formula_says(rate: int, window: int) -> None:
    held = {(moment, n) for moment in range(window) for n in range(rate)}
    assert seen_ids_gb(rate, window, 100) * 1e9 == pytest.approx(len(held) * 100)
