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
)

MUTANTS = (
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
