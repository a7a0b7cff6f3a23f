"""Intervals and repeated tries agree with published values and with counting."""

from itertools import combinations

import pytest

from evals.intervals import pass_all, pass_at, wilson


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe 1998, Two-sided confidence intervals for the single proportion, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_s_interval_has_the_published_bounds(
    successes: int, trials: int, low: float, high: float
) -> None:
    assert wilson(successes, trials) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_wilson_s_interval_is_symmetric_and_knows_nothing_without_a_trial() -> None:
    low, high = wilson(3, 10)
    assert wilson(7, 10) == (pytest.approx(1 - high), pytest.approx(1 - low))
    assert wilson(10, 10)[1] == pytest.approx(1)
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize("trials", range(1, 7))
def test_k_tries_are_what_counting_every_choice_of_k_runs_gives(trials: int) -> None:
    for passes in range(trials + 1):
        runs = [True] * passes + [False] * (trials - passes)
        for k in range(1, trials + 1):
            choices = list(combinations(runs, k))
            assert pass_at(k, trials, passes) == pytest.approx(sum(map(any, choices)) / len(choices))
            assert pass_all(k, trials, passes) == pytest.approx(sum(map(all, choices)) / len(choices))


@pytest.mark.parametrize("k", [0, 4])
def test_more_tries_than_runs_cannot_be_estimated(k: int) -> None:
    with pytest.raises(ValueError, match=f"k is {k}; expected from 1 to the number of trials, 3"):
        pass_at(k, 3, 1)
