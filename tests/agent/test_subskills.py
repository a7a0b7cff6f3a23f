"""The conversation goes by stages: each step, then what it delegates, as a graph of its own."""

import json
from itertools import accumulate
from typing import Any

import pytest
import yaml
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command

from agent import cards, changes, graph, nodes
from agent.changes import first_affected
from agent.graph import build
from agent.state import SCHEMA_VERSION, State, design_after, dump_design, facts_of, opening, readable
from agent.subskills import subgraph
from tests.subskills.fakes import FACT, FAKE
from tools.domain.brief import Brief
from tools.domain.design import Design
from tools.domain.evidence import Answer
from tools.domain.facts import Facts, set_ref
from tools.report import build as report
from tools.steps import STEPS, start

STAGES = (*STEPS[:6], FAKE, *STEPS[6:])
ASKED = FACT.format("shop_db")
CONFIG: Any = {"configurable": {"thread_id": "1"}}


@pytest.fixture(autouse=True)
def with_the_fake(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cards, graph, nodes, changes):
        monkeypatch.setattr(module, "STAGES", STAGES)
    monkeypatch.setattr(report, "SUBSKILLS", (FAKE,))


class Talk:
    """One conversation, and what it told on the way."""

    def __init__(self, text: str) -> None:
        self.saver = InMemorySaver(serde=JsonPlusSerializer(allowed_msgpack_modules=None))
        self.graph = build(self.saver)
        self.told: list[str] = []
        self.send(opening(Brief({"facts.yaml": text})))

    def send(self, entry: Any) -> None:
        progress = self.graph.stream(
            entry, CONFIG, stream_mode="custom", subgraphs=True, durability="sync"
        )  # as the command runs it
        self.told = [str(line) for _, line in progress]

    @property
    def state(self) -> State:
        return readable(self.graph.get_state(CONFIG).values)

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [card for one in self.graph.get_state(CONFIG).interrupts for card in one.value["cards"]]

    def until_asked(self) -> dict[str, Any]:
        """Leave every other question open until the fake's comes; return its card."""
        while not (mine := [card for card in self.cards if card["fact"] == ASKED]):
            assert self.cards
            self.send(Command(resume={"assume": [card["fact"] for card in self.cards]}))
        return mine[0]


@pytest.fixture
def talk(facts_text: str) -> Talk:
    return Talk(facts_text)


def results(facts: Facts) -> list[Design]:
    return list(accumulate(STAGES, lambda so_far, stage: stage.decide(so_far), initial=start(facts)))[1:]


def finished(facts: Facts) -> Design:
    return results(facts)[-1]


def test_a_step_delegates_and_says_so(talk: Talk) -> None:
    at = talk.told.index("step 6 of 8 delegates to apology-adviser: Whether an apology would do")
    assert talk.told[at - 1].startswith("step 6 of 8: ")
    assert talk.told[at + 1] == "apology-adviser has 1 question"
    assert talk.told[at + 2].startswith("step 7 of 8: ")


def test_the_conversation_waits_for_the_answer_that_a_subskill_needs(talk: Talk) -> None:
    card = talk.until_asked()
    assert card["asked_by"] == ["apology-adviser"]
    assert "shop_db: detect_and_compensate instead of reservation_in_one_consensus_scope" in card["wording"]


def test_the_answer_decides_again_from_the_subskill_on_and_no_earlier(talk: Talk) -> None:
    talk.until_asked()
    earlier = talk.state["designs"][:6]
    talk.send(Command(resume={"answers": {ASKED: "true"}}))
    assert [line.split(":")[0] for line in talk.told if line.startswith("step ")] == [
        "step 6 of 8 delegates to apology-adviser",
        "step 7 of 8",
        "step 8 of 8",
    ]
    assert talk.state["designs"][:6] == earlier
    assert (
        "unique of shop_db: detect_and_compensate instead of reservation_in_one_consensus_scope" in talk.told
    )
    assert design_after(talk.state, len(STAGES)) == finished(facts_of(talk.state))


def test_a_subskill_whose_question_was_answered_asks_no_more(talk: Talk) -> None:
    assert talk.state["asked_by"] == {"apology-adviser": [ASKED]}
    talk.until_asked()
    talk.send(Command(resume={"answers": {ASKED: "true"}}))
    assert talk.state["asked_by"] == {"apology-adviser": []}


def test_a_subskill_whose_question_does_not_arise_says_nothing(facts_text: str) -> None:
    talk = Talk(yaml.safe_dump({**yaml.safe_load(facts_text), "paths": [], "reads": []}))
    assert not any("apology-adviser" in line for line in talk.told)
    assert talk.state["designs"][6] == talk.state["designs"][5]


def test_the_document_tells_what_the_subskill_said(talk: Talk) -> None:
    talk.send(Command(resume={"assume_rest": True}))
    data = json.loads((talk.state["files"] or {})["integration-architecture.json"])
    assert [one["subject"] for one in data["advice"]] == ["shop_db"]


def test_an_answer_affects_the_stage_that_reads_it_first(facts_text: str) -> None:
    facts = start(Facts.model_validate(yaml.safe_load(facts_text))).facts
    before = [dump_design(design) for design in results(facts)]
    only_here = set_ref(facts, ASKED, True, Answer(text="true"))
    earlier = set_ref(facts, "entities.product.deletes", "soft", Answer(text="soft"))
    assert STAGES[first_affected(before, only_here)] is FAKE
    assert STAGES[first_affected(before, earlier)] is STEPS[2]
    assert first_affected(before, facts) == len(STAGES)


def test_a_subskill_is_a_graph_of_its_own_that_keeps_no_checkpoints(talk: Talk) -> None:
    one = subgraph(FAKE)
    assert set(one.get_graph().nodes) == {"__start__", "decide", "ask", "__end__"}
    assert one.checkpointer is False
    namespaces = {found.config["configurable"]["checkpoint_ns"] for found in talk.saver.list(CONFIG)}
    assert namespaces == {""}


def without_subskills(monkeypatch: pytest.MonkeyPatch, text: str) -> Talk:
    """Return a conversation as the program of format 1 held it: eight steps, a design for each."""
    for module in (cards, graph, nodes, changes):
        monkeypatch.setattr(module, "STAGES", STEPS)
    talk = Talk(text)
    talk.send(Command(resume={"answers": {"entities.product.deletes": "soft"}, "assume": [ASKED]}))
    for module in (cards, graph, nodes, changes):
        monkeypatch.setattr(module, "STAGES", STAGES)
    return talk


def test_a_session_of_format_1_keeps_its_answers_and_decides_anew(
    facts_text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = without_subskills(monkeypatch, facts_text)
    old = {**talk.state, "schema_version": 1}
    assert len(old["designs"]) == len(STEPS)
    renewed = readable(old)
    assert renewed["schema_version"] == SCHEMA_VERSION
    talk.graph = build(talk.saver)
    talk.send(renewed)
    assert len([line for line in talk.told if line.startswith("step ")]) == len(STAGES)
    assert talk.state["answers"] == {"entities.product.deletes": "soft"}
    assert ASKED not in [card["fact"] for card in talk.cards]
    assert talk.cards
    assert design_after(talk.state, len(STAGES)) == finished(facts_of(talk.state))
