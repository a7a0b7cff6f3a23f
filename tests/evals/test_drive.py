"""A scenario runs through the product's own graph, and what scorers see is taken from what it made."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent.context import Context
from agent.state import opening
from evals.drive import Conversation, run
from evals.gold import User
from evals.observe import observe
from evals.outcome import ClaimSeen, PlaceSeen
from evals.scenario import Scenario, load
from evals.scorers import Run, score
from tools.domain.brief import Brief
from tools.intake import read

FOLDER = Path(__file__).parent / "scenarios"
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("corner_shop", FOLDER)


def with_user(scenario: Scenario, **changed: object) -> Scenario:
    return replace(scenario, user=User.model_validate(changed))


def test_the_product_s_offline_reading_of_a_short_brief_is_scored_as_what_it_is(scenario: Scenario) -> None:
    outcome = run(scenario, Context())
    values = {name: one.value for name, one in score(Run(scenario.expected, outcome)).items()}
    for name in ("today", "systems_of_record", "paths", "mechanism", "composition", "finding_recall"):
        assert values[name] == 1, name
    assert outcome.ungrounded == ()
    assert outcome.evidence > 10
    assert outcome.usage.requests == 0


def test_the_conversation_records_every_fact_it_asks_for_once(scenario: Scenario) -> None:
    outcome = run(with_user(scenario, otherwise="assume", turns=9), Context())
    assert len(outcome.asked) == len(set(outcome.asked)) > 2


def test_an_answer_of_the_script_becomes_a_fact_of_the_design(scenario: Scenario) -> None:
    says = {"fact": r"entities\.\w+\.deletes", "says": "-", "means": "soft"}
    conversation = Conversation(with_user(scenario, answers=[says], turns=1), Context())
    waiting = conversation.go(opening(scenario.brief))
    while waiting:
        waiting = conversation.go(conversation.reply(waiting))
    assert conversation.state["answers"] == {"entities.order.deletes": "soft"}


def test_a_brief_that_the_product_refuses_is_a_poor_answer_and_no_error(scenario: Scenario) -> None:
    outcome = run(replace(scenario, brief=Brief({"brief.md": "We sell things."})), Context())
    assert "no data store was recognised" in outcome.refused
    assert score(Run(scenario.expected, outcome))["fact_recall"].value == 0


def test_a_document_is_seen_with_its_claims_at_their_places() -> None:
    document = json.loads((EXAMPLES / "retailer/integration-architecture.json").read_text())
    brief = Brief({"facts.yaml": (EXAMPLES / "retailer/facts.yaml").read_text()})
    facts = read(brief).facts
    outcome = observe(document, "", read=facts, known=facts, brief=brief)
    place = PlaceSeen(entity="order", source="shop_db", target="warehouse")
    assert ClaimSeen(names=("R01", "dual_write"), places=(place,)) in outcome.claims
    assert ClaimSeen(names=("F01",), places=(place,), follows=True) in outcome.claims
    assert ClaimSeen(names=("G11", "LOSS"), places=(place,), follows=True) in outcome.claims
    assert outcome.authorities["order"] == ("shop_db",)
    assert {edge.mechanism for edge in outcome.paths} == {"outbox", "log_cdc"}


def test_a_quote_that_is_not_in_the_brief_and_a_number_from_nowhere_are_ungrounded() -> None:
    document = json.loads((EXAMPLES / "retailer/integration-architecture.json").read_text())
    text = "The shop database is PostgreSQL. Orders are in it, about 2 million orders."
    facts = read(Brief({"brief.md": text})).facts
    outcome = observe(document, "", read=facts, known=facts, brief=Brief({"brief.md": "Nothing."}))
    assert any(one.startswith("stores.postgresql: brief.md:1") for one in outcome.ungrounded)
    assert any("path.full_reload_min = 300" in one for one in outcome.ungrounded)
    assert not any(fact.found for fact in outcome.facts.values() if fact.evidence == "quote")
