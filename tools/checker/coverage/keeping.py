"""How a copy is kept: what the target refuses, what a delete does, in which order changes come."""

from typing import Literal

from tools.checker.coverage.seen import Seen
from tools.checker.flows.consumer import Order
from tools.checker.flows.row import Deletes
from tools.domain.design import ignores_deletes
from tools.guarantees.compose import compose
from tools.guarantees.laws import repeats_reach_effect

GUARDED = frozenset(("SETV", "PATCHV"))
"""Effects behind a version guard, by the letters of the laws."""


def guard(seen: Seen) -> bool:
    """Return whether the target takes only higher versions, and the versions can be relied on."""
    traits = seen.path.traits
    known = None if traits.effect is None else traits.effect in GUARDED
    if not seen.known(known, "nobody said that the target refuses older versions: it does not"):
        return False
    if traits.version_ties or traits.token_can_reset or traits.versions_comparable is False:
        seen.note("the version can repeat or start again: a guard on it is taken as none")
        return False
    return True


def deletes(seen: Seen, guarded: bool) -> Deletes:
    """Return what becomes of a deleted row at the target. A soft delete is a change like any other."""
    said = seen.entity.deletes if seen.entity else None
    if said in ("never", "soft") or (seen.entity and seen.entity.append_only):
        return "none"
    if ignores_deletes(seen.path, seen.facts):
        return "none"
    if not seen.is_today:
        if seen.path.deletes in ("kept_on_purpose", "flag_travels_as_update"):
            return "none"
        return "marker" if guarded else "hard"
    if said is None:
        seen.note("nobody said how rows are deleted: they are really deleted")
    return _deletes_today(seen, guarded)


def batch_deletes(seen: Seen) -> Literal["none", "hard", "flagged"]:
    """Return how deleted rows look to a run that reads the tables."""
    said = seen.entity.deletes if seen.entity else None
    if said in ("never", "soft"):
        return "none" if said == "never" else "flagged"
    return "none" if deletes(seen, False) == "none" else "hard"


def _deletes_today(seen: Seen, guarded: bool) -> Deletes:
    travels = seen.today.deletes if seen.today else None
    if travels is None:
        seen.note("nobody said how deletes travel: the target forgets the row and its version")
    if travels == "not_propagated":
        return "ignored"
    if travels == "marker" and guarded:
        return "expiring_marker" if _marker_is_short(seen) else "marker"
    return "hard"


def _marker_is_short(seen: Seen) -> bool:
    marker, replay = seen.path.traits.marker_h, seen.path.traits.max_replay_h
    return marker is not None and replay is not None and marker <= replay


def order(seen: Seen) -> tuple[Order, bool]:
    """Return how the changes of one row arrive, and whether one may come again late and take effect."""
    kept = compose(seen.path.hops).order
    if kept is None:
        seen.note("nobody said in which order changes arrive: in any")
    if kept in (None, "NONE"):
        return "pool", False
    return "keyed", kept == "KEY" and repeats_reach_effect(seen.path) is not False


def fenced(seen: Seen, guarded: bool, rows: Deletes) -> bool:
    """Return whether a replaced consumer cannot write, or does no harm when it does.

    A guard that forgets nothing refuses it, and a durable memory of what was applied knows its change.
    """
    if guarded and rows in ("none", "marker"):
        return True
    if seen.path.traits.dedup == "DUR" and seen.path.traits.dedup_at_effect:
        return True
    words = "nobody said that a consumer which was replaced cannot write any more: it can"
    return seen.known(seen.path.traits.fenced, words)


def retained(seen: Seen) -> bool:
    """Return whether the log keeps changes longer than the longest outage; where unsaid, it does."""
    window, outage = compose(seen.path.hops).window_h, seen.path.traits.max_outage_h
    return window is None or outage is None or window > outage
