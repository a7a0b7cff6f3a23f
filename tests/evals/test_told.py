"""Told the gold's facts, the product decides for itself: nothing of what it should decide is told."""

from dataclasses import replace
from pathlib import Path

import pytest

from evals import arms
from evals.gold import Expected
from evals.scenario import Scenario, load
from evals.scorers import Run, score
from evals.told import facts, told
from tools.intake import read

FOLDER = Path(__file__).parent / "scenarios"


@pytest.fixture
def scenario() -> Scenario:
    return load("corner_shop", FOLDER)


def with_gold(scenario: Scenario, **changed: object) -> Scenario:
    gold = Expected.model_validate(
        {**scenario.expected.model_dump(by_alias=True, exclude_unset=True), **changed}
    )
    return replace(scenario, expected=gold)


def test_stores_entities_facts_and_today_s_edges_are_told_and_nothing_else(scenario: Scenario) -> None:
    found = facts(scenario.expected)
    assert set(found) == {"schema_version", "stores", "entities", "paths"}
    assert found["entities"] == [{"id": "purchase", "rows": 2000000, "deletes": "never"}]
    ends = {"source": "main_db", "target": "finder", "mechanism": "dual_write", "entities": ["purchase"]}
    assert found["paths"] == [{"id": "path_1", **ends}]


def test_what_is_told_is_read_without_loss(scenario: Scenario) -> None:
    outcome = arms.run(scenario, "told")
    assert score(Run(scenario.expected, outcome))["fact_recall"].value == 1


def test_entities_that_move_alike_share_a_path_and_what_is_said_of_the_only_path_is_said_of_each(
    scenario: Scenario,
) -> None:
    ends = {"from": "main_db", "to": "finder"}
    today = [
        {"entity": "purchase", **ends, "mechanism": "outbox"},
        {"entity": "item", **ends, "mechanism": "outbox"},
        {"entity": "item", "from": "finder", "to": "main_db", "mechanism": "polling"},
    ]
    gold = {
        "entities": [{"id": "purchase"}, {"id": "item"}],
        "today": today,
        "facts": {"paths.x.schedule_s": 5},
    }
    paths = facts(with_gold(scenario, **gold).expected)["paths"]
    assert [(one["entities"], one["mechanism"], one["schedule_s"]) for one in paths] == [
        (["purchase", "item"], "outbox", 5),
        (["item"], "polling", 5),
    ]


def test_single_facts_and_rows_of_other_sections_are_told_as_they_are(scenario: Scenario) -> None:
    said = {"system": "Shop", "team.operations_level": 1, "reads.box.freshness_s": 60}
    brief = told(with_gold(scenario, facts=said)).brief
    found = read(brief).facts
    assert (found.system, found.team.operations_level) == ("Shop", 1)
    assert [(one.id, one.freshness_s) for one in found.reads] == [("box", 60)]


def test_a_scenario_that_hands_over_a_facts_file_is_not_told_less(scenario: Scenario) -> None:
    with pytest.raises(arms.NotRunError, match="facts file already"):
        arms.run(with_gold(scenario, kinds=["subskill"]), "told")
