"""The stream-processing-designer over whole systems, and what earlier skills said wrongly of streams."""

from typing import Any

import pytest

from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.domain.subskills import Advice
from tools.knowledge.decision_rules import decision_groups
from tools.logic.decide import possible
from tools.steps.pipeline import STEPS, start
from tools.subskills.stream_processing import CARRIERS, PROCESSING, SUBSKILL

CLICKS = {"id": "clicks", "average_per_s": 200, "peak_per_s": 6000, "record_bytes": 80}
SHOWN = {"id": "shown", "average_per_s": 2000, "peak_per_s": 6000, "record_bytes": 60}
COUNT = {
    "inputs": [CLICKS],
    "result": "per_interval",
    "window_s": 3600,
    "keys": 1000,
    "key_bytes": 100,
    "late_s": 600,
    "may_restate": True,
    "order_matters": True,
    "event_ids": True,
    "replay": True,
    "worker_per_s": 5000,
}
SUM = {"stateful": True, "additive": True, "can_retract": True, "replay_h": 1, "rebuild_budget_h": 8}


def system(
    streaming: dict[str, Any] | None, source: str = "kafka", target: str = "postgresql", **read: Any
) -> Facts:
    """Events on a log or queue, summed up for one screen."""
    row = {"id": "counts", "entities": ["count"], "store": "sums", "freshness_s": 60, "applies": "increment"}
    computed = {"computation": {**SUM, **read.pop("computation", {})}}
    return Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [
                {"id": "events", "technology": source, "change_window_h": 168},
                {"id": "sums", "technology": target, "mandated": True},
            ],
            "writers": [{"id": "apps", "writes": [{"store": "events", "entity": "event"}]}],
            "entities": [
                {"id": "event", "key": ["event_id"], "append_only": True, "deletes": "never"},
                {"id": "count", "key": ["page", "hour"], "derived_from": ["event"], "deletes": "never"},
            ],
            "paths": [{"id": "counting", "source": "events", "target": "sums", "entities": ["count"]}],
            "reads": [{**row, **computed, **read, **({"streaming": streaming} if streaming else {})}],
            "team": {"operations_level": 2, "managed_broker_ok": True},
        }
    )


def through_a_queue(streaming: dict[str, Any]) -> Facts:
    """The same out of a database, for another team, where nobody runs a broker but a queue is there."""
    said = system(streaming, source="postgresql", other_team=True).model_dump(mode="json", exclude_none=True)
    queue = {"id": "jobs", "technology": "rabbitmq"}
    return Facts.model_validate(
        {
            **said,
            "stores": [*said["stores"], queue],
            "team": {"operations_level": 1, "managed_broker_ok": False},
        }
    )


def before(facts: Facts) -> Design:
    design = start(facts)
    for step in STEPS[:5]:
        design = step.decide(design)
    return design


def advised(facts: Facts) -> tuple[Advice, dict[str, str]]:
    """Return the only advice, and its decisions by topic."""
    design = SUBSKILL.decide(before(facts))
    (advice,) = design.advice
    return advice, {design.decision(id_).topic: design.decision(id_).choice for id_ in advice.decisions}


def fired(advice: Advice) -> set[str]:
    return {id_.rsplit(".S5.", 1)[1] for id_ in advice.decisions if ".S5." in id_}


def test_a_system_of_which_no_stream_computation_is_told_is_left_as_it_is() -> None:
    design = before(system(None))
    assert SUBSKILL.decide(design) is design


def test_a_count_per_hour_is_a_tumbling_window_over_the_log_that_is_there() -> None:
    advice, choices = advised(system(COUNT))
    assert choices["stream_transport"] == "the_log"
    assert choices["stream_window"] == "tumbling"
    assert choices["stream_late"] == "early_result_then_corrections"
    assert {"SM2", "SM3"} <= fired(advice)


def test_what_is_on_a_queue_is_stored_before_it_is_read_if_it_must_be_read_again() -> None:
    assert advised(through_a_queue({**COUNT, "replay": True}))[1]["stream_transport"] == "land_before_reading"
    assert advised(through_a_queue({**COUNT, "replay": False}))[1]["stream_transport"] == "the_queue"


def test_an_addition_is_single_only_in_the_transaction_of_the_sink() -> None:
    _, choices = advised(system(COUNT, computation={"absolute_value_possible": False}))
    assert choices["stream_once"] == "position_in_the_sink_transaction"


def test_a_sink_without_transactions_gets_totals_instead_of_additions() -> None:
    _, choices = advised(system(COUNT, target="redis", computation={"absolute_value_possible": False}))
    assert choices["stream_once"] == "total_kept_in_state"


def test_repeats_by_producers_count_twice_even_where_the_sink_is_overwritten() -> None:
    facts = system({**COUNT, "event_ids": False}, computation={"absolute_value_possible": True})
    advice, choices = advised(facts)
    assert choices["stream_once"] == "keyed_overwrite"
    assert "SM1" in fired(advice)


def test_a_record_that_fails_takes_its_key_along_where_order_counts() -> None:
    assert advised(system(COUNT))[1]["stream_dlq"] == "park_the_key"
    assert advised(system({**COUNT, "order_matters": False}))[1]["stream_dlq"] == "park_the_record"


