from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.builders import data_path, design
from tools.domain.design import Design, Ordering, Traits
from tools.domain.verdict import CheckAnswer
from tools.guarantees import checklist
from tools.guarantees.checklist import PATH_CHECKS, SYSTEM_CHECKS
from tools.knowledge import checklist as knowledge

STREAM = {
    "entity": "product",
    "source": "shop_db",
    "target": "search",
    "capture": "log_cdc",
    "hops": ["ALO KEYR 72", "ALO NONE"],
    "sink_guard": "native_version_compare",
    "version_token": "epoch_position",
    "ordering_key": "product_id",
    "bootstrap": "snapshot_with_position_then_stream",
    "deletes": "versioned_marker_from_log",
    "reconciliation": "normal",
    "decisions": [("capture", "s3.capture.product"), ("guard", "s3.guard.product")],
    "traits": {
        "effect": "SETV",
        "delete": "DELV",
        "marker_h": 720,
        "max_replay_h": 168,
        "dedup": "NOD",
        "dedup_at_effect": False,
        "version_ties": False,
        "versions_comparable": True,
        "token_can_reset": False,
        "writers_per_key": 1,
        "fenced": True,
        "bootstrap_overlap": True,
        "reads_log": True,
        "max_outage_h": 24,
        "filtered": False,
        "derivation_deterministic": True,
        "reader_joins_rows": False,
        "ack_after_durable": True,
        "capture_from_durable_only": True,
    },
}
TODAY = {"id": "sync", "source": "shop_db", "target": "search", "entities": ["product"]}


def recommended(**changes: Any) -> Design:
    traits = {**STREAM["traits"], **changes.pop("traits", {})}  # type: ignore[dict-item]
    return design(recommended=[{**STREAM, **changes, "traits": traits}])


def today(**row: Any) -> Design:
    sections = {name: row.pop(name) for name in ("entities_said", "operations") if name in row}
    entities = sections.pop("entities_said", [])
    return design(paths=[{**TODAY, **row}], entities=entities, **sections)


def answer(item: str, of: Design) -> CheckAnswer:
    [found] = [a for a in checklist(of) if a.item == item and a.path]
    return found


def test_every_item_of_the_checklist_is_answered_for_a_path_or_the_system() -> None:
    items = {item.id for item in knowledge.checklist()}

    assert set(PATH_CHECKS) | set(SYSTEM_CHECKS) == items
    assert not set(PATH_CHECKS) & set(SYSTEM_CHECKS)
    assert len(items) == 36


def test_each_path_is_asked_every_item_once_in_order() -> None:
    found = [a.item for a in checklist(recommended()) if a.path]

    assert found == list(PATH_CHECKS)


def test_the_system_is_asked_for_today_and_for_tomorrow() -> None:
    found = [(a.about, a.item) for a in checklist(recommended()) if not a.path]

    assert found == [(about, item) for about in ("current", "recommended") for item in ("C01", "C15", "C16")]


def test_of_a_path_nobody_described_nothing_passes_and_nothing_fails() -> None:
    silent = today(mechanism="unknown", hops=["- -"])

    assert {a.answer for a in checklist(silent)} == {"unknown", "not_applicable"}


def test_an_unknown_answer_says_what_would_tell() -> None:
    assert answer("C10", recommended()).answer == "unknown"
    assert "failover slot synchronised and waited for" in answer("C10", recommended()).evidence


@pytest.mark.parametrize("item", ["C10", "C12", "C17", "C18", "C22", "C23", "C30", "C31", "C33", "C36"])
def test_what_only_operation_shows_is_unknown_in_a_design(item: str) -> None:
    assert answer(item, recommended()).answer == "unknown"


@pytest.mark.parametrize("item", ["C02", "C03", "C04", "C05", "C06", "C09", "C11", "C19", "C27"])
def test_a_designed_path_passes_what_its_design_decides(item: str) -> None:
    assert answer(item, recommended()).answer == "pass"


