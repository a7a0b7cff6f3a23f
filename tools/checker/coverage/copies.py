"""Paths that copy rows or add to a derived value: the flows that they are checked as."""

from collections.abc import Iterator, Mapping

from tools.checker.coverage import keeping, names
from tools.checker.coverage.seen import Seen
from tools.checker.flows.backfill import Backfill, Way
from tools.checker.flows.batch_copy import BatchCopy, Reads
from tools.checker.flows.bidirectional import Bidirectional
from tools.checker.flows.consumers import Consumers
from tools.checker.flows.counter import Counter, Dedup
from tools.checker.flows.dual_write import DualWrite
from tools.checker.flows.failover import SourceFailover
from tools.checker.flows.flow import Flow
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.outbox_poll import OutboxPoll
from tools.checker.flows.publish import CommitThenPublish
from tools.checker.flows.row import Deletes
from tools.guarantees.compose import compose

ADDING = frozenset(("INC", "APP"))
"""Effects that a repeat spoils, by the letters of the laws."""

WAYS: Mapping[str, Way] = {
    "position_first": "position_first",
    "none": "copy_first",
    "snapshot_with_position_then_stream": "position_first",
    "export_at_position_then_stream_from_before": "position_first",
    "chunked_incremental_snapshot": "watermark",
}
"""Bootstrap, today's or chosen, by how it joins copy and stream."""

UNSAFE_CURSOR = "nobody said that the cursor is safe against transactions that commit late: it is not"

POLLING = ("single_polling_relay", "sharded_polling_by_aggregate")
"""Relays that take outbox rows by their mark (recipe postgresql.outbox_poll)."""

DEDUP: Mapping[str, Dedup] = {"NOD": "none", "WIN": "windowed", "DUR": "same_transaction"}
"""Deduplication by the letters of the laws."""


def log(seen: Seen) -> Iterator[Flow]:
    """Yield a copy that follows a log or an outbox, or what adds to a derived value from one."""
    if seen.path.traits.effect in ADDING:
        yield _counter(seen)
    else:
        guarded = keeping.guard(seen)
        yield _log_copy(seen, guarded, keeping.deletes(seen, guarded))


def first_copy(seen: Seen) -> Iterator[Flow]:
    """Yield how a copy of rows began."""
    way = WAYS.get(seen.path.bootstrap or "")
    if way and seen.path.traits.effect not in ADDING:
        guarded = keeping.guard(seen)
        yield Backfill(way=way, guard=guarded, deletes=keeping.deletes(seen, guarded))


def polled(seen: Seen) -> Iterator[Flow]:
    """Yield a relay that polls an outbox."""
    if seen.path.relay in POLLING:
        yield OutboxPoll(marks_rows=True)
    if seen.today and seen.today.outbox_poll:
        safe = seen.today.outbox_poll == "commit_safe"
        yield OutboxPoll(horizon=safe, by_transaction=safe)


def failover(seen: Seen) -> Iterator[Flow]:
    """Yield a failover of the source, where it is known what the log hands out."""
    if (durable := seen.path.traits.capture_from_durable_only) is not None:
        yield SourceFailover(durable_only=durable)


def beside(seen: Seen) -> Iterator[Flow]:
    """Yield two copies that follow one log, each at its own pace.

    Only where each by itself is orderly: what breaks one copy alone is shown there.
    """
    if seen.beside is None:
        return
    both = (Seen(seen.path, seen.facts), Seen(seen.beside, seen.facts))
    if all(map(_is_orderly, both)):
        seen.names["cache"] = names.store(seen.facts, seen.beside.target)
        yield Consumers(guard=True, retention_covers=all(map(keeping.retained, both)))


def publish(seen: Seen) -> Iterator[Flow]:
    """Yield a commit that is followed by a message."""
    _name_writer(seen)
    guarded = keeping.guard(seen)
    rows = keeping.deletes(seen, guarded)
    order, _ = keeping.order(seen)
    yield CommitThenPublish(
        order=order, guard=guarded, deletes=rows, fenced=keeping.fenced(seen, guarded, rows)
    )


def dual_write(seen: Seen) -> Iterator[Flow]:
    """Yield two writes that nothing binds together."""
    _name_writer(seen)
    guarded = keeping.guard(seen)
    inside = seen.today is not None and seen.today.call_inside_transaction
    yield DualWrite(
        first="inside_transaction" if inside else "source",
        guard=guarded,
        deletes=keeping.deletes(seen, guarded),
    )


