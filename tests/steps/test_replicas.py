"""A replica is not where data comes from."""

from typing import Any

from tools.domain.facts import Facts
from tools.steps import run, start


def fares(**replication: Any) -> Facts:
    """Return fares whose cache is filled from a read replica."""
    return start(
        Facts.model_validate(
            {
                "schema_version": 1,
                "stores": [
                    {"id": "db", "technology": "mysql"},
                    {"id": "reader", "technology": "mysql", "role": "replica", "full_reads_ok": True},
                    {"id": "cache", "technology": "redis"},
                ],
                "writers": [{"id": "api", "writes": [{"store": "db", "entity": "fare"}]}],
                "entities": [{"id": "fare"}],
                "paths": [
                    {
                        "id": "copy",
                        "source": "db",
                        "target": "reader",
                        "mechanism": "managed_replication",
                        **replication,
                    },
                    {
                        "id": "fill",
                        "source": "reader",
                        "target": "cache",
                        "entities": ["fare"],
                        "mechanism": "cache_aside",
                    },
                ],
            }
        )
    ).facts


def test_what_reads_a_replica_starts_at_the_store_that_it_copies() -> None:
    facts = fares()
    assert (facts.path_by_id["fill"].source, facts.path_by_id["fill"].target) == ("db", "cache")
    assert "fare.db.cache" in {path.id for path in run(facts).recommended.paths}


def test_the_replication_carries_what_is_read_from_the_replica() -> None:
    assert fares().path_by_id["copy"].entities == ("fare",)
    assert fares(entities=["fare"]).path_by_id["copy"].entities == ("fare",)


def test_a_store_bears_the_full_reads_that_its_replica_bears() -> None:
    assert fares().store_by_id["db"].full_reads_ok is True


def test_a_copy_that_something_else_feeds_stays_where_it_is() -> None:
    assert fares(mechanism="cdc").path_by_id["fill"].source == "reader"


def test_nothing_changes_the_second_time() -> None:
    facts = fares()
    assert start(facts).facts.paths == facts.paths