def test_a_pass_by_design_names_the_decision() -> None:
    assert answer("C05", recommended()).evidence == "decided: s3.guard.product (epoch_position)"
    assert "s3.capture.product" in answer("C02", recommended()).evidence


def test_a_fail_names_its_law() -> None:
    failed = answer("C04", recommended(traits={"effect": "SET"}, hops=["ALO KEY 72"]))

    assert failed.answer == "fail"
    assert failed.evidence == "an old copy arriving last wins (law G3)"


def test_a_law_that_waits_for_a_trait_leaves_the_item_unknown() -> None:
    waiting = answer("C03", today(label="log_cdc", hops=["ALO KEYR"], traits={"effect": "INC"}))

    assert waiting.answer == "unknown"
    assert waiting.evidence.startswith("nobody said how repeats are recognised")


def test_a_dual_write_has_no_durable_intent() -> None:
    assert answer("C02", today(label="dual_write", mechanism="dual_write", hops=["AMO -"])).answer == "fail"


def test_a_job_enqueued_outside_the_transaction_has_no_durable_intent() -> None:
    outside = today(
        label="reindex_by_id", mechanism="reindex_by_id", enqueue_in_transaction=False, hops=["AMO -"]
    )

    assert answer("C02", outside).evidence.endswith("(paths.sync.enqueue_in_transaction)")


def test_hard_deletes_that_do_not_travel_fail_today() -> None:
    stuck = today(
        label="log_cdc",
        hops=["ALO KEYR"],
        deletes="not_propagated",
        traits={"delete": "NOD", "effect": "SET"},
        entities_said=[{"id": "product", "deletes": "hard"}],
    )

    assert answer("C06", stuck).answer == "fail"


def test_a_reset_of_the_version_fails_and_links_to_the_law() -> None:
    assert "(law G20)" in answer("C05", recommended(traits={"token_can_reset": True})).evidence


def test_an_increment_needs_one_id_from_the_client_to_the_sink() -> None:
    counter = today(
        label="log_cdc",
        hops=["ALO KEYR"],
        traits={"effect": "INC"},
        operations=[{"id": "buy", "entities": ["product"], "operation_id": False}],
    )

    assert answer("C07", counter).evidence == "no one id goes all the way (operations.buy.operation_id)"


def test_a_design_cannot_make_the_id_in_the_client() -> None:
    counter = design(
        recommended=[{**STREAM, "traits": {"effect": "INC", "dedup": "DUR", "dedup_at_effect": True}}],
        operations=[{"id": "buy", "entities": ["product"], "operation_id": False}],
    )

    assert answer("C07", counter).answer == "unknown"
    assert "before its first attempt" in answer("C07", counter).evidence


def test_an_outbox_row_has_an_identity_of_its_own() -> None:
    keyless = [{"id": "product", "has_primary_key": False}]

    assert (
        answer("C13", design(recommended=[{**STREAM, "capture": "outbox"}], entities=keyless)).answer
        == "pass"
    )


def test_a_two_way_sync_does_not_say_when_its_intent_is_durable() -> None:
    sync = today(mechanism="bidirectional", label="bidirectional", hops=["ALO -"])

    assert answer("C02", sync).answer == "unknown"


def test_a_copy_of_state_needs_no_operation_id() -> None:
    assert answer("C07", recommended()).answer == "not_applicable"


def test_a_window_shorter_than_the_longest_outage_fails() -> None:
    assert answer("C09", recommended(traits={"max_outage_h": 96})).answer == "fail"


def test_a_path_that_reads_the_state_needs_no_window() -> None:
    assert (
        answer("C09", recommended(traits={"reads_log": False}, hops=["ALO KEYR"])).answer == "not_applicable"
    )


def test_a_table_without_key_fails_under_a_log() -> None:
    keyless = design(
        recommended=[STREAM], entities=[{"id": "product", "has_primary_key": False, "append_only": False}]
    )

    assert answer("C13", keyless).answer == "fail"


