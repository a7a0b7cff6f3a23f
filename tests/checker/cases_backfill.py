"""First copies beside a stream."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.backfill import Backfill
from tools.checker.model import Scope

CASES = (
    Case("backfill: position first", Backfill(), Scope(2, 1), None, 79),
    Case("backfill: position first, hard deletes", Backfill(deletes="hard"), Scope(2, 1), None, 277),
    Case(
        "backfill: position first, guarded, markers",
        Backfill(guard=True, deletes="marker"),
        Scope(2, 1),
        None,
        306,
    ),
    Case(
        "backfill: position first, guarded, markers expire, two faults",
        Backfill(guard=True, deletes="expiring_marker"),
        Scope(1, 2),
        None,
        75,
    ),
    Case(
        "backfill: position first, the target ignores deletes",
        Backfill(deletes="ignored"),
        Scope(1, 0),
        "no_resurrection",
        37,
    ),
    Case("backfill: watermark", Backfill("watermark"), Scope(2, 1), None, 241),
    Case("backfill: watermark, hard deletes", Backfill("watermark", deletes="hard"), Scope(2, 1), None, 935),
    Case(
        "backfill: watermark, guarded, markers",
        Backfill("watermark", guard=True, deletes="marker"),
        Scope(2, 1),
        None,
        1055,
    ),
    Case(
        "backfill: unordered, the copy brings an old row after a new one",
        Backfill("unordered"),
        Scope(2, 0),
        "convergence",
        147,
    ),
    Case(
        "backfill: unordered, the copy revives a deleted row",
        Backfill("unordered", deletes="hard"),
        Scope(1, 0),
        "no_resurrection",
        73,
    ),
    Case("backfill: unordered, guarded", Backfill("unordered", guard=True), Scope(2, 1), None, 299),
    Case(
        "backfill: unordered, guarded, a hard delete forgets its version",
        Backfill("unordered", guard=True, deletes="hard"),
        Scope(1, 0),
        "no_resurrection",
        73,
    ),
    Case(
        "backfill: unordered, guarded, markers",
        Backfill("unordered", guard=True, deletes="marker"),
        Scope(2, 1),
        None,
        1468,
    ),
    Case(
        "backfill: unordered, guarded, a marker expires",
        Backfill("unordered", guard=True, deletes="expiring_marker"),
        Scope(1, 1),
        "no_resurrection",
        164,
    ),
    Case(
        "backfill: copy first, a change falls between copy and stream",
        Backfill("copy_first"),
        Scope(1, 0),
        "convergence",
        11,
    ),
    Case(
        "backfill: copy first, a guard does not help",
        Backfill("copy_first", guard=True),
        Scope(2, 1),
        "convergence",
        73,
    ),
)

MUTANTS = (
    Mutant("backfill: the copy joins the running stream", Backfill(), Backfill("unordered"), Scope(2, 0)),
    Mutant("backfill: the stream begins after the copy", Backfill(), Backfill("copy_first"), Scope(1, 0)),
    Mutant(
        "backfill: rows that changed between the watermarks are not left out",
        Backfill("watermark"),
        Backfill("unordered"),
        Scope(2, 0),
    ),
    Mutant(
        "backfill: unordered, the guard goes",
        Backfill("unordered", guard=True),
        Backfill("unordered"),
        Scope(2, 0),
    ),
    Mutant(
        "backfill: unordered, a marker becomes a hard delete",
        Backfill("unordered", guard=True, deletes="marker"),
        Backfill("unordered", guard=True, deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "backfill: unordered, a marker expires",
        Backfill("unordered", guard=True, deletes="marker"),
        Backfill("unordered", guard=True, deletes="expiring_marker"),
        Scope(1, 1),
    ),
    Mutant(
        "backfill: deletes are ignored", Backfill(deletes="marker"), Backfill(deletes="ignored"), Scope(1, 0)
    ),
)
