"""Every way in which one key's changes can arrive at a sink, tried out.

Small enough to enumerate: one key, histories of at most three changes, at most two repeats. Each sequence of
arrivals is applied to a sink; the end is right or wrong. Nothing here knows the laws.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, combinations_with_replacement, permutations

Row = dict[str, int]
State = object  # what a sink holds at the end, compared with what it should hold


@dataclass(frozen=True)
class Change:
    """One change of the key. `row` is the whole row after it, None for a delete; `ordinal` counts changes."""

    ordinal: int
    version: int
    row: tuple[tuple[str, int], ...] | None

    @property
    def columns(self) -> Row:
        return dict(self.row or ())


History = tuple[Change, ...]


def history(*rows: Row | None, versions: tuple[int, ...] = (1, 2, 3)) -> History:
    return tuple(
        Change(ordinal, version, None if row is None else tuple(row.items()))
        for ordinal, (row, version) in enumerate(zip(rows, versions, strict=False))
    )


UPDATES = history({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 2, "b": 3})
DELETED = history({"a": 1, "b": 1}, None)
CREATED_AGAIN = history({"a": 1, "b": 1}, None, {"a": 9, "b": 9})
TIE = history({"a": 1, "b": 1}, {"a": 2, "b": 1}, versions=(5, 5))
RESET = history({"a": 1, "b": 1}, {"a": 2, "b": 1}, versions=(7, 1))


@dataclass(frozen=True)
class Channel:
    """What can happen to changes on their way."""

    loses: bool
    repeats: bool
    order: str  # NONE, KEY, KEYR, TOTAL
    straggler: bool = False  # a paused predecessor wakes and writes an old change once more


@dataclass(frozen=True)
class Sink:
    """What applies the changes.

    `remembers`: none, all (every repeat is recognised) or some (an old repeat is not).
    `forgets`: the version of a deleted row is gone with the row.
    """

    effect: str  # SETV, SET, PATCHV, PATCH, INC, APP, FSM
    remembers: str = "none"
    forgets: bool = False
    strict: bool = True  # a version guard lets only higher versions in; else equal ones too
    checks_expected: bool = False  # a state machine drops what is behind and parks what is ahead


# ---- what arrives ------------------------------------------------------------------------------------------


@cache
def arrivals(channel: Channel, length: int) -> tuple[tuple[int, ...], ...]:
    """Return the sequences of change numbers that can arrive."""
    whole = range(length)
    kept = [part for size in range(length) for part in combinations(whole, size)] if channel.loses else []
    found: dict[tuple[int, ...], None] = {}
    for part in (tuple(whole), *kept):
        for sequence in _orderings(channel, part):
            found[sequence] = None
            if channel.straggler:
                found |= dict.fromkeys(_with_straggler(sequence))
    return tuple(found)


def _orderings(channel: Channel, part: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if channel.order == "NONE":
        for extra in range(3 if channel.repeats else 1):
            for repeated in combinations_with_replacement(part, extra):
                yield from permutations((*part, *repeated))
    elif not channel.repeats:
        yield part
    elif channel.order == "KEY":
        yield from _late_repeats(part)
    else:
        yield from _restarts(part)


def _late_repeats(part: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """First arrivals in order; up to two repeats at any later moment."""
    once = {part} | set(_with_straggler(part))
    yield from once
    for sequence in once:
        yield from _with_straggler(sequence)


def _with_straggler(sequence: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    for position in range(1, len(sequence) + 1):
        for old in set(sequence[:position]):
            yield (*sequence[:position], old, *sequence[position:])


def _restarts(part: tuple[int, ...], restarts: int = 2) -> Iterator[tuple[int, ...]]:
    """Up to two times reading starts again at an earlier change and goes on in order to the end."""
    yield part
    if restarts:
        for stop in range(1, len(part) + 1):
            for back in range(stop):
                for rest in _restarts(part[back:], restarts - 1):
                    yield (*part[:stop], *rest)


# ---- what the sink makes of it -----------------------------------------------------------------------------


def end(sink: Sink, changes: History, sequence: tuple[int, ...]) -> State:
    """Apply the changes in the order of their arrival and return what the sink holds then."""
    seen: set[int] = set()
    fresh = []
    for number in sequence:
        if sink.remembers != "all" or number not in seen:
            fresh.append(changes[number])
        seen.add(number)
    return APPLY[sink.effect](sink, changes, fresh)


def _rows(sink: Sink, changes: History, arriving: list[Change]) -> State:
    """Keep a row: SET and PATCH take every change, SETV and PATCHV only newer ones."""
    guarded, patches = sink.effect.endswith("V"), sink.effect.startswith("PATCH")
    row: Row | None = None
    version = 0
    for change in arriving:
        if guarded and (change.version < version or (sink.strict and change.version == version)):
            continue
        version = change.version
        if change.row is None:
            row, version = None, (0 if sink.forgets else version)
        else:
            row = {**(row or {}), **_patch(changes, change)} if patches else change.columns
    return row


def _patch(changes: History, change: Change) -> Row:
    """Return the columns that the change moved."""
    before = changes[change.ordinal - 1].columns if change.ordinal else {}
    return {column: value for column, value in change.columns.items() if before.get(column) != value}


def _sum(sink: Sink, changes: History, arriving: list[Change]) -> State:
    return sum(10**change.ordinal for change in arriving)


def _list(sink: Sink, changes: History, arriving: list[Change]) -> State:
    """Append rows; which rows there are matters, their order does not."""
    return sorted(change.ordinal for change in arriving)


def _machine(sink: Sink, changes: History, arriving: list[Change]) -> State:
    """Move a machine from state n to n + 1 with change n; any other move is an error."""
    state, errors, parked = 0, 0, set()
    for change in arriving:
        if change.ordinal == state:
            state += 1
        elif not sink.checks_expected:
            errors += 1
        elif change.ordinal > state:
            parked.add(change.ordinal)
        while state in parked:
            state += 1
    return state, errors


APPLY: dict[str, Callable[[Sink, History, list[Change]], State]] = {
    "SETV": _rows,
    "SET": _rows,
    "PATCHV": _rows,
    "PATCH": _rows,
    "INC": _sum,
    "APP": _list,
    "FSM": _machine,
}


# ---- right or wrong ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrong:
    """One way to a wrong end."""

    changes: History
    sequence: tuple[int, ...]
    got: State
    want: State


def _variants(sink: Sink) -> Iterator[Sink]:
    """Return the sinks that a description leaves open: `some` may recognise a repeat, or not."""
    if sink.remembers == "some":
        yield replace(sink, remembers="none")
    yield replace(sink, remembers="all") if sink.remembers == "some" else sink


@cache
def wrong_ends(channel: Channel, sink: Sink, histories: tuple[History, ...]) -> tuple[Wrong, ...]:
    """Return every way in which the sink ends differently from the source, one per history and sequence."""
    return tuple(
        Wrong(changes, sequence, got, want)
        for variant in _variants(sink)
        for changes in histories
        for want in (wanted(sink, changes),)
        for sequence in arrivals(channel, len(changes))
        if (got := end(variant, changes, sequence)) != want
    )


def wanted(sink: Sink, changes: History) -> State:
    """Return what the sink holds if everything arrives once and in order, and nothing is compared."""
    plain = {"SETV": "SET", "PATCHV": "SET", "PATCH": "SET"}.get(sink.effect, sink.effect)
    return end(Sink(plain), changes, tuple(range(len(changes))))