def test_personal_data_is_asked_of_people_not_of_the_design() -> None:
    pii = [{"id": "product", "pii": True}]

    assert answer("C21", design(recommended=[STREAM], entities=pii)).answer == "unknown"
    assert answer("C21", design(recommended=[STREAM])).answer == "unknown"
    assert (
        answer("C21", design(recommended=[STREAM], entities=[{"id": "product", "pii": False}])).answer
        == "not_applicable"
    )


def test_a_two_way_path_without_origin_filter_fails() -> None:
    echo = today(mechanism="bidirectional", label="dual_write", origin_filter=False, hops=["AMO -"])

    assert answer("C25", echo).answer == "fail"


def test_a_clock_that_decides_fails() -> None:
    assert (
        answer("C27", today(label="log_cdc", version_token="wall_clock", hops=["ALO KEYR"])).answer == "fail"
    )


def test_a_cache_is_asked_about_its_fills_and_not_about_order() -> None:
    cache = today(
        label="cache_aside",
        mechanism="cache_aside",
        hops=["ALO NONE"],
        traits={"filled_by_readers": True, "fill_guarded": False},
    )

    assert answer("C26", cache).answer == "fail"
    assert answer("C04", cache).answer == "not_applicable"


def test_a_parked_path_is_not_judged() -> None:
    parked = design(recommended=[{**STREAM, "status": "parked"}])

    assert {a.answer for a in checklist(parked) if a.path} == {"not_applicable"}


def test_a_path_without_a_mechanism_is_unknown_throughout() -> None:
    waiting = design(recommended=[{**STREAM, "capture": "undetermined"}])

    assert {a.answer for a in checklist(waiting) if a.path} == {"unknown"}


def test_an_entity_without_an_authority_fails_the_system() -> None:
    homeless = design(authorities=[{"entity": "product", "store": None, "outcome": "unknown"}])

    assert {a.answer for a in checklist(homeless) if a.item == "C01"} == {"fail"}


def test_an_irreversible_invariant_needs_a_decided_place() -> None:
    invariant = [
        {"id": "stock_not_negative", "kind": "non_negative", "entities": ["product"], "recoverable": False}
    ]
    bare = design(recommended=[STREAM], invariants=invariant)
    placed = replace(
        bare, orderings=(Ordering("stock_not_negative", "single", "TOTAL", "", "s6.need.stock_not_negative"),)
    )

    def answers(of: Design) -> list[str]:
        return [a.answer for a in checklist(of) if a.item == "C15"]

    assert answers(bare) == ["unknown", "unknown"]
    assert answers(placed) == ["unknown", "pass"]


TRAIT_VALUES: dict[str, Any] = {
    "effect": ["SETV", "SET", "PATCHV", "PATCH", "INC", "APP", "FSM"],
    "delete": ["DELV", "DEL", "NOD"],
    "dedup": ["NOD", "WIN", "DUR"],
    "writers_per_key": [1, 2],
}


def _values(name: str) -> list[Any]:
    return TRAIT_VALUES.get(name, [1.0, 100.0] if name.endswith(("_h", "_s")) else [True, False])


@settings(max_examples=100, deadline=None)
@given(
    st.fixed_dictionaries({f.name: st.sampled_from(_values(f.name)) for f in fields(Traits)}),
    st.sampled_from([f.name for f in fields(Traits)]),
    st.sampled_from(["ALO KEYR 72", "ALO KEY 72", "ALO NONE 72", "AMO KEYR 72", "EOT TOTAL 72"]),
)
def test_knowing_less_never_passes_what_fails_or_is_open(
    traits: dict[str, Any], forgotten: str, hop: str
) -> None:
    traits["filled_by_readers"] = False

    def answered(known: dict[str, Any], *answers: str) -> set[str]:
        path = data_path("current", **{**STREAM, "traits": known, "hops": [hop]})
        bare = design()
        of = replace(bare, current=replace(bare.current, paths=(path,)))
        return {a.item for a in checklist(of) if a.answer in answers}

    assert answered({**traits, forgotten: None}, "pass") <= answered(traits, "pass", "not_applicable")
