"""What is assumed where the user will not be asked, and has no safer value."""

from typing import Any

import pytest

from tools.domain.decisions import UNDETERMINED
from tools.domain.evidence import Assumption
from tools.domain.facts import Facts, read_ref
from tools.questions import assume
from tools.steps import run, start


def shop(**path: Any) -> Facts:
    """Return a shop whose search is fed by one path; who reads it said nothing of its age."""
    return start(
        Facts.model_validate(
            {
                "schema_version": 1,
                "stores": [
                    {"id": "db", "technology": "postgresql", "log_access": "native"},
                    {"id": "search", "technology": "elasticsearch"},
                ],
                "writers": [{"id": "api", "writes": [{"store": "db", "entity": "item"}]}],
                "entities": [{"id": "item", "key": ["item_id"]}],
                "paths": [{"id": "sync", "source": "db", "target": "search", "entities": ["item"], **path}],
                "reads": [
                    {"id": "find", "entities": ["item"], "store": "search"},
                    {"id": "edit", "entities": ["item"], "store": "db"},
                ],
            }
        )
    ).facts


@pytest.mark.parametrize(
    ("path", "seconds"),
    [
        ({"mechanism": "polling", "schedule_s": 900}, 900),
        ({"mechanism": "incremental_batch"}, 86400),
        ({"mechanism": "webhook"}, 60),
        ({"mechanism": "unknown"}, 60),
    ],
)
def test_a_copy_is_taken_to_be_wanted_as_fresh_as_today(path: dict[str, Any], seconds: float) -> None:
    facts = assume(shop(**path))
    assert read_ref(facts, "reads.find.freshness_s") == seconds
    assert isinstance(facts.evidence["reads.find.freshness_s"], Assumption)


def test_who_reads_where_it_is_written_needs_no_freshness() -> None:
    assert read_ref(assume(shop(mechanism="polling")), "reads.edit.freshness_s") is None


def test_what_was_said_stands() -> None:
    said = shop(mechanism="polling", schedule_s=900)
    facts = Facts.model_validate(
        {**said.model_dump(), "reads": [{**said.reads[0].model_dump(), "freshness_s": 5}]}
    )
    assert read_ref(assume(facts), f"reads.{said.reads[0].id}.freshness_s") == 5


def test_only_what_was_named_is_assumed() -> None:
    facts = shop(mechanism="polling", schedule_s=900)
    assert assume(facts, ["reads.edit.freshness_s"]) == facts
    assert read_ref(assume(facts, ["reads.find.freshness_s"]), "reads.find.freshness_s") == 900


def test_a_store_that_nobody_knows_may_be_right_with_a_caveat() -> None:
    facts = start(
        Facts.model_validate(
            {"schema_version": 1, "stores": [{"id": "host", "technology": "Hera mainframe"}]}
        )
    ).facts
    assert read_ref(assume(facts), "stores.host.record_fit") == "caveat"


def cached() -> Facts:
    """Return a booking desk that reads through a cache; nobody said how old an entry may be."""
    return start(
        Facts.model_validate(
            {
                "schema_version": 1,
                "stores": [
                    {"id": "db", "technology": "postgresql"},
                    {"id": "slots", "technology": "redis"},
                ],
                "writers": [{"id": "api", "writes": [{"store": "db", "entity": "slot"}]}],
                "entities": [{"id": "slot", "key": ["slot_id"]}],
                "paths": [
                    {
                        "id": "fill",
                        "source": "db",
                        "target": "slots",
                        "entities": ["slot"],
                        "mechanism": "cache_aside",
                    }
                ],
            }
        )
    ).facts


def test_the_design_waits_without_that_word_and_is_whole_with_it() -> None:
    facts = cached()
    waiting = [one.id for one in run(facts).decisions if "reads.slot-in-slots.freshness_s" in one.waits_for]
    assert waiting == ["s3.cache.slot.db.slots"]
    whole = run(assume(facts))
    assert UNDETERMINED not in {one.choice for one in whole.decisions if one.id in waiting}


def test_the_register_tells_what_was_assumed_and_what_it_would_turn() -> None:
    entries = {entry.fact: entry for entry in run(assume(cached())).assumptions}
    entry = entries["reads.slot-in-slots.freshness_s"]
    assert (entry.value, entry.confirm) == (60, "the consumer")
    assert "slot.db.slots: invalidate_from_log_or_outbox" in entry.impact
