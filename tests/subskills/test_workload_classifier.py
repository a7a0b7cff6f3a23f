"""Which workload a store carries."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.domain.design import Design
from tools.domain.facts import Entity, Facts, Read
from tools.domain.subskills import Advice
from tools.questions import questions
from tools.steps.pipeline import run
from tools.subskills.workload_arithmetic import (
    GB,
    busy,
    grown,
    qps_borne,
    query_bytes,
    row_bytes,
    share_borne,
    shares,
    size_gb,
)
from tools.subskills.workload_classifier import NAME

LOOKUP = {"id": "lookup", "pattern": "point_lookup", "qps": 100, "rows_read": 5}
SEARCH = {"id": "find", "pattern": "full_text", "qps": 5, "rows_read": 1000}
REPORT = {"id": "report", "pattern": "olap", "qps": 0.01, "rows_read": 1e6, "freshness_s": 86400}
CURVES = {"id": "curves", "pattern": "time_series", "qps": 10, "rows_read": 500}


def system(*reads: dict[str, Any], changed: bool = True, **entity: Any) -> Facts:
    """One PostgreSQL with orders, read in these ways."""
    order = {"id": "order", "has_primary_key": True, "rows": 1e7, "size_gb": 10, **entity}
    writer = {"id": "shop", "kind": "service", "writes": [{"store": "db", "entity": "order"}]}
    return Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [{"id": "db", "technology": "postgresql", "memory_gb": 32}],
            "entities": [order],
            "writers": [writer] if changed else [],
            "reads": [{"store": "db", "entities": ["order"], **read} for read in reads],
        }
    )


def choice(design: Design, topic: str, subject: str = "db") -> str:
    return design.decision(f"s4.{topic}.{subject}").choice


def advice(design: Design) -> Advice:
    return next(one for one in design.advice if one.subskill == NAME)


def figure(design: Design, name: str) -> str:
    return next(one.value for one in advice(design).figures if one.name == name)


@pytest.mark.parametrize(
    ("reads", "changed", "workload"),
    [
        ((LOOKUP,), True, "oltp"),
        ((LOOKUP, REPORT), True, "oltp"),
        ((LOOKUP, SEARCH), True, "oltp"),
        ((LOOKUP, {**REPORT, "qps": 1}), True, "mixed"),
        ((LOOKUP, {**REPORT, "qps": 1, "freshness_s": 5}), True, "htap"),
        ((REPORT,), False, "olap"),
        ((SEARCH,), False, "search"),
        ((CURVES,), False, "time_series"),
    ],
)
def test_a_store_is_classed_by_what_its_reads_touch_and_how_often(
    reads: tuple[dict[str, Any], ...], changed: bool, workload: str
) -> None:
    assert choice(run(system(*reads, changed=changed)), "workload") == workload


def test_a_query_called_analytical_that_touches_twenty_rows_is_a_lookup() -> None:
    design = run(system({**REPORT, "rows_read": 20}))
    assert choice(design, "access", "report") == "transactional"


def test_a_query_called_a_lookup_that_touches_a_million_rows_is_a_scan() -> None:
    design = run(system({**LOOKUP, "rows_read": 1e6, "qps": 0.001, "freshness_s": 0}))
    assert choice(design, "access", "lookup") == "analytical"


def test_rows_that_are_only_added_do_not_make_a_store_of_scans_transactional() -> None:
    assert choice(run(system(REPORT, append_only=True)), "workload") == "olap"
    assert choice(run(system(REPORT, append_only=False)), "workload") == "oltp"


def test_the_rate_at_which_light_scans_become_heavy_is_named_and_true() -> None:
    design = run(system(LOOKUP, REPORT))
    flip = next(f for f in design.decision("s4.workload.db").flips if f.fact == "reads.report.qps")
    assert (flip.when, flip.choice) == ("> 0.05", "mixed")  # 0.1 * 0.5 GB/s / (1,000,000 * 1,000 B)
    assert choice(run(system(LOOKUP, {**REPORT, "qps": 0.05})), "workload") == "oltp"
    assert choice(run(system(LOOKUP, {**REPORT, "qps": 0.051})), "workload") == "mixed"


def test_scans_that_are_light_one_by_one_can_be_heavy_together() -> None:
    three = [{**REPORT, "id": f"report{number}", "qps": 0.02} for number in range(3)]
    assert choice(run(system(LOOKUP, three[0], three[1])), "workload") == "oltp"
    assert choice(run(system(LOOKUP, *three)), "workload") == "mixed"


def test_what_nobody_said_of_a_scan_is_asked_if_it_matters() -> None:
    design = run(system(LOOKUP, {**REPORT, "qps": None}))
    assert choice(design, "workload") == "undetermined"
    asked = {question.fact: question for question in questions(design)}
    assert asked["reads.report.qps"].text == "How many queries a second?"
    assert {change for option in asked["reads.report.qps"].options for change in option.changes} == {
        "db: oltp",
        "db: mixed",
    }


def test_rows_that_nobody_counted_are_asked_for_unless_a_key_finds_them() -> None:
    design = run(
        system(LOOKUP, {"id": "list", "pattern": "range"}, {"id": "card", "pattern": "point_lookup"})
    )
    assert choice(design, "access", "list") == "undetermined"
    assert "reads.list.rows_read" in {question.fact for question in questions(design)}
    assert choice(design, "access", "card") == "transactional"


def test_where_nobody_counted_rows_nothing_is_said() -> None:
    design = run(system({**LOOKUP, "rows_read": None}))
    assert [one for one in design.advice if one.subskill == NAME] == []
    assert [one for one in design.decisions if one.topic in ("access", "workload", "memory")] == []


@pytest.mark.parametrize(
    ("entity", "memory"),
    [
        ({"size_gb": 24}, "all_in_memory"),
        ({"size_gb": 25, "hot_share": 0.5}, "hot_part_in_memory"),
        ({"size_gb": 1000, "hot_share": 0.5}, "reads_go_to_disk"),
        ({"size_gb": 1000}, "undetermined"),
    ],
)
def test_the_working_set_is_held_against_what_memory_leaves(entity: dict[str, Any], memory: str) -> None:
    assert choice(run(system(LOOKUP, **entity)), "memory") == memory


def test_the_hot_part_is_asked_for_only_where_the_whole_does_not_fit() -> None:
    asked = {question.fact for question in questions(run(system(LOOKUP, size_gb=1000)))}
    assert "entities.order.hot_share" in asked
    asked = {question.fact for question in questions(run(system(LOOKUP, size_gb=10)))}
    assert "entities.order.hot_share" not in asked


def test_few_queries_can_be_most_of_the_bytes_and_the_figures_say_so() -> None:
    design = run(system(LOOKUP, REPORT))
    assert figure(design, "share of the queries") == "by key 100 %; scans below 0.1 %"
    assert figure(design, "share of the bytes touched, in memory or on disk") == "by key 4.76 %; scans 95.2 %"
    assert figure(design, "time that one scan is busy") == "2 %"
    assert choice(design, "workload") == "oltp"


def test_a_row_size_that_nobody_said_is_named_as_assumed() -> None:
    notes = advice(run(system(LOOKUP, size_gb=None))).notes
    assert any("each is taken for 1 kB (engineering judgement): order" in note for note in notes)


# The arithmetic.

READ = Read(id="r", rows_read=10)
POSITIVE = st.floats(1e-3, 1e12)


def test_the_size_of_rows_that_are_added_and_dropped_follows_from_rate_and_retention() -> None:
    added = Entity(id="m", append_only=True, changes_per_s=3, retention_d=2)
    one_by_one = sum(3 * 1000 for _ in range(2 * 86400))  # second by second
    assert size_gb(added) == pytest.approx(one_by_one / GB)
    assert size_gb(Entity(id="m", changes_per_s=3, retention_d=2)) is None


def test_a_query_over_two_entities_counts_their_widest_rows() -> None:
    narrow, wide = Entity(id="a", rows=10, size_gb=1e-6), Entity(id="b", rows=10, size_gb=2e-6)
    assert row_bytes(wide) == 200
    assert query_bytes(READ, [narrow, wide], 10) == 2000
    assert query_bytes(READ.model_copy(update={"scan_gb": 3}), [narrow, wide], 10) == 3 * GB


@given(st.dictionaries(st.sampled_from("abcd"), POSITIVE, min_size=1))
def test_shares_are_parts_of_one(load: dict[str, float]) -> None:
    parts = shares(load)
    assert math.isclose(sum(parts.values()), 1)
    assert sorted(parts, key=lambda kind: parts[kind]) == sorted(load, key=lambda kind: load[kind])


@given(POSITIVE, st.floats(0, 1e8))
def test_a_scan_at_the_rate_that_is_borne_is_just_light(per_query: float, others: float) -> None:
    rate = qps_borne(max(per_query, 1), others)
    together = busy(rate * max(per_query, 1) + others)
    assert math.isclose(together, 0.1, rel_tol=1e-6) or (rate == 0 and together >= 0.1)


@given(st.floats(1, 1e4), st.floats(0.1, 1e6), st.floats(0, 100))
def test_the_part_that_is_borne_just_fills_the_memory(memory: float, size: float, others: float) -> None:
    share = share_borne(memory, size, others)
    assert math.isclose(share * size + others, 0.75 * memory, rel_tol=1e-6) or share == 0


@given(st.floats(1, 2), st.integers(0, 8))
def test_growth_is_one_year_after_another(factor: float, years: int) -> None:
    size = 100.0
    for _ in range(years):
        size *= factor
    assert math.isclose(grown(100, factor, years), size)
