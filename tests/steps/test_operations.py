"""An operation that names several stores is one piece only where it is, or where somebody says so."""

from typing import Any

import pytest

from tools.domain.facts import Facts
from tools.steps import run


def purchase(path: dict[str, Any], **operation: Any) -> set[tuple[str, str | None]]:
    """Return source-target and capture of what is built for a purchase that fills a wallet."""
    facts = Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [
                {"id": "shop", "technology": "postgresql"},
                {"id": "wallets", "technology": "dynamodb"},
            ],
            "writers": [
                {
                    "id": "service",
                    "writes": [{"store": "shop", "entity": "buy"}, {"store": "wallets", "entity": "wallet"}],
                }
            ],
            "entities": [{"id": "buy"}, {"id": "wallet"}],
            "paths": [{"id": "p", "source": "shop", "target": "wallets", **path}],
            "operations": [{"id": "pay", "stores": ["shop", "wallets"], **operation}],
        }
    )
    return {(one.target, one.capture) for one in run(facts).recommended.paths}


BOTH = ["buy", "wallet"]


@pytest.mark.parametrize("mechanism", ["outbox", "cdc"])
def test_what_an_outbox_or_the_log_carries_on_is_not_one_piece(mechanism: str) -> None:
    built = purchase({"entities": ["buy"], "mechanism": mechanism}, entities=BOTH)
    assert "one_database_else_saga" not in {capture for _, capture in built}


def test_a_store_that_only_holds_a_copy_of_it_is_no_part_of_it() -> None:
    built = purchase({"entities": ["buy"], "mechanism": "dual_write"}, entities=["buy"])
    assert "one_database_else_saga" not in {capture for _, capture in built}


def test_two_stores_that_change_together_are_one_piece() -> None:
    built = purchase({"entities": ["buy"], "mechanism": "dual_write"}, entities=BOTH)
    assert ("wallets", "one_database_else_saga") in built


def test_who_says_all_or_nothing_gets_it() -> None:
    built = purchase({"entities": ["buy"], "mechanism": "outbox"}, entities=BOTH, atomic=True)
    assert ("wallets", "one_database_else_saga") in built
