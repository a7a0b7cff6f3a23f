"""The numbers of one stream computation, each with its formula: state, repeats, log, partitions, backlog."""

from collections.abc import Iterator

from tools.domain.facts import Facts, Read, Streaming, StreamInput
from tools.domain.subskills import Figure
from tools.knowledge.thresholds import defaults
from tools.subskills.stream_arithmetic import (
    catch_up_h,
    join_records,
    log_gb,
    open_windows,
    partitions,
    retention_h,
    seen_ids_gb,
)


def figures(facts: Facts, read: Read, streaming: Streaming) -> Iterator[Figure]:
    """Yield every number for which the facts suffice."""
    yield from _state(streaming)
    yield from _repeats(streaming)
    yield from _log(facts, streaming)
    yield from _partitions(facts, streaming)
    yield from _closing(read, streaming)


def outage_h(facts: Facts) -> float:
    """Return the longest outage of a reader to survive, in hours: as said of a path, else the threshold."""
    return defaults()["longest_outage_h"] if facts.longest_outage_h is None else facts.longest_outage_h


def needed_h(facts: Facts, streaming: Streaming) -> float:
    """Return how long the log has to keep records, in hours."""
    numbers = defaults()
    least, factor = numbers["stream_retention_min_h"], numbers["source_window_factor"]
    return retention_h(least, outage_h(facts), factor, streaming.park_h or 0)


def state_gb(streaming: Streaming) -> float | None:
    """Return the state of joins, tables and windows together; None if nothing of it can be worked out."""
    parts = (_join_gb(streaming), _table_gb(streaming), _window_gb(streaming))
    known = [part for part in parts if part is not None]
    return sum(known) if known else None


def _events(streaming: Streaming) -> list[StreamInput]:
    return [one for one in streaming.inputs if not one.is_table]


def _join_gb(streaming: Streaming) -> float | None:
    """Return the state of a join in time; the first input is the one that comes first."""
    events = _events(streaming)
    if len(events) != 2 or streaming.match_within_s is None:
        return None
    first, then = events
    if None in (first.peak_per_s, first.record_bytes, then.peak_per_s, then.record_bytes):
        return None
    within, late = streaming.match_within_s, streaming.late_s or 0
    waiting = join_records(first.peak_per_s or 0, 0, within, late) * (first.record_bytes or 0)
    return (waiting + join_records(0, then.peak_per_s or 0, within, late) * (then.record_bytes or 0)) / 1e9


def _table_gb(streaming: Streaming) -> float | None:
    tables = [one for one in streaming.inputs if one.is_table]
    sizes = [one.rows * one.record_bytes for one in tables if one.rows and one.record_bytes]
    return sum(sizes) / 1e9 if sizes and len(sizes) == len(tables) else None


def _window_gb(streaming: Streaming) -> float | None:
    if streaming.window_s is None or streaming.keys is None or streaming.key_bytes is None:
        return None
    step = streaming.step_s if streaming.result == "trailing" and streaming.step_s else streaming.window_s
    return (
        open_windows(streaming.window_s, step, (streaming.late_s or 0))
        * streaming.keys
        * streaming.key_bytes
        / 1e9
    )


def _state(streaming: Streaming) -> Iterator[Figure]:
    late = streaming.late_s or 0
    if (joined := _join_gb(streaming)) is not None:
        first, then = _events(streaming)
        yield Figure(
            f"state of the join of {first.id} with {then.id}",
            f"rate x (wait + late) x size + rate x late x size, at the peak: {first.peak_per_s:g}/s x "
            f"({streaming.match_within_s:g} + {late:g}) s x {first.record_bytes:g} B + "
            f"{then.peak_per_s:g}/s x {late:g} s x {then.record_bytes:g} B",
            f"{joined:.3g} GB",
            "flink_sql_joins",
        )
    if (tables := _table_gb(streaming)) is not None:
        yield Figure("state of the tables", "rows x size", f"{tables:.3g} GB")
    if (windows := _window_gb(streaming)) is not None:
        step = streaming.step_s if streaming.result == "trailing" and streaming.step_s else streaming.window_s
        most = open_windows(streaming.window_s or 0, step or 1, late)
        yield Figure(
            "state of the windows, if each waits for the latest event",
            f"open windows x keys x size: {most} x {streaming.keys:,.0f} x {streaming.key_bytes:g} B; open: "
            f"({streaming.window_s:g} + {late:g}) s / {step:g} s, rounded up",
            f"{windows:.3g} GB",
            "flink_windows",
        )


