"""What runs today, breaks no law and fails no stated need stays, however much was left unsaid."""

from typing import Any

import pytest
import yaml

from tools.domain.design import DataPath, Design
from tools.domain.facts import Facts
from tools.steps import run

NIGHTLY = """
schema_version: 1
stores:
  - {id: core, technology: oracle}
  - {id: warehouse, technology: snowflake}
entities: [{id: policy}]
writers: [{id: app, writes: [{store: core, entity: policy}]}]
paths:
  - {id: load, source: core, target: warehouse, entities: [policy], mechanism: full_batch, schedule_s: 86400}
reads: [{id: actuaries, entities: [policy], store: warehouse}]
"""

FOREIGN_TABLE = """
schema_version: 1
stores:
  - {id: crm, technology: postgresql}
  - {id: subs, technology: postgresql}
entities: [{id: customer}]
writers: [{id: app, writes: [{store: crm, entity: customer}]}]
paths: [{id: foreign, source: crm, target: subs, entities: [customer], mechanism: read_time}]
reads: [{id: fraud, entities: [customer], store: subs}]
"""

CACHED = """
schema_version: 1
stores:
  - {id: db, technology: mysql}
  - {id: cache, technology: redis}
entities: [{id: slot}]
writers: [{id: booking, writes: [{store: db, entity: slot}]}]
paths: [{id: fill, source: db, target: cache, entities: [slot], mechanism: dual_write}]
reads:
  - {id: portal, entities: [slot], store: cache, freshness_s: 60}
  - {id: check, entities: [slot], store: cache, decides: true}
"""

BY_HAND = """
schema_version: 1
stores:
  - {id: pms, technology: oracle, log_access: none, triggers_allowed: false, full_reads_ok: true}
  - {id: website, technology: mysql}
entities: [{id: rate, rows: 60000, full_copy_min: 2}]
writers: [{id: desk, writes: [{store: pms, entity: rate}]}]
paths: [{id: excel, source: pms, target: website, entities: [rate], mechanism: manual}]
reads: [{id: booking, entities: [rate], store: website, freshness_s: 3600}]
"""


def design(text: str, **changes: dict[str, Any]) -> Design:
    """Run the steps; `changes` are fields of the first row of a section."""
    given = yaml.safe_load(text)
    for section, fields in changes.items():
        given[section][0].update(fields)
    return run(Facts.model_validate(given))


def only(paths: tuple[DataPath, ...]) -> DataPath:
    (path,) = paths
    return path


def test_a_nightly_whole_copy_stays_where_size_time_and_freshness_are_unsaid() -> None:
    found = design(NIGHTLY)
    new = only(found.recommended.paths)
    assert (new.capture, new.status) == ("batch_full_reload_swap", "keep")
    assert new.lag_objective_s == 86400
    assert only(found.current.paths).status == "keep"


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"reads": {"freshness_s": 60}}, id="a reader needs it fresher"),
        pytest.param({"stores": {"full_reads_ok": False}}, id="the source does not bear it"),
        pytest.param({"reads": {"history_needed": True}}, id="a reader needs every version"),
        pytest.param({"paths": {"schedule_s": None}}, id="nobody said how often it runs"),
    ],
)
def test_a_whole_copy_that_fails_a_stated_need_does_not_stay(changes: dict[str, Any]) -> None:
    assert only(design(NIGHTLY, **changes).recommended.paths).capture == "log_cdc"


def test_a_whole_copy_that_keeps_rows_that_are_gone_is_mended() -> None:
    found = design(NIGHTLY, paths={"deletes": "not_propagated"})
    assert only(found.recommended.paths).capture == "batch_full_reload_swap"
    assert only(found.current.paths).status == "replace"


def test_readers_that_read_the_source_itself_get_no_copy() -> None:
    found = design(FOREIGN_TABLE)
    assert found.recommended.paths == ()
    assert only(found.current.paths).status == "keep"
    assert found.composition == "single"


@pytest.mark.parametrize(
    "need", [{"qps": 50}, {"users": 400}, {"scan_gb": 60}, {"p99_ms": 200}], ids=lambda need: next(iter(need))
)
def test_a_stated_need_that_reading_in_place_fails_gets_a_copy(need: dict[str, float]) -> None:
    found = design(FOREIGN_TABLE, reads=need)
    assert only(found.recommended.paths).capture == "log_cdc"
    assert only(found.current.paths).status == "replace"


def test_a_cache_stays_for_those_who_are_only_shown_it() -> None:
    found = design(CACHED)
    assert only(found.recommended.paths).capture == "cache_aside_with_expiry"
    assert "S3.C3" in {decision.rule for decision in found.decisions if decision.subject == "check"}


def test_what_a_person_carries_has_no_intermediate_versions() -> None:
    assert only(design(BY_HAND).recommended.paths).capture == "batch_full_reload_swap"


