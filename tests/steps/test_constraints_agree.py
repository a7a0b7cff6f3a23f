"""Step 6 and the checker speak of the same constraints: they must not contradict each other."""

from itertools import product
from typing import Any

import pytest

from tools.domain.facts import Facts
from tools.steps import run

ONE_PLACE = {
    "one_transaction_or_single_writer_shard",
    "reservation_in_one_consensus_scope",
    "unique_constraint_in_the_authority",
    "checked_where_the_row_is_written",
}
"""Choices of step 6 under which one place decides."""

KINDS = ("unique", "no_overlap", "capacity", "non_negative", "sum", "referential")
SAID = (None, True, False)
DELETES = (None, "hard", "soft", "never")


def shop(kind: str, recoverable: bool | None, across: bool | None, deletes: str | None, only: bool) -> Facts:
    rule = {"id": "rule", "kind": kind, "entities": ["line", "product"]}
    said: dict[str, Any] = {
        "schema_version": 1,
        "stores": [{"id": "shop", "technology": "postgresql"}],
        "entities": [
            {"id": "line", "authority": "shop", "append_only": only},
            {"id": "product", "authority": "shop", "deletes": deletes, "append_only": only},
        ],
        "invariants": [{**rule, "recoverable": recoverable, "across_regions": across}],
    }
    return Facts.model_validate(said)


@pytest.mark.parametrize("kind", KINDS)
def test_the_rules_and_the_table_agree_on_where_a_constraint_is_decided(kind: str) -> None:
    for recoverable, across, deletes, only in product(SAID, SAID, DELETES, (True, False)):
        design = run(shop(kind, recoverable, across, deletes, only))
        (found,) = design.verdict.constraints
        (choice,) = (one.choice for one in design.decisions if one.subject == "rule")
        if choice == "detect_and_compensate":
            assert found.check == "compensable"
        elif found.check == "anywhere":
            assert choice == "checked_where_the_row_is_written", (recoverable, across, deletes, only)
        else:
            assert choice in ONE_PLACE
