"""Dual writes: two stores written one after the other."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.dual_write import DualWrite
from tools.checker.flows.log_copy import LogCopy
from tools.checker.model import Scope

CASES = (
    Case("dual_write: one writer, no fault", DualWrite(), Scope(1, 0), None, 3),
    Case("dual_write: two writers cross", DualWrite(), Scope(2, 0), "convergence", 15),
    Case("dual_write: a crash between the writes", DualWrite(), Scope(1, 1), "convergence", 4),
    Case(
        "dual_write: target first, two writers cross",
        DualWrite(first="target"),
        Scope(2, 0),
        "convergence",
        15,
    ),
    Case(
        "dual_write: target first, a crash between the writes",
        DualWrite(first="target"),
        Scope(1, 1),
        "convergence",
        4,
    ),
    Case(
        "dual_write: target first, two writers read one version",
        DualWrite(first="target", guard=True),
        Scope(2, 0),
        "convergence",
        19,
    ),
    Case(
        "dual_write: inside a transaction, the second writer waits for the lock",
        DualWrite(first="inside_transaction"),
        Scope(2, 0),
        None,
        9,
    ),
    Case(
        "dual_write: inside a transaction, a crash before the commit",
        DualWrite(first="inside_transaction"),
        Scope(2, 1),
        "convergence",
        17,
    ),
    Case("dual_write: guarded, no fault", DualWrite(guard=True), Scope(2, 0), None, 13),
    Case(
        "dual_write: guarded, a crash between the writes",
        DualWrite(guard=True),
        Scope(2, 1),
        "convergence",
        23,
    ),
    Case(
        "dual_write: guarded, a hard delete forgets its version",
        DualWrite(guard=True, deletes="hard"),
        Scope(2, 0),
        "no_resurrection",
        33,
    ),
    Case(
        "dual_write: guarded, a marker keeps the version of a delete",
        DualWrite(guard=True, deletes="marker"),
        Scope(2, 0),
        None,
        31,
    ),
    Case(
        "dual_write: the target hears of no delete",
        DualWrite(deletes="ignored"),
        Scope(1, 0),
        "no_resurrection",
        6,
    ),
)

MUTANTS = (
    Mutant(
        "dual_write: no lock is held during the call",
        DualWrite(first="inside_transaction"),
        DualWrite(first="target"),
        Scope(2, 0),
    ),
    Mutant("dual_write: the guard goes", DualWrite(guard=True), DualWrite(), Scope(2, 0)),
    Mutant(
        "dual_write: the target is written first",
        DualWrite(guard=True),
        DualWrite(first="target", guard=True),
        Scope(2, 0),
    ),
    Mutant(
        "dual_write: a marker becomes a hard delete",
        DualWrite(guard=True, deletes="marker"),
        DualWrite(guard=True, deletes="hard"),
        Scope(2, 0),
    ),
    Mutant(
        "dual_write: deletes are ignored",
        DualWrite(guard=True, deletes="marker"),
        DualWrite(guard=True, deletes="ignored"),
        Scope(2, 0),
    ),
    Mutant("dual_write: a copy that follows a log is written directly", LogCopy(), DualWrite(), Scope(2, 1)),
)