def test_a_table_is_small_when_its_rows_are_few() -> None:
    decision = next(one for one in design(BY_HAND).decisions if one.topic == "capture")
    assert "entities.rate.size_gb" not in decision.assumed


def test_nobody_has_to_say_that_a_table_has_a_key() -> None:
    found = design(NIGHTLY, reads={"freshness_s": 60})
    rules = {decision.rule for decision in found.decisions if decision.topic == "capture"}
    assert rules == {"S3.L"}


OUTBOX = """
schema_version: 1
stores:
  - {id: cms, technology: postgresql}
  - {id: search, technology: elasticsearch}
entities: [{id: article}]
writers: [{id: editor, writes: [{store: cms, entity: article}]}]
paths: [{id: relay, source: cms, target: search, entities: [article], mechanism: outbox}]
reads: [{id: readers, entities: [article], store: search, freshness_s: 10}]
"""


def test_an_outbox_that_runs_stays_though_nobody_spoke_of_its_contract() -> None:
    found = design(OUTBOX)
    assert (only(found.recommended.paths).capture, only(found.current.paths).status) == ("outbox", "keep")


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"writers": {"out_of_band": True}}, id="somebody writes past it"),
        pytest.param(
            {"paths": {"enqueue_in_transaction": False}}, id="its rows do not commit with the change"
        ),
    ],
)
def test_an_outbox_that_misses_changes_does_not_stay(changes: dict[str, Any]) -> None:
    assert only(design(OUTBOX, **changes).recommended.paths).capture == "log_cdc"


LIMITS = """
schema_version: 1
stores:
  - {id: cards, technology: postgresql}
  - {id: limits, technology: redis}
entities: [{id: authorisation}]
writers: [{id: app, writes: [{store: cards, entity: authorisation}]}]
paths: [{id: spent, source: cards, target: limits, entities: [authorisation], mechanism: outbox}]
reads: [{id: check, entities: [authorisation], store: limits}]
"""


def test_counters_that_changes_are_sent_to_are_no_cache() -> None:
    assert only(design(LIMITS).recommended.paths).capture == "outbox"


def test_no_reader_can_fill_a_cache_from_a_log() -> None:
    stores = [{"id": "cards", "technology": "kafka"}, {"id": "limits", "technology": "redis"}]
    facts = {**yaml.safe_load(LIMITS), "stores": stores}
    facts["paths"][0]["mechanism"] = "dual_write"
    assert only(run(Facts.model_validate(facts)).recommended.paths).capture == "consume_existing_log"


def test_a_ranking_has_to_hold_every_entry_so_no_reader_fills_it() -> None:
    found = design(LIMITS, paths={"mechanism": "dual_write"}, reads={"pattern": "leaderboard"})
    assert only(found.recommended.paths).capture == "log_cdc"


@pytest.mark.parametrize("said", [{"ttl_s": 60}, {"invalidates": True}], ids=lambda said: next(iter(said)))
def test_values_that_expire_or_are_removed_are_a_cache(said: dict[str, Any]) -> None:
    found = design(LIMITS, paths=said, reads={"freshness_s": 60})
    assert only(found.recommended.paths).capture == "cache_aside_with_expiry"


LAKE = """
schema_version: 1
stores:
  - {id: shop, technology: postgresql}
  - {id: lake, technology: iceberg}
  - {id: warehouse, technology: snowflake}
entities: [{id: order}]
writers: [{id: app, writes: [{store: shop, entity: order}]}]
paths:
  - {id: land, source: shop, target: lake, entities: [order], mechanism: cdc}
  - {id: load, source: lake, target: warehouse, entities: [order], mechanism: incremental_batch}
reads: [{id: analysts, entities: [order], store: warehouse, freshness_s: 86400}]
"""


def ends(found: Design) -> set[tuple[str, str]]:
    return {(path.source, path.target) for path in found.recommended.paths}


def test_a_lake_that_feeds_the_warehouse_goes_on_feeding_it() -> None:
    found = design(LAKE)
    assert ends(found) == {("shop", "lake"), ("lake", "warehouse")}
    assert "R35" not in {one.rule for one in found.verdict.findings}


def test_a_copy_that_is_no_lake_feeds_no_other_copy() -> None:
    stores = yaml.safe_load(LAKE)["stores"]
    stores[1]["technology"] = "mysql"
    found = run(Facts.model_validate({**yaml.safe_load(LAKE), "stores": stores}))
    assert ends(found) == {("shop", "lake"), ("shop", "warehouse")}
    assert "R35" in {one.rule for one in found.verdict.findings}


@pytest.mark.parametrize("said", [{"decides": True}, {"staleness_harm": "harmful"}], ids=str)
def test_what_must_not_be_wrong_is_not_decided_on_a_fed_counter(said: dict[str, Any]) -> None:
    found = design(LIMITS, reads={**said, "freshness_s": 5})
    assert [one.rule for one in found.verdict.findings if one.about == "recommended"] == []
    assert only(found.recommended.paths).capture == "no_cache_for_the_deciding_read"