def batch(seen: Seen, reads: Reads, *, scans_keys: bool = False) -> Iterator[Flow]:
    """Yield scheduled runs; a recommended one makes the rows and what it keeps visible at once."""
    atomic = True
    if seen.is_today:
        swapped = seen.today is not None and seen.today.deletes == "full_swap"
        words = "nobody said that a run becomes visible at once: it does so row by row"
        atomic = seen.known(True if swapped else None, words)
    yield BatchCopy(reads=reads, deletes=keeping.batch_deletes(seen), scans_keys=scans_keys, atomic=atomic)


def reload(seen: Seen) -> Iterator[Flow]:
    """Yield runs that copy every row."""
    yield from batch(seen, "whole")


def changed_rows(seen: Seen) -> Iterator[Flow]:
    """Yield runs that read the changed rows; a recommended one stays below every open transaction."""
    safe = seen.known(seen.entity.updated_cursor if seen.entity else None, UNSAFE_CURSOR)
    scans = seen.path.deletes == "set_difference_or_full_swap"
    yield from batch(seen, "changed_since_horizon" if safe else "changed_since", scans_keys=scans)


def changed_rows_and_keys(seen: Seen) -> Iterator[Flow]:
    """Yield runs that read the changed rows and compare the keys."""
    yield from batch(seen, "changed_since_horizon", scans_keys=True)


def difference(seen: Seen) -> Iterator[Flow]:
    """Yield runs that compare two snapshots."""
    yield from batch(seen, "difference")


def two_way(seen: Seen) -> Iterator[Flow]:
    """Yield two stores that feed each other. That fields have owners helps only if they are sent alone."""
    today, owned = seen.today, bool(seen.entity and seen.entity.attribute_groups)
    words = "nobody said that a change is not sent back to where it came from: it is"
    filtered = seen.known(today.origin_filter if today else None, words)
    if owned:
        alone = None if today is None or today.payload is None else today.payload == "fields"
        owned = seen.known(alone, "nobody said that only the changed fields are sent: the whole record is")
    yield Bidirectional(origin_filter=filtered, field_ownership=owned)


def _name_writer(seen: Seen) -> None:
    if seen.today and seen.today.writer:
        seen.names |= names.of_writer(seen.today.writer)


def _is_orderly(seen: Seen) -> bool:
    """Return whether rows arrive in order, none is lost, and no consumer that was replaced does harm."""
    if seen.path.traits.effect in ADDING or compose(seen.path.hops).delivery == "AMO":
        return False
    guarded = keeping.guard(seen)
    fenced = keeping.fenced(seen, guarded, keeping.deletes(seen, guarded))
    return fenced and keeping.order(seen) == ("keyed", False)


def _log_copy(seen: Seen, guarded: bool, rows: Deletes) -> LogCopy:
    order, late_repeats = keeping.order(seen)
    return LogCopy(
        order=order,
        guard=guarded,
        deletes=rows,
        fenced=keeping.fenced(seen, guarded, rows),
        late_repeats=late_repeats,
        retained=keeping.retained(seen),
        acknowledged=compose(seen.path.hops).delivery != "AMO",
        transient=rows != "none" and _must_stay_deleted(seen),
    )


def _must_stay_deleted(seen: Seen) -> bool:
    """Return whether a reader is harmed by a deleted row that shows up again for a while."""
    return any(read.deletes_matter and read.staleness_harm == "harmful" for read in seen.reads)


def _counter(seen: Seen) -> Counter:
    traits = seen.path.traits
    dedup = DEDUP.get(traits.dedup or "")
    if dedup is None:
        seen.note("nobody said that repeats are recognised: they are not")
        dedup = "none"
    if dedup != "none" and traits.dedup_at_effect is False:
        dedup = "marked_before"
    covers = True
    if dedup == "windowed":
        window, oldest = traits.window_s, traits.max_redelivery_age_s
        known = None if window is None or oldest is None else oldest <= window
        covers = seen.known(known, "nobody said that the window covers the oldest repeat: it does not")
    fenced = seen.known(traits.fenced, "nobody said that a consumer which was replaced cannot write: it can")
    return Counter(
        dedup=dedup,
        window_covers=covers,
        fenced=fenced,
        retained=keeping.retained(seen),
        acknowledged=compose(seen.path.hops).delivery != "AMO",
    )
