"""Requests that add to the same number."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.read_modify_write import ReadModifyWrite
from tools.checker.model import Scope

CASES = (
    Case("read_modify_write: one request", ReadModifyWrite(how="naive"), Scope(1, 1), None, 3),
    Case(
        "read_modify_write: two read before either writes",
        ReadModifyWrite(how="naive"),
        Scope(2, 0),
        "no_lost_update",
        12,
    ),
    Case(
        "read_modify_write: three requests that compare before they write",
        ReadModifyWrite(how="compare_and_set"),
        Scope(3, 1),
        None,
        48,
    ),
    Case(
        "read_modify_write: two requests that compare before they write",
        ReadModifyWrite(how="compare_and_set"),
        Scope(2, 0),
        None,
        11,
    ),
    Case(
        "read_modify_write: three requests that add in one statement",
        ReadModifyWrite(how="atomic"),
        Scope(3, 1),
        None,
        8,
    ),
    Case(
        "read_modify_write: two see the last piece before either takes it",
        ReadModifyWrite(how="naive", limited=True),
        Scope(2, 0),
        "no_overdraft",
        10,
    ),
    Case(
        "read_modify_write: one request for the last piece",
        ReadModifyWrite(how="naive", limited=True),
        Scope(1, 1),
        None,
        3,
    ),
    Case(
        "read_modify_write: three compare before they take the last piece",
        ReadModifyWrite(how="compare_and_set", limited=True),
        Scope(3, 1),
        None,
        27,
    ),
    Case(
        "read_modify_write: three take the last piece in one statement",
        ReadModifyWrite(how="atomic", limited=True),
        Scope(3, 1),
        None,
        8,
    ),
)

MUTANTS = (
    Mutant(
        "read_modify_write: the last piece is taken without a look at the version",
        ReadModifyWrite(how="compare_and_set", limited=True),
        ReadModifyWrite(how="naive", limited=True),
        Scope(2, 0),
    ),
    Mutant(
        "read_modify_write: the last piece is taken by a read and a write",
        ReadModifyWrite(how="atomic", limited=True),
        ReadModifyWrite(how="naive", limited=True),
        Scope(2, 0),
    ),
    Mutant(
        "read_modify_write: the write no longer compares",
        ReadModifyWrite(how="compare_and_set"),
        ReadModifyWrite(how="naive"),
        Scope(2, 0),
    ),
    Mutant(
        "read_modify_write: one statement becomes a read and a write",
        ReadModifyWrite(how="atomic"),
        ReadModifyWrite(how="naive"),
        Scope(2, 0),
    ),
)
