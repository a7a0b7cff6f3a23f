"""What few runs can say: an interval around a share, and whether k tries succeed."""

from math import comb, sqrt

Z_95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: 95 % lie between -Z and Z."""


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Return the Wilson score interval of a share (Wilson 1927), (0, 1) without a trial."""
    if trials == 0:
        return 0.0, 1.0
    share, square = successes / trials, z * z
    middle = (share + square / (2 * trials)) / (1 + square / trials)
    half = z / (1 + square / trials) * sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def pass_at(k: int, trials: int, passes: int) -> float:
    """Return the chance that at least one of k tries passes, without bias, from more trials than k.

    Chen et al. 2021, Evaluating Large Language Models Trained on Code, equation 1.
    """
    _expect(k, trials)
    return 1 - comb(trials - passes, k) / comb(trials, k)


def pass_all(k: int, trials: int, passes: int) -> float:
    """Return the chance that all of k tries pass (pass^k), without bias.

    Yao et al. 2024, tau-bench: A Benchmark for Tool-Agent-User Interaction in Real-World Domains.
    """
    _expect(k, trials)
    return comb(passes, k) / comb(trials, k)


def _expect(k: int, trials: int) -> None:
    if not 1 <= k <= trials:
        raise ValueError(f"k is {k}; expected from 1 to the number of trials, {trials}")
