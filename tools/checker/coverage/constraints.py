"""Constraints as the design enforces them. How they are kept today no fact says, so today has none here."""

from collections.abc import Mapping

from tools.checker.coverage import names
from tools.checker.coverage.covered import Coverage, Covered, NotModelled
from tools.checker.flows.flow import Flow
from tools.checker.flows.read_modify_write import ReadModifyWrite
from tools.checker.flows.unique_value import UniqueValue
from tools.domain.facts import Facts, Invariant

_ONE_STATEMENT = ReadModifyWrite(how="atomic", limited=True)

FLOWS: Mapping[tuple[str, str], Flow] = {
    ("unique", "unique_constraint_in_the_authority"): UniqueValue(how="constraint"),
    ("unique", "reservation_in_one_consensus_scope"): UniqueValue(how="reservation"),
    ("non_negative", "checked_where_the_row_is_written"): _ONE_STATEMENT,
    ("non_negative", "one_transaction_or_single_writer_shard"): _ONE_STATEMENT,
    ("capacity", "one_transaction_or_single_writer_shard"): _ONE_STATEMENT,
}
"""(Kind of a constraint, how step 6 enforces it) -> the flow."""

DECREASED = "nobody said whether the value is only set or also decreased: it is decreased"
UNDONE = "it may break, and is then detected and undone"


def coverage(invariant: Invariant, enforced: str, store: str, facts: Facts) -> Coverage:
    """Return the flow of a constraint that is enforced in a store in a certain way.

    Empty for kinds of which no family speaks (references, sums, periods), and for rows that are only added.
    """
    if enforced == "detect_and_compensate":
        return NotModelled(UNDONE)
    flow = FLOWS.get((invariant.kind, enforced))
    if flow is None or facts.entity_by_id[invariant.entities[0]].append_only:
        return ()
    called = names.store(facts, store)
    assumed = (DECREASED,) if invariant.kind == "non_negative" else ()
    return (Covered(flow, {"source": called, "target": called, "entity": invariant.entities[0]}, assumed),)
