"""Decisions that an engineer would look for, each on the smallest system that shows it."""

from typing import Any

import yaml

from tools.domain.decisions import UNDETERMINED
from tools.domain.design import DataPath, Design
from tools.domain.facts import Facts
from tools.steps import run


def design(text: str) -> Design:
    """Design the system of a facts file whose first line may be left out."""
    return run(Facts.model_validate({"schema_version": 1, **yaml.safe_load(text)}))


def path(found: Design, id_: str) -> DataPath:
    return next(path for path in found.recommended.paths if path.id == id_)


def choice(found: Design, id_: str) -> str:
    return found.decision(id_).choice


SHOP = """
stores:
  - {id: db, technology: postgresql, owner: shop, log_access: native, full_reads_ok: false}
  - {id: cache, technology: redis}
  - {id: search, technology: elasticsearch}
  - {id: bus, technology: kafka, managed: true}
writers: [{id: api, writes: [{store: db, entity: item}], changeable: true, out_of_band: false, team: shop}]
entities: [{id: item, key: [item_id], rows: 1000000, size_gb: 5, deletes: hard, large_columns: false}]
team: {operations_level: 1}
"""


def test_what_a_cache_shows_may_be_old_but_what_it_decides_may_not() -> None:
    found = design(
        SHOP
        + """
reads:
  - {id: page, entities: [item], store: cache, freshness_s: 60, staleness_harm: annoying}
  - {id: checkout, entities: [item], store: cache, pattern: point_lookup, freshness_s: 0, decides: true}
"""
    )
    assert path(found, "item.db.cache").capture == "cache_aside_with_expiry"
    assert path(found, "item.db.cache").lag_objective_s == 60
    assert choice(found, "s3.cache.checkout") == "no_cache_for_the_deciding_read"


def test_a_writer_past_the_application_rules_the_outbox_out() -> None:
    reads = "\nreads: [{id: find, entities: [item], store: search, freshness_s: 5, other_team: true}]\n"
    assert path(design(SHOP + reads), "item.db.search").capture == "outbox"
    bypassed = SHOP.replace("out_of_band: false", "out_of_band: true")
    assert path(design(bypassed + reads), "item.db.search").capture == "log_cdc"


def test_a_path_through_a_broker_is_one_path() -> None:
    found = design(
        SHOP
        + """
paths:
  - {id: out, source: db, target: bus, entities: [item], mechanism: outbox}
  - {id: in, source: bus, target: search, entities: [item], mechanism: unknown, version_guard: true}
"""
    )
    (today,) = found.current.paths
    assert (today.source, today.via, today.target, today.capture) == ("db", ("bus",), "search", "outbox")
    assert [one.id for one in found.recommended.paths] == ["item.db.search"]


def test_data_that_is_computed_is_fed_from_what_it_is_computed_from() -> None:
    found = design(
        SHOP.replace("entities: [", "entities: [{id: total, derived_from: [item]}, ")
        + "\nreads: [{id: report, entities: [total], store: search, pattern: olap, freshness_s: 3600}]\n"
    )
    assert choice(found, "s2.sor.total") == "none_derived"
    assert path(found, "total.db.search").source == "db"


def test_two_entities_of_one_document_are_read_together() -> None:
    found = design(
        SHOP.replace("entities: [{", "entities: [{id: price, key: [item_id], row_version: true}, {").replace(
            "{store: db, entity: item}", "{store: db, entity: item}, {store: db, entity: price}"
        )
        + "\nreads: [{id: find, entities: [item, price], store: search, pattern: full_text}]\n"
    )
    joined = path(found, "price.db.search")
    assert joined.sink_guard == "complete_the_row_first"
    assert joined.version_token == "epoch_position"
    assert "document_version_from_one_consistent_read" in next(
        ordering.how for ordering in found.orderings if ordering.subject == joined.id
    )


def test_a_store_that_owns_some_fields_is_never_swapped_whole() -> None:
    found = design(
        """
stores:
  - {id: hr, technology: postgresql, owner: hr, full_reads_ok: true}
  - {id: pay, technology: postgresql, owner: pay, full_reads_ok: true}
writers:
  - {id: portal, writes: [{store: hr, entity: person, attributes: [name]}], out_of_band: false}
  - {id: clerks, writes: [{store: pay, entity: person, attributes: [iban]}], out_of_band: false}
entities:
  - id: person
    rows: 3000
    full_copy_min: 1
    size_gb: 0.1
    deletes: never
    attribute_groups:
      - {id: master, attributes: [name], store: hr}
      - {id: bank, attributes: [iban], store: pay}
paths: [{id: sync, source: hr, target: pay, entities: [person], mechanism: bidirectional}]
reads:
  - {id: slip, entities: [person], store: pay, freshness_s: 86400, history_needed: false, needs_intent: false}
  - {id: list, entities: [person], store: hr, freshness_s: 86400, history_needed: false, needs_intent: false}
"""
    )
    assert choice(found, "s2.sor.person") == "split_by_attribute_group"
    assert {one.id: one.capture for one in found.recommended.paths} == {
        "person.hr.pay": "snapshot_difference",
        "person.pay.hr": "snapshot_difference",
    }


