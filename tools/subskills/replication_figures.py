"""The arithmetic of copies, with its numbers, and the runs that show what can go wrong."""

from collections.abc import Iterator

from tools.checker.coordination.merges import Register, both, counters, newest
from tools.domain.subskills import Figure
from tools.subskills.quorums import (
    ENUMERATED,
    Quorums,
    largest_share,
    least_overlap,
    majority,
    newer_then_older,
    survives_a_domain,
)

THREE = 3
"""Copies of a quorum or consensus group when nobody said how many: the least that survives a loss."""

TOGETHER = ("single_leader_quorum_standbys", "consensus_groups", "consensus_across_regions")


def planned(topology: str, copies: int | None) -> Quorums | None:
    """Return N, W and R under a topology; None where they differ by record or somebody else sets them."""
    several = max(copies or THREE, THREE)
    plans = {
        "single_leader_quorum_standbys": Quorums(several, 2, 1),
        "single_leader_synchronous_standby": Quorums(2, 2, 1),
        "single_leader_asynchronous_standby": Quorums(max(copies or 2, 2), 1, 1),
        "one_copy_with_backups": Quorums(1, 1, 1),
        "consensus_groups": Quorums(several, majority(several), majority(several)),
        "consensus_across_regions": Quorums(several, majority(several), majority(several)),
    }
    return plans.get(topology)


def of_losses(q: Quorums, when: str) -> Iterator[Figure]:
    """Yield what survives the loss of copies. `when` is `as designed` or `today`."""
    yield Figure(
        f"lost copies, whichever, that a confirmed write survives ({when})",
        f"W - 1 = {q.w} - 1",
        str(q.losses_write_kept),
        "sim",
    )
    yield Figure(
        f"lost copies with which writes go on, promoted where needed ({when})",
        f"N - W = {q.n} - {q.w}",
        str(q.losses_writes_go_on),
        "sim",
    )


def of_a_place(q: Quorums, domains: int) -> Figure:
    """Return whether writes go on when a whole place is lost."""
    share = largest_share(q.n, domains)
    left = q.n - share
    goes_on = survives_a_domain(q, domains)
    sign = ">=" if goes_on else "<"
    return Figure(
        f"copies left when one of {domains} places is lost",
        f"N - ceil(N / places) = {q.n} - {share} = {left} {sign} W = {q.w}",
        "writes go on" if goes_on else "writes stop",
        "sim",
    )


def of_quorums(q: Quorums, fallback_nodes: bool | None) -> Iterator[Figure]:
    """Yield what reads and writes have in common, tried over every choice where that is feasible."""
    yield Figure(
        "copies that a read and the last confirmed write share, at least",
        f"max(0, W + R - N) = max(0, {q.w} + {q.r} - {q.n}){_tried(q)}",
        str(q.overlap),
        "sim",
    )
    if fallback_nodes and q.n + q.w <= ENUMERATED:
        nodes = q.n + q.w
        least, _, tried = least_overlap(q, nodes)
        yield Figure(
            f"the same where {q.w} other nodes may confirm instead",
            f"max(0, {q.w} + {q.r} - {nodes}); smallest of {tried:,} choices",
            str(least),
            "sim",
        )
    yield Figure(
        "copies that two confirmed writes share, at least",
        f"max(0, 2W - N) = max(0, 2 * {q.w} - {q.n})",
        str(q.write_overlap),
        "sim",
    )
    yield Figure(
        "lost copies with which reads go on", f"N - R = {q.n} - {q.r}", str(q.losses_reads_go_on), "sim"
    )


def of_distance(round_trip_ms: float) -> Figure:
    """Return the least that a write waits when a majority spans regions."""
    return Figure(
        "it waits for another region, at least",
        f"1 round trip * {round_trip_ms:g} ms",
        f"{round_trip_ms:g} ms",
        "judg",
    )


def stale_read(q: Quorums) -> tuple[str, ...]:
    """Return a run in which a read misses a confirmed write, or one that goes back; empty if none exists."""
    if q.n > ENUMERATED:
        return ()
    least, choice, _ = least_overlap(q)
    if least == 0:
        return (
            f"A write is confirmed by {_copies(choice.write)}.",
            f"A read asks {_copies(choice.read)}, which the write has not reached: it returns the old value.",
        )
    return read_goes_back(q)


def read_goes_back(q: Quorums) -> tuple[str, ...]:
    """Return a run of overlapping quorums that no single copy could show; empty if there is none."""
    run = newer_then_older(q) if q.n <= ENUMERATED else None
    if run is None:
        return ()
    return (
        f"A write is on its way to {q.w} of {q.n} copies and has reached {_copies(run.reached)}.",
        f"A read asks {_copies(run.first)}: it returns the new value.",
        f"A later read asks {_copies(run.second)}: it returns the old value.",
    )


def lost_increment(entity: str, start: int = 7) -> tuple[str, ...]:
    """Return what becomes of two increments of one value under last-writer-wins."""
    before = Register(0, 0, start)
    left, right = before.set(1, start + 1), before.set(2, start + 1)
    kept = newest(before, left, right).value
    wanted = counters(start, left.value, right.value)
    return (
        f"Two copies hold {start} for one row of {entity}.",
        f"One client reads {start} and writes {left.value} to the first copy.",
        f"Another reads {start} and writes {right.value} to the second.",
        f"The last writer wins: both copies end with {kept}. {wanted} was meant, and both clients were told "
        "that their increment is done.",
    )


def _tried(q: Quorums) -> str:
    if q.n > ENUMERATED:
        return ""
    return f"; smallest of {least_overlap(q)[2]:,} choices"


def _copies(numbers: tuple[int, ...]) -> str:
    return f"copy {numbers[0]}" if len(numbers) == 1 else f"copies {both(numbers)}"
