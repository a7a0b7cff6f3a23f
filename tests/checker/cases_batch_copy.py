"""Scheduled copies."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.batch_copy import BatchCopy
from tools.checker.model import Scope

CASES = (
    Case("batch_copy: whole, swapped in", BatchCopy(reads="whole", deletes="hard"), Scope(2, 1), None, 117),
    Case(
        "batch_copy: whole, in place",
        BatchCopy(reads="whole", deletes="hard", atomic=False),
        Scope(2, 1),
        None,
        155,
    ),
    Case(
        "batch_copy: whole, flagged deletes",
        BatchCopy(reads="whole", deletes="flagged"),
        Scope(2, 1),
        None,
        121,
    ),
    Case("batch_copy: by cursor, one writer, no deletes", BatchCopy(), Scope(1, 1), None, 8),
    Case(
        "batch_copy: by cursor, one writer, flagged deletes",
        BatchCopy(deletes="flagged", atomic=False),
        Scope(1, 1),
        None,
        57,
    ),
    Case("batch_copy: by cursor, a lower value commits late", BatchCopy(), Scope(2, 0), "convergence", 47),
    Case(
        "batch_copy: by cursor, a hard delete leaves no trace",
        BatchCopy(deletes="hard"),
        Scope(1, 0),
        "no_resurrection",
        13,
    ),
    Case(
        "batch_copy: by cursor and keys, one writer",
        BatchCopy(deletes="hard", scans_keys=True),
        Scope(1, 1),
        None,
        26,
    ),
    Case(
        "batch_copy: by cursor and keys, a lower value commits late",
        BatchCopy(deletes="hard", scans_keys=True),
        Scope(2, 0),
        "convergence",
        134,
    ),
    Case(
        "batch_copy: by cursor, saved before the rows, a crash in between",
        BatchCopy(atomic=False, saves_cursor="before"),
        Scope(1, 1),
        "convergence",
        12,
    ),
    Case(
        "batch_copy: below open transactions", BatchCopy(reads="changed_since_horizon"), Scope(2, 1), None, 69
    ),
    Case(
        "batch_copy: below open transactions, cursor saved after the rows",
        BatchCopy(reads="changed_since_horizon", atomic=False),
        Scope(2, 1),
        None,
        119,
    ),
    Case(
        "batch_copy: below open transactions, cursor saved before the rows",
        BatchCopy(reads="changed_since_horizon", atomic=False, saves_cursor="before"),
        Scope(2, 1),
        "convergence",
        117,
    ),
    Case(
        "batch_copy: below open transactions, a hard delete leaves no trace",
        BatchCopy(reads="changed_since_horizon", deletes="hard"),
        Scope(1, 0),
        "no_resurrection",
        13,
    ),
    Case(
        "batch_copy: below open transactions, flagged deletes",
        BatchCopy(reads="changed_since_horizon", deletes="flagged", atomic=False),
        Scope(2, 1),
        None,
        573,
    ),
    Case(
        "batch_copy: below open transactions, keys compared",
        BatchCopy(reads="changed_since_horizon", deletes="hard", scans_keys=True, atomic=False),
        Scope(2, 1),
        None,
        367,
    ),
    Case(
        "batch_copy: below open transactions, keys compared, three writers",
        BatchCopy(reads="changed_since_horizon", deletes="hard", scans_keys=True, atomic=False),
        Scope(3, 1),
        None,
        3151,
    ),
    Case(
        "batch_copy: difference, no deletes",
        BatchCopy(reads="difference", atomic=False),
        Scope(2, 1),
        None,
        71,
    ),
    Case(
        "batch_copy: difference, hard deletes",
        BatchCopy(reads="difference", deletes="hard"),
        Scope(2, 1),
        None,
        111,
    ),
    Case(
        "batch_copy: difference, flagged deletes",
        BatchCopy(reads="difference", deletes="flagged", atomic=False),
        Scope(2, 1),
        None,
        260,
    ),
    Case(
        "batch_copy: difference, snapshot saved before the rows",
        BatchCopy(reads="difference", atomic=False, saves_cursor="before"),
        Scope(1, 1),
        "convergence",
        11,
    ),
    Case(
        "batch_copy: difference, a row is copied, not noted and then deleted",
        BatchCopy(reads="difference", deletes="hard", atomic=False),
        Scope(1, 1),
        "no_resurrection",
        40,
    ),
    Case(
        "batch_copy: difference, keys compared",
        BatchCopy(reads="difference", deletes="hard", scans_keys=True, atomic=False),
        Scope(2, 1),
        None,
        236,
    ),
)

MUTANTS = (
    Mutant(
        "batch_copy: rows above an open transaction are read",
        BatchCopy(reads="changed_since_horizon"),
        BatchCopy(),
        Scope(2, 0),
    ),
    Mutant(
        "batch_copy: keys compared, rows above an open transaction are read",
        BatchCopy(reads="changed_since_horizon", deletes="hard", scans_keys=True),
        BatchCopy(deletes="hard", scans_keys=True),
        Scope(2, 0),
    ),
    Mutant(
        "batch_copy: the whole is no longer copied",
        BatchCopy(reads="whole", deletes="hard"),
        BatchCopy(deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "batch_copy: the difference is no longer taken",
        BatchCopy(reads="difference", deletes="hard"),
        BatchCopy(deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "batch_copy: deletes are no longer flagged",
        BatchCopy(deletes="flagged"),
        BatchCopy(deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "batch_copy: keys are no longer compared",
        BatchCopy(deletes="hard", scans_keys=True),
        BatchCopy(deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "batch_copy: difference, keys are no longer compared",
        BatchCopy(reads="difference", deletes="hard", scans_keys=True, atomic=False),
        BatchCopy(reads="difference", deletes="hard", atomic=False),
        Scope(1, 1),
    ),
    Mutant(
        "batch_copy: the cursor is saved before the rows",
        BatchCopy(reads="changed_since_horizon", atomic=False),
        BatchCopy(reads="changed_since_horizon", atomic=False, saves_cursor="before"),
        Scope(1, 1),
    ),
    Mutant(
        "batch_copy: the snapshot is saved before the rows",
        BatchCopy(reads="difference", atomic=False),
        BatchCopy(reads="difference", atomic=False, saves_cursor="before"),
        Scope(1, 1),
    ),
    Mutant(
        "batch_copy: rows and cursor change apart, the cursor first",
        BatchCopy(reads="changed_since_horizon", saves_cursor="before"),
        BatchCopy(reads="changed_since_horizon", atomic=False, saves_cursor="before"),
        Scope(1, 1),
    ),
    Mutant(
        "batch_copy: rows and snapshot change apart",
        BatchCopy(reads="difference", deletes="hard"),
        BatchCopy(reads="difference", deletes="hard", atomic=False),
        Scope(1, 1),
    ),
)
