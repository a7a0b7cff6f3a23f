"""What skill evaluations read is in step with the scenarios, and the trigger queries are balanced."""

import json
from pathlib import Path

import pytest

from evals.scenario import load, load_all
from evals.skill_evals import FILE, SKILL, skill_evals

ROOT = Path(__file__).parents[2]
TRIGGERS = json.loads((ROOT / "evals/triggers.json").read_text())


def test_evals_json_is_in_step_with_the_scenarios() -> None:
    assert FILE.read_text() == skill_evals(load_all()), "write it anew: python -m evals.skill_evals"


def test_every_file_of_an_evaluation_is_there() -> None:
    for one in json.loads(FILE.read_text())["evals"]:
        assert one["files"]
        assert [name for name in one["files"] if not (ROOT / name).is_file()] == []


def test_what_is_expected_is_said_in_the_names_of_the_brief() -> None:
    scenario = load("corner_shop", Path(__file__).parent / "scenarios")
    (one,) = json.loads(skill_evals([scenario]))["evals"]
    assert one["files"] == ["evals/scenarios/corner_shop/brief.md"]
    assert one["expectations"] == [
        "The system of record of order is orders_db",
        "The recommended design carries order from orders_db to search by outbox or log cdc",
        "It finds what is wrong today: two writes in one request",
        "It asks for entities.purchase.row_version, or lists it as an open question or an assumption",
    ]


def test_about_twenty_queries_ask_whether_the_skill_is_meant_and_half_are_near_misses() -> None:
    assert 18 <= len(TRIGGERS) <= 24
    assert sum(one["should_trigger"] for one in TRIGGERS) == len(TRIGGERS) / 2
    assert all(set(one) == {"query", "should_trigger"} for one in TRIGGERS)
    assert len({one["query"] for one in TRIGGERS}) == len(TRIGGERS)


@pytest.mark.parametrize("word", ["Kafka", "Elasticsearch", "sync", "Redis"])
def test_a_word_alone_does_not_tell_a_query_from_its_near_miss(word: str) -> None:
    meant = {one["should_trigger"] for one in TRIGGERS if word in one["query"]}
    assert meant == {True, False}


def test_the_skill_is_the_one_that_is_installed() -> None:
    assert f"name: {SKILL}" in (ROOT / "SKILL.md").read_text()
