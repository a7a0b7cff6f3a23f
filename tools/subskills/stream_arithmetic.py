"""State, retention and partitions of a stream computation. Rates are records a second, times seconds."""

from math import ceil


def join_records(first_per_s: float, then_per_s: float, within_s: float, late_s: float) -> float:
    """Return the records that a join in time keeps, when the partner comes at most `within_s` after.

    A record is dropped once the watermark, `late_s` behind, has passed the last moment at which a partner
    may have happened: the first input waits `within_s + late_s`, the second only for late first records.
    """
    return first_per_s * (within_s + late_s) + then_per_s * late_s


def open_windows(window_s: float, step_s: float, late_s: float) -> int:
    """Return the most windows that are open at once: begun, and not closed before late events have come."""
    return ceil((window_s + late_s) / step_s)


def copies(window_s: float, step_s: float) -> int:
    """Return to how many windows one event can belong."""
    return ceil(window_s / step_s)


def partitions(peak_per_s: float, replay_factor: float, worker_per_s: float, spare: float) -> int:
    """Return how many partitions are needed: workers at the replay rate, times what is kept in reserve."""
    return max(1, ceil(ceil(peak_per_s * replay_factor / worker_per_s) * spare))


def retention_h(least_h: float, outage_h: float, factor: float, park_h: float) -> float:
    """Return how long a log keeps records: a weekend, several outages, or the longest repair of a record."""
    return max(least_h, outage_h * factor, park_h)


def log_gb(average_per_s: float, record_bytes: float, hours: float, replicas: float) -> float:
    """Return the disk that a log takes for so many hours, all replicas together."""
    return average_per_s * record_bytes * hours * 3600 * replicas / 1e9


def catch_up_h(outage_h: float, arriving_per_s: float, handled_per_s: float) -> float | None:
    """Return how long the backlog of an outage lasts; None if workers are no faster than what arrives."""
    spare = handled_per_s - arriving_per_s
    return outage_h * arriving_per_s / spare if spare > 0 else None


def seen_ids_gb(average_per_s: float, resend_s: float, id_bytes: float) -> float:
    """Return what it takes to remember every id for as long as its record may be sent again."""
    return average_per_s * resend_s * id_bytes / 1e9
