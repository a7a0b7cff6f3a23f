"""Bidirectional synchronisation: echoes, clocks, and fields with one owner."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.bidirectional import Bidirectional
from tools.checker.model import Scope

CASES = (
    Case(
        "bidirectional: origins are filtered and every field has one owner",
        Bidirectional(origin_filter=True, field_ownership=True),
        Scope(2, 1),
        None,
        59,
    ),
    Case(
        "bidirectional: origins are filtered, every field has one owner, three writers",
        Bidirectional(origin_filter=True, field_ownership=True),
        Scope(3, 1),
        None,
        242,
    ),
    Case(
        "bidirectional: a change comes back although every field has one owner",
        Bidirectional(origin_filter=False, field_ownership=True),
        Scope(1, 0),
        "no_echo_loop",
        8,
    ),
    Case(
        "bidirectional: a change comes back",
        Bidirectional(origin_filter=False, field_ownership=False),
        Scope(1, 0),
        "no_echo_loop",
        8,
    ),
    Case(
        "bidirectional: the later clock wins over a concurrent write",
        Bidirectional(origin_filter=True, field_ownership=False),
        Scope(2, 0),
        "no_lost_update",
        37,
    ),
    Case(
        "bidirectional: the later clock wins over a concurrent write, and a fault",
        Bidirectional(origin_filter=True, field_ownership=False),
        Scope(2, 1),
        "no_lost_update",
        93,
    ),
    Case(
        "bidirectional: changes come back from both stores",
        Bidirectional(origin_filter=False, field_ownership=False),
        Scope(2, 1),
        "no_echo_loop",
        183,
    ),
    Case(
        "bidirectional: one writer has no conflict to lose",
        Bidirectional(origin_filter=True, field_ownership=False),
        Scope(1, 1),
        None,
        7,
    ),
)

MUTANTS = (
    Mutant(
        "bidirectional: origins are not filtered",
        Bidirectional(origin_filter=True, field_ownership=True),
        Bidirectional(origin_filter=False, field_ownership=True),
        Scope(1, 0),
    ),
    Mutant(
        "bidirectional: both stores write the same field",
        Bidirectional(origin_filter=True, field_ownership=True),
        Bidirectional(origin_filter=True, field_ownership=False),
        Scope(2, 0),
    ),
)