def test_what_is_keyed_anew_after_a_join_has_to_be_ordered_again() -> None:
    joined = {**COUNT, "inputs": [SHOWN, CLICKS], "match_within_s": 1800}
    assert "SM5" in fired(advised(system(joined))[0])
    assert "SM5" not in fired(advised(system(COUNT))[0])


def test_partners_without_a_bound_are_no_join_in_time() -> None:
    joined = {**COUNT, "inputs": [SHOWN, CLICKS]}
    assert advised(system({**joined, "match_within_s": 1800}))[1]["stream_join"] == "join_in_time"
    assert (
        advised(system({**joined, "match_within_s": 90 * 86400}))[1]["stream_join"]
        == "earlier_side_in_a_store"
    )
    assert advised(system(joined))[1]["stream_join"] == "earlier_side_in_a_store"  # unsaid: taken for long


def test_the_state_of_a_join_is_shown_in_numbers() -> None:
    joined = {**COUNT, "inputs": [SHOWN, CLICKS], "match_within_s": 1800}
    advice, _ = advised(system(joined))
    state = next(one for one in advice.figures if one.name.startswith("state of the join"))
    assert state.value == "1.15 GB"  # 6000 x 2400 x 60 B + 6000 x 600 x 80 B
    assert "(1800 + 600) s" in state.formula


def test_an_event_is_joined_with_the_row_of_its_time_where_a_replay_must_agree() -> None:
    users = {"id": "users", "is_table": True, "rows": 1e6, "record_bytes": 200}
    joined = {**COUNT, "inputs": [CLICKS, users]}
    assert advised(system({**joined, "as_of": True}))[1]["stream_join"] == "row_as_it_was"
    assert advised(system({**joined, "as_of": False}))[1]["stream_join"] == "row_as_it_is"


def test_an_event_that_only_looks_up_its_row_waits_for_no_other_event() -> None:
    users = {"id": "users", "is_table": True, "rows": 1e6, "record_bytes": 200}
    priced = {**COUNT, "result": "per_record", "inputs": [CLICKS, users]}
    assert advised(system({**priced, "as_of": True}))[1]["stream_late"] == "late_event_gives_its_own_result"
    advice, choices = advised(system({**priced, "as_of": False}))
    assert choices["stream_late"] == "no_watermark"
    assert "SM3" not in fired(advice)


def test_a_log_that_forgets_before_a_repair_is_done_is_reported() -> None:
    assert "SM4" in fired(advised(system({**COUNT, "park_h": 200}))[0])
    assert "SM4" not in fired(advised(system({**COUNT, "park_h": 100}))[0])


def test_lateness_that_nobody_said_becomes_a_question() -> None:
    unsaid = {name: value for name, value in COUNT.items() if name != "late_s"}
    design = SUBSKILL.decide(before(system(unsaid)))
    late = next(one for one in design.decisions if one.topic == "stream_late")
    assert late.waits_for == ("reads.counts.streaming.late_s",)


# What earlier skills said (tools/knowledge/seed_errata.yaml).

STREAM_ENGINES = {"processor_library", "processor_cluster", "managed_processor", "streaming_database"}


def test_under_one_minute_does_not_mean_a_stream() -> None:
    fast: dict[str, Any] = {
        "path.freshness_s": 59,
        "path.sink_role": "cache",
        "path.staleness_harm": "annoying",
        "path.only_copy": False,
    }
    assert {rule.outcome for rule in possible(decision_groups()["S3.cache"], fast)} == {
        "cache_aside_with_expiry"
    }
    summed: dict[str, Any] = {
        "streaming.one_database": True,
        "streaming.peak_per_s": 300,
        "streaming.freshness_s": 1,
    }
    for processing in ("kappa", "land_first", "lambda"):
        values = {**summed, "streaming.processing": processing}
        outcomes = {rule.outcome for rule in possible(decision_groups()["S5.stream_engine"], values)}
        assert outcomes == {"table_kept_in_the_database"}
    assert "streaming.freshness_s" not in decision_groups()["S5.stream_engine"].inputs


def test_a_copy_that_computes_nothing_needs_no_processor_however_fresh_it_is() -> None:
    _, choices = advised(system(COUNT, computation={"stateful": False}, freshness_s=1))
    assert choices["stream_engine"] == "connector_only"
    assert choices["stream_engine"] not in STREAM_ENGINES


@pytest.mark.parametrize("word", ["kafka", "broker", "queue"])
def test_a_broker_is_no_way_to_capture_changes(word: str) -> None:
    captures = {rule.outcome for rule in decision_groups()["S3.capture"].rules}
    assert not [one for one in captures if word in one]
    transports = {rule.outcome for rule in decision_groups()["S4.transport"].rules}
    assert not captures & (transports - {"none"})


def test_every_transport_of_step_4_and_every_processing_of_step_5_is_taken_up() -> None:
    transports = {rule.outcome for rule in decision_groups()["S4.transport"].rules}
    assert transports == set(CARRIERS)
    assert {rule.outcome for rule in decision_groups()["S5.processing"].rules} == set(PROCESSING)
