"""The formulas of quorums against every choice of copies."""

from collections import Counter
from itertools import combinations, product

import pytest

from tools.subskills.quorums import (
    ENUMERATED,
    Quorums,
    largest_share,
    least_overlap,
    majority,
    newer_then_older,
    survives_a_domain,
)

SMALL = [Quorums(n, w, r) for n in range(1, 7) for w, r in product(range(1, n + 1), repeat=2)]


def subsets(n: int, size: int) -> list[set[int]]:
    return [set(one) for one in combinations(range(n), size)]


@pytest.mark.parametrize("q", SMALL, ids=str)
def test_the_overlap_is_the_smallest_over_all_choices(q: Quorums) -> None:
    tried = [len(a & b) for a, b in product(subsets(q.n, q.w), subsets(q.n, q.r))]
    assert q.overlap == min(tried)
    least, choice, count = least_overlap(q)
    assert (least, count) == (min(tried), len(tried))
    assert len(set(choice.write) & set(choice.read)) == least
    assert (len(choice.write), len(choice.read)) == (q.w, q.r)


@pytest.mark.parametrize("q", SMALL, ids=str)
def test_two_writes_meet_exactly_where_the_formula_says(q: Quorums) -> None:
    assert q.write_overlap == min(len(a & b) for a, b in product(subsets(q.n, q.w), repeat=2))


@pytest.mark.parametrize("q", SMALL, ids=str)
def test_what_survives_a_loss_is_what_every_loss_leaves(q: Quorums) -> None:
    copies = set(range(q.n))
    losses = range(q.n + 1)
    kept = [k for k in losses if all(write - lost for write in subsets(q.n, q.w) for lost in subsets(q.n, k))]
    assert q.losses_write_kept == max(kept)
    assert q.losses_writes_go_on == max(
        k for k in losses if all(len(copies - gone) >= q.w for gone in subsets(q.n, k))
    )
    assert q.losses_reads_go_on == max(
        k for k in losses if all(len(copies - gone) >= q.r for gone in subsets(q.n, k))
    )


@pytest.mark.parametrize("q", SMALL, ids=str)
@pytest.mark.parametrize("outside", [0, 1, 2])
def test_a_sloppy_quorum_overlaps_as_one_over_all_its_nodes(q: Quorums, outside: int) -> None:
    nodes = q.n + outside
    assert least_overlap(q, nodes)[0] == max(0, q.w + q.r - nodes)


@pytest.mark.parametrize("q", SMALL, ids=str)
def test_a_read_can_go_back_unless_a_write_is_one_step_or_a_read_asks_all(q: Quorums) -> None:
    run = newer_then_older(q)
    assert (run is not None) == (q.w > 1 and q.r < q.n)
    if run:
        assert len(run.reached) < q.w
        assert set(run.first) & set(run.reached)
        assert not set(run.second) & set(run.reached)
        assert len(run.first) == len(run.second) == q.r


def test_overlapping_quorums_can_still_go_back() -> None:
    assert Quorums(3, 2, 2).overlap == 1
    assert newer_then_older(Quorums(3, 2, 2)) == ((1,), (1, 2), (2, 3))


@pytest.mark.parametrize("n", range(1, 10))
def test_a_majority_is_the_least_that_always_meets_itself(n: int) -> None:
    assert Quorums(n, majority(n), majority(n)).write_overlap > 0
    assert majority(n) == 1 or Quorums(n, majority(n) - 1, 1).write_overlap == 0


@pytest.mark.parametrize(("copies", "domains"), list(product(range(1, 7), range(1, 5))))
def test_losing_the_fullest_domain_is_the_worst_case_of_an_even_spread(copies: int, domains: int) -> None:
    placed = Counter(copy % domains for copy in range(copies))
    assert largest_share(copies, domains) == max(placed.values())
    for w in range(1, copies + 1):
        goes_on = all(copies - placed[gone] >= w for gone in range(domains))
        assert survives_a_domain(Quorums(copies, w, 1), domains) == goes_on


def test_more_copies_than_can_be_tried_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 9"):
        least_overlap(Quorums(ENUMERATED + 1, 1, 1))
