"""The batch-pipeline-designer over whole systems."""

from typing import Any

import pytest

from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.domain.subskills import Advice
from tools.knowledge.decision_rules import decision_groups
from tools.logic.decide import possible
from tools.steps.pipeline import STEPS, start
from tools.subskills.batch_pipeline import CAPTURES, SUBSKILL

RUN = {
    "every_s": 86400,
    "takes_min": 30,
    "carries": "whole",
    "named_interval": True,
    "input_kept_d": 30,
    "complete_signal": True,
    "late_s": 0,
}


def system(run: dict[str, Any] | None, target: str = "mysql", **read: Any) -> Facts:
    """A nightly file that is loaded into a store, read by one screen."""
    row = {"id": "prices", "entities": ["price"], "store": "copy", "freshness_s": 172800, "applies": "set"}
    return Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [
                {"id": "drop", "technology": "s3"},
                {"id": "copy", "technology": target, "mandated": True},
            ],
            "writers": [{"id": "sender", "writes": [{"store": "drop", "entity": "price"}]}],
            "entities": [{"id": "price", "key": ["article"], "rows": 1e6, "size_gb": 2, "deletes": "hard"}],
            "paths": [{"id": "load", "source": "drop", "target": "copy", "entities": ["price"]}],
            "reads": [{**row, **read, **({"run": run} if run else {})}],
            "team": {"operations_level": 1},
        }
    )


def designed(facts: Facts) -> Design:
    design = start(facts)
    for step in STEPS[:5]:
        design = step.decide(design)
    return SUBSKILL.decide(design)


def advised(facts: Facts) -> tuple[Advice, dict[str, str]]:
    """Return the only advice, and its decisions by topic."""
    design = designed(facts)
    (advice,) = design.advice
    return advice, {design.decision(id_).topic: design.decision(id_).choice for id_ in advice.decisions}


def figure(advice: Advice, name: str) -> str:
    return next(one.value for one in advice.figures if one.name == name)


def test_a_system_of_which_no_run_is_told_is_left_as_it_is() -> None:
    facts = system(None)
    design = start(facts)
    for step in STEPS[:5]:
        design = step.decide(design)
    assert SUBSKILL.decide(design) is design


def test_a_whole_file_is_loaded_beside_the_old_table_and_exchanged() -> None:
    advice, choices = advised(system(RUN))
    assert choices["batch_shape"] == "full_reload_and_swap"
    assert choices["batch_publish"] == "table_exchange"
    assert choices["batch_backfill"] == "next_run_is_the_backfill"
    assert "full_reload_and_swap" in advice.says


def test_a_whole_file_for_a_store_without_an_exchange_is_compared_with_the_last_one() -> None:
    _, choices = advised(system(RUN, target="dynamodb"))
    assert choices["batch_shape"] == "snapshot_difference"
    assert choices["batch_publish"] == "keyed_writes_with_the_run_number"


@pytest.mark.parametrize(
    ("target", "publish"), [("s3", "manifest_written_last"), ("iceberg", "commit_of_the_table_format")]
)
def test_nothing_is_published_on_an_object_store_by_renaming(target: str, publish: str) -> None:
    _, choices = advised(system(RUN, target=target))
    assert choices["batch_publish"] == publish


def test_what_is_new_each_day_overwrites_its_own_day_when_something_is_computed() -> None:
    run = {**RUN, "carries": "changes", "late_s": 90000, "may_restate": True}
    _, choices = advised(system(run, computation={"stateful": True, "sql": False}))
    assert choices["batch_shape"] == "interval_overwrite"
    assert choices["batch_late"] == "run_the_interval_again"


def test_late_rows_of_closed_books_become_adjustments() -> None:
    run = {**RUN, "carries": "changes", "late_s": 90000, "may_restate": False}
    _, choices = advised(system(run))
    assert choices["batch_late"] == "adjustment_in_the_open_interval"


def test_a_daily_file_that_may_be_late_cannot_keep_a_promise_of_a_day() -> None:
    advice, choices = advised(system({**RUN, "late_s": 3600}, freshness_s=86400))
    assert choices["batch_must"]
    assert any(id_.endswith("S5.BM3") for id_ in advice.decisions)
    said = figure(advice, "oldest data that readers see while every run works")
    assert said == "25.5 h (readers asked for 24 h)"


def test_rows_that_come_late_one_by_one_do_not_make_the_schedule_too_slow() -> None:
    run = {**RUN, "carries": "changes", "late_s": 259200, "may_restate": True}
    advice, choices = advised(system(run, computation={"stateful": True, "sql": True}, freshness_s=129600))
    assert choices["batch_late"] == "run_the_interval_again"
    assert not any(id_.endswith("S5.BM3") for id_ in advice.decisions)
    said = figure(advice, "oldest data that readers see while every run works")
    assert said == "24.5 h (readers asked for 36 h)"
    assert figure(advice, "age at which the latest row is counted") == "96.5 h"


def test_the_memory_of_a_join_is_shown_with_its_formula() -> None:
    join = {"id": "articles", "size_gb": 40, "hot_key_gb": 0.1}
    advice, choices = advised(system({**RUN, "memory_gb": 16, "workers": 4, "joins": [join]}))
    assert choices["batch_join"] == "partitioned_hash"
    assert figure(advice, "hash table over articles") == "120 GB"
    assert figure(advice, "memory of articles on every worker") == "480 GB"
    assert figure(advice, "parts for a hash join with articles") == "15"


def test_a_key_that_overfills_a_worker_is_not_left_to_more_parts() -> None:
    join = {"id": "articles", "size_gb": 40, "hot_key_gb": 10}
    _, choices = advised(system({**RUN, "memory_gb": 16, "joins": [join]}))
    assert choices["batch_join"] == "sort_merge_and_split_hot_keys"


def test_a_run_of_which_nobody_said_what_it_carries_is_asked_about() -> None:
    design = designed(system({"every_s": 86400}))
    shape = next(one for one in design.decisions if one.topic == "batch_shape")
    assert shape.choice == "undetermined"
    assert shape.waits_for == ("reads.prices.run.carries",)
    assert {flip.choice for flip in shape.flips} == {"full_reload_and_swap", "incremental_merge"}


CONSISTENT = {
    "reload": {"full_reload_and_swap"},
    "cursor": {"incremental_merge", "interval_overwrite", "name_the_interval_first"},
    "compare": {"snapshot_difference"},
    "list": {"snapshot_difference"},
}


@pytest.mark.parametrize("capture", sorted(set(CAPTURES.values()) - {"files"}))
def test_the_shape_never_contradicts_how_step_3_gets_at_the_data(capture: str) -> None:

    group = decision_groups()["S5.batch_shape"]
    carries = "whole" if capture == "reload" else "changes"
    values = {"batch.capture": capture, "batch.carries": carries}
    assert {rule.outcome for rule in possible(group, values)} <= CONSISTENT[capture]
