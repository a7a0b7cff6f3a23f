"""What a provider is asked to do is an effect; answers, and files that arrive, are no second authority."""

from typing import Any

import yaml

from tools.domain.design import DataPath, Design
from tools.domain.facts import Facts
from tools.steps import run

CHARGES = """
schema_version: 1
stores:
  - {id: billing, technology: postgresql}
  - {id: psp, technology: stripe}
entities: [{id: charge}]
paths:
  - {id: asked, source: billing, target: psp, entities: [charge], mechanism: dual_write}
  - {id: told, source: psp, target: billing, entities: [charge], mechanism: webhook}
"""

DROP = """
schema_version: 1
stores:
  - {id: drop, technology: s3}
  - {id: catalogue, technology: mysql}
  - {id: search, technology: elasticsearch}
entities: [{id: hotel}]
paths:
  - {id: load, source: drop, target: catalogue, entities: [hotel], mechanism: file_transfer}
  - {id: index, source: catalogue, target: search, entities: [hotel], mechanism: polling}
"""


def design(text: str, **rows: list[dict[str, Any]]) -> Design:
    """Run the steps; `rows` replace sections."""
    return run(Facts.model_validate({**yaml.safe_load(text), **rows}))


def moves(found: Design) -> set[tuple[str, str, str | None]]:
    return {(path.source, path.target, path.capture) for path in found.recommended.paths}


def path(source: str, target: str, mechanism: str, entity: str = "charge") -> dict[str, Any]:
    ends = {"source": source, "target": target, "entities": [entity], "mechanism": mechanism}
    return {"id": f"{source}-{target}", **ends}


def only(paths: tuple[DataPath, ...]) -> DataPath:
    (found,) = paths
    return found


def test_a_call_that_only_a_path_states_is_an_effect() -> None:
    assert ("billing", "psp", "outbox_to_provider") in moves(design(CHARGES))


def test_what_a_provider_answers_is_fetched_by_the_store_that_asked() -> None:
    found = design(CHARGES)
    assert [one.store for one in found.recommended.authorities] == ["billing"]
    assert {(one.source, one.target) for one in found.recommended.paths} == {
        ("billing", "psp"),
        ("psp", "billing"),
    }


def test_a_call_and_its_answer_are_no_two_way_sync() -> None:
    found = design(CHARGES)
    assert "R08" not in {one.rule for one in found.verdict.findings}


def test_an_outbox_to_a_provider_stays() -> None:
    found = design(CHARGES, paths=[path("billing", "psp", "outbox")])
    assert only(found.recommended.paths).capture == "outbox_to_provider"
    assert only(found.current.paths).status == only(found.recommended.paths).status == "keep"


def test_the_call_of_an_operation_is_stated_once() -> None:
    external = {"provider": "psp", "key_retention_h": 24}
    operation = {"id": "pay", "entities": ["order", "charge"], "stores": ["billing"], "external": external}
    found = design(
        CHARGES,
        entities=[{"id": "order"}, {"id": "charge"}],
        paths=[path("billing", "psp", "outbox")],
        operations=[operation],
    )
    assert only(found.recommended.paths).id == "pay.billing.psp"
    assert only(found.recommended.paths).entity == "charge"


def test_an_operation_without_entities_describes_the_call_of_a_path() -> None:
    operation = {"id": "pay", "external": {"provider": "bank", "key_retention_h": 24}}
    found = design(
        CHARGES,
        stores=[{"id": "billing", "technology": "postgresql"}, {"id": "bank", "technology": "other"}],
        paths=[path("billing", "bank", "outbox")],
        operations=[operation],
    )
    new = only(found.recommended.paths)
    assert (new.capture, new.traits.ext_key_retention_h) == ("outbox_to_provider", 24)


def test_what_a_provider_is_given_whole_is_a_copy() -> None:
    found = design(CHARGES, paths=[{**path("billing", "psp", "full_batch"), "schedule_s": 86400}])
    assert moves(found) == {("billing", "psp", "batch_full_reload_swap")}


def test_a_source_that_can_hold_no_outbox_is_fetched() -> None:
    stores = [{"id": "crm", "technology": "salesforce"}, {"id": "sms", "technology": "twilio"}]
    reads = [{"id": "sent", "entities": ["message"], "store": "sms", "freshness_s": 60}]
    found = design(
        CHARGES,
        stores=stores,
        entities=[{"id": "message"}],
        paths=[path("crm", "sms", "webhook", "message")],
        reads=reads,
    )
    assert moves(found) == {("crm", "sms", "hint_fetch_list")}


def test_what_is_loaded_from_a_drop_is_decided_where_it_was_loaded() -> None:
    found = design(DROP)
    assert [(one.store, one.derived) for one in found.recommended.authorities] == [("catalogue", ("search",))]
    assert moves(found) >= {("drop", "catalogue", "file_arrival")}
    assert ("drop", "search") not in {(one.source, one.target) for one in found.recommended.paths}


def test_files_that_feed_several_stores_decide_themselves() -> None:
    second = {"id": "copy", "source": "drop", "target": "search", "entities": ["hotel"]}
    paths = [*yaml.safe_load(DROP)["paths"], {**second, "mechanism": "file_transfer"}]
    found = design(DROP, paths=paths)
    assert [one.store for one in found.recommended.authorities] == ["drop"]


def test_a_drop_that_somebody_is_said_to_write_decides() -> None:
    writer = {"id": "supplier", "writes": [{"store": "drop", "entity": "hotel"}]}
    assert [one.store for one in design(DROP, writers=[writer]).recommended.authorities] == ["drop"]


def test_a_copy_whose_corrections_are_carried_back_by_hand_is_no_authority() -> None:
    paths = [path("billing", "search", "polling"), path("search", "billing", "manual")]
    stores = [{"id": "billing", "technology": "mysql"}, {"id": "search", "technology": "elasticsearch"}]
    assert [one.store for one in design(CHARGES, stores=stores, paths=paths).recommended.authorities] == [
        "billing"
    ]


def test_what_arrives_is_as_fresh_as_it_comes_today() -> None:
    objectives = {one.source: one.lag_objective_s for one in design(CHARGES).recommended.paths}
    assert objectives["psp"] == 60
    assert {one.source: one.capture for one in design(CHARGES).recommended.paths}["psp"] == "hint_fetch_list"


def test_a_two_way_sync_with_a_provider_copies_state() -> None:
    writers = [{"id": "desk", "writes": [{"store": "psp", "entity": "charge"}]}]
    found = design(CHARGES, writers=writers, paths=[path("billing", "psp", "bidirectional")])
    assert "outbox_to_provider" not in {one.capture for one in found.recommended.paths}


def test_the_recommended_call_carries_a_key() -> None:
    found = design(CHARGES, paths=[path("billing", "psp", "dual_write")])
    assert only(found.recommended.paths).traits.ext_key is True
    assert not [one for one in found.verdict.laws if one.about == "recommended" and one.law == "G9"]
