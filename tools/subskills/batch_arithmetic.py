"""Memory, time and space of a scheduled run. GB are 10^9 bytes; every function is a formula, nothing more."""

from math import ceil


def hash_table_gb(build_gb: float, factor: float) -> float:
    """Return the memory of a hash table over the side that is joined in."""
    return build_gb * factor


def partitions_needed(build_gb: float, factor: float, memory_gb: float, share: float) -> int:
    """Return into how many parts both sides are split so that each part's hash table fits into memory.

    Holds for keys that spread evenly; one frequent key stays in one part however many there are.
    """
    return max(1, ceil(hash_table_gb(build_gb, factor) / (memory_gb * share)))


def merge_passes(data_gb: float, memory_gb: float, fan_in: int) -> int:
    """Return how often an external sort reads and writes its data after the first sorted runs were made.

    The first pass makes ceil(data / memory) sorted runs; each further one merges `fan_in` runs into one.
    """
    runs, passes = ceil(data_gb / memory_gb), 0
    while runs > 1:
        runs, passes = ceil(runs / fan_in), passes + 1
    return passes


def worst_age_s(every_s: float, late_s: float, takes_min: float) -> float:
    """Return how old what readers see can get when every run works: just before a late run is published."""
    return every_s + late_s + takes_min * 60


def intervals_back(late_s: float, every_s: float) -> int:
    """Return how many published intervals a run makes again so that late rows reach theirs."""
    return ceil(late_s / every_s)


def backfill_h(days: float, every_s: float, takes_min: float, parallel: int) -> float:
    """Return how long past intervals take when so many of them run at once."""
    intervals = ceil(days * 86400 / every_s)
    return ceil(intervals / parallel) * takes_min / 60
