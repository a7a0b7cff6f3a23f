"""Rows of the table about what happens: an effect once, a state machine."""

from typing import NamedTuple

from tools.checker.coordination.confluence import Operation, Row
from tools.checker.coordination.merges import both, counters, union


class Applied(NamedTuple):
    """Operations that were applied, by id, and their total effect."""

    ids: frozenset[int] = frozenset()
    total: int = 0


class Progress(NamedTuple):
    """How far something is, and how far it was said to be."""

    status: int = 0
    said: int = 0


def _deliver(id_: int) -> Operation[Applied]:
    def apply(applied: Applied, _: int) -> Applied | None:
        return None if id_ in applied.ids else Applied(applied.ids | {id_}, applied.total + 1)

    return Operation(f"gets operation {id_}, new to it, and adds 1", apply)


def _total_of_ids(_: Applied, left: Applied, right: Applied) -> Applied:
    ids = left.ids | right.ids
    return Applied(ids, len(ids))


def _totals_added(before: Applied, left: Applied, right: Applied) -> Applied:
    return Applied(left.ids | right.ids, counters(before.total, left.total, right.total))


def _once_each(applied: Applied) -> bool:
    return applied.total == len(applied.ids)


def _applied(applied: Applied) -> str:
    said = f"operation {both(sorted(applied.ids))}" if applied.ids else "no operation"
    return f"{said} applied and the total {applied.total}"


def _furthest(_: Progress, left: Progress, right: Progress) -> Progress:
    return Progress(max(left.status, right.status), max(left.said, right.said))


ONCE_KEYED = Row(
    id="once-keyed",
    invariant="each operation has its effect once",
    operation="record the effect under the operation's id",
    start=Applied(),
    operations=(_deliver(1), _deliver(2)),
    merge=_total_of_ids,
    holds=_once_each,
    shows=_applied,
    note="The ids are kept for as long as a repeat can come. A call to the outside cannot be merged.",
)

ONCE_COUNTED = Row(
    id="once-counted",
    invariant="each operation has its effect once",
    operation="add to a counter, after a look at the place's own list of ids",
    start=Applied(),
    operations=(_deliver(1), _deliver(2)),
    merge=_totals_added,
    holds=_once_each,
    shows=_applied,
)

EITHER_OR = Row(
    id="either-or",
    invariant="only one of two final states (paid, cancelled)",
    operation="go to either",
    start=frozenset[str](),
    operations=(
        Operation("pays", lambda events, _: events | {"paid"}),
        Operation("cancels", lambda events, _: events | {"cancelled"}),
    ),
    merge=union,
    holds=lambda events: len(events) < 2,
    shows=lambda events: both(sorted(events)) if events else "an open order",
    note="If the merge lets one of them win, the invariant holds and a confirmed payment is taken back.",
)

FORWARD_ONLY = Row(
    id="forward-only",
    invariant="a status never falls behind what was said of it",
    operation="go one status further; the furthest wins at the merge",
    start=Progress(),
    operations=(
        Operation("goes one status further", lambda now, _: now._replace(status=now.status + 1)),
        Operation("says how far it is", lambda now, _: now._replace(said=now.status)),
    ),
    merge=_furthest,
    holds=lambda now: now.status >= now.said,
    shows=lambda now: f"status {now.status}, said {now.said}",
    note="The statuses stand in one line. Where they branch, see either-or.",
)
