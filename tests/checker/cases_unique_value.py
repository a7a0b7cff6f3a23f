"""A value for one row only: looked for, constrained, reserved."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.unique_value import UniqueValue
from tools.checker.model import Scope

CASES = (
    Case(
        "unique_value: one request that looks first",
        UniqueValue(how="check_then_insert"),
        Scope(1, 1),
        None,
        3,
    ),
    Case(
        "unique_value: two look before either inserts",
        UniqueValue(how="check_then_insert"),
        Scope(2, 0),
        "uniqueness",
        10,
    ),
    Case("unique_value: a constraint", UniqueValue(how="constraint"), Scope(3, 1), None, 8),
    Case(
        "unique_value: a reservation, nobody crashes",
        UniqueValue(how="reservation", abandoned="kept"),
        Scope(2, 0),
        None,
        12,
    ),
    Case(
        "unique_value: an abandoned reservation is kept for ever",
        UniqueValue(how="reservation", abandoned="kept"),
        Scope(1, 1),
        "no_participant_in_doubt",
        6,
    ),
    Case(
        "unique_value: an abandoned reservation is released, and nobody else wants the value",
        UniqueValue(how="reservation", abandoned="released"),
        Scope(1, 1),
        None,
        8,
    ),
    Case(
        "unique_value: an abandoned reservation is released although its row was written",
        UniqueValue(how="reservation", abandoned="released"),
        Scope(2, 1),
        "uniqueness",
        34,
    ),
    Case(
        "unique_value: abandoned reservations are settled",
        UniqueValue(how="reservation", abandoned="settled"),
        Scope(2, 1),
        None,
        28,
    ),
    Case(
        "unique_value: abandoned reservations are settled, three requests",
        UniqueValue(how="reservation", abandoned="settled"),
        Scope(3, 1),
        None,
        78,
    ),
)

MUTANTS = (
    Mutant(
        "unique_value: the constraint becomes a look",
        UniqueValue(how="constraint"),
        UniqueValue(how="check_then_insert"),
        Scope(2, 1),
    ),
    Mutant(
        "unique_value: nobody settles what a crash leaves",
        UniqueValue(how="reservation", abandoned="settled"),
        UniqueValue(how="reservation", abandoned="kept"),
        Scope(1, 1),
    ),
    Mutant(
        "unique_value: the row is not looked for before a reservation is released",
        UniqueValue(how="reservation", abandoned="settled"),
        UniqueValue(how="reservation", abandoned="released"),
        Scope(2, 1),
    ),
)