def test_one_store_that_serves_everything_needs_no_second() -> None:
    found = design(
        """
stores: [{id: db, technology: postgresql}]
writers: [{id: desk, writes: [{store: db, entity: book}]}]
entities: [{id: book, rows: 90000}]
reads:
  - id: find
    entities: [book]
    store: db
    pattern: full_text
    qps: 3
    metrics: [{name: matches_ranked_per_query, value: 500}]
"""
    )
    assert found.composition == "single"
    (candidate,) = found.recommended.paths
    assert candidate.status == "parked"
    assert "documents above 10000000" in str(candidate.exit_trigger)
    assert found.assumptions == tuple(entry for entry in found.assumptions if entry.value is None)


def test_what_no_mechanism_can_do_leaves_today_as_it_is_and_says_so() -> None:
    found = design(
        """
stores:
  - {id: core, technology: oracle, log_access: none, triggers_allowed: false, full_reads_ok: false}
  - {id: portal, technology: postgresql, owner: web}
writers: [{id: vendor, writes: [{store: core, entity: claim}], changeable: false, out_of_band: true}]
entities: [{id: claim, has_primary_key: true, updated_cursor: false, deletes: hard}]
paths: [{id: copy, source: core, target: portal, entities: [claim], mechanism: full_batch}]
reads: [{id: status, entities: [claim], store: portal, freshness_s: 60}]
"""
    )
    assert path(found, "claim.core.portal").capture == "none_feasible"
    assert [one.status for one in found.current.paths] == ["keep"]
    assert found.verdict.gaps[0].startswith("claim.core.portal: no mechanism fits the facts")
    assert found.verdict.sign_offs[0].outcome == "blocked"


def test_that_nothing_is_feasible_is_not_concluded_from_assumptions() -> None:
    found = design(
        """
stores:
  - {id: core, technology: oracle, log_access: none, full_reads_ok: false}
  - {id: portal, technology: postgresql, owner: web}
writers: [{id: vendor, writes: [{store: core, entity: claim}], changeable: false, out_of_band: true}]
entities: [{id: claim, has_primary_key: true, updated_cursor: false, deletes: hard}]
paths: [{id: copy, source: core, target: portal, entities: [claim], mechanism: full_batch}]
reads: [{id: status, entities: [claim], store: portal, freshness_s: 60}]
"""
    )
    decision = next(one for one in found.decisions if one.id == "s3.capture.claim.core.portal")
    assert decision.choice == UNDETERMINED
    assert "stores.core.triggers_allowed" in decision.waits_for
    assert [one.status for one in found.current.paths] == ["keep"]


def test_a_call_to_a_provider_leaves_by_an_outbox_with_the_operation_id_as_key() -> None:
    found = design(
        SHOP
        + """
operations:
  - id: charge
    entities: [item]
    stores: [db]
    external: {provider: stripe, key_retention_h: 24, max_retry_age_h: 48, lookup_possible: true}
"""
    )
    charge = path(found, "charge.db.stripe")
    assert (charge.capture, charge.sink_guard, charge.version_token) == (
        "outbox_to_provider",
        "idempotency_key",
        "operation_id",
    )
    assert {"lookup_before_late_retry", "client_makes_the_operation_id"} <= set(charge.obligations)


def changed(text: str, **fields: Any) -> list[str]:
    """Return the obligations of the path to the index after changes to the shop's database."""
    given = yaml.safe_load(text)
    given["stores"][0].update(fields)
    found = run(Facts.model_validate({"schema_version": 1, **given}))
    return list(path(found, "item.db.search").obligations)


def test_a_log_shorter_than_the_longest_outage_asks_for_a_watched_capture() -> None:
    text = (
        SHOP + "\nreads: [{id: find, entities: [item], store: search, pattern: full_text, freshness_s: 5}]\n"
    )
    watched = "capture_is_watched_within_the_source_window"
    assert watched in changed(text, change_window_h=12)
    assert watched not in changed(text, change_window_h=500)