def _repeats(streaming: Streaming) -> Iterator[Figure]:
    rates = [one.average_per_s for one in _events(streaming) if one.average_per_s is not None]
    if streaming.longest_resend_s is None or not rates:
        return
    each = defaults()["event_id_bytes"]
    held = seen_ids_gb(sum(rates), streaming.longest_resend_s, each)
    yield Figure(
        "ids to remember against repeats",
        f"rate x longest resend x id: {sum(rates):g}/s x {streaming.longest_resend_s:g} s x {each:g} B",
        f"{held:.3g} GB",
    )


def _log(facts: Facts, streaming: Streaming) -> Iterator[Figure]:
    numbers, hours, park = defaults(), needed_h(facts, streaming), streaming.park_h or 0
    yield Figure(
        "how long the log has to keep records",
        f"the longest of {numbers['stream_retention_min_h']:g} h, {numbers['source_window_factor']:g} x "
        f"outage of {outage_h(facts):g} h, repair of {park:g} h",
        f"{hours:g} h",
    )
    sized = [one for one in _events(streaming) if one.average_per_s and one.record_bytes]
    if sized and len(sized) == len(_events(streaming)):
        replicas = numbers["log_replicas"]
        disk = sum(log_gb(one.average_per_s or 0, one.record_bytes or 0, hours, replicas) for one in sized)
        rates = " + ".join(f"{one.average_per_s:g}/s x {one.record_bytes:g} B" for one in sized)
        yield Figure(
            "disk of the log, all copies", f"({rates}) x {hours:g} h x {replicas:g} copies", f"{disk:,.0f} GB"
        )


def _partitions(facts: Facts, streaming: Streaming) -> Iterator[Figure]:
    peaks = [one.peak_per_s for one in _events(streaming) if one.peak_per_s is not None]
    if streaming.worker_per_s is None or not peaks:
        return
    numbers, busiest = defaults(), max(peaks)
    factor, spare = numbers["replay_peak_factor"], numbers["partition_overprovision"]
    count = partitions(busiest, factor, streaming.worker_per_s, spare)
    yield Figure(
        "partitions of each input",
        f"peak of the busiest x {factor:g} / worker, rounded up, x {spare:g}: {busiest:g}/s x {factor:g} / "
        f"{streaming.worker_per_s:g}/s x {spare:g}",
        f"{count}",
    )
    workers = partitions(busiest, factor, streaming.worker_per_s, 1)
    backlog = catch_up_h(outage_h(facts), busiest, workers * streaming.worker_per_s)
    if backlog is not None:
        yield Figure(
            f"time to catch up after {outage_h(facts):g} h at the peak, {workers} workers",
            f"outage x rate / (workers - rate): {outage_h(facts):g} h x {busiest:g}/s / "
            f"({workers * streaming.worker_per_s:g} - {busiest:g})/s",
            f"{backlog:.3g} h",
        )


def _closing(read: Read, streaming: Streaming) -> Iterator[Figure]:
    if streaming.window_s is None or streaming.result not in ("per_interval", "trailing"):
        return
    late, bound = streaming.late_s or 0, read.freshness_s
    asked = "" if bound is None else f"; readers asked for {bound:g} s"
    yield Figure(
        "when all events of an interval have come", "end of the interval + late", f"{late:g} s after{asked}"
    )
    if streaming.match_within_s is not None and len(_events(streaming)) > 1:
        yield Figure(
            "when it is certain that a record has no partner",
            f"its time + wait + late: {streaming.match_within_s:g} s + {late:g} s",
            f"{streaming.match_within_s + late:g} s after",
        )
