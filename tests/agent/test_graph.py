"""A conversation runs the steps, asks where an answer matters, and recomputes no more than it must."""

import json
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command
from pydantic import ValidationError

from agent.context import Context
from agent.files import WriteError
from agent.graph import build, graph, nodes_by_name, route, targets
from agent.state import State, StateError, design_after, facts_of, opening, readable
from tools.domain.brief import Brief
from tools.steps import STAGES, STEPS, run

ALL: list[dict[str, Any]] = [{}] * len(STAGES)
ADDED: State = {"challenge": {}, "elaboration": {}, "narrative": []}
CONFIG: Any = {"configurable": {"thread_id": "1"}}


class Talk:
    """One conversation, and what it told on the way."""

    def __init__(self, text: str, context: Context | None = None) -> None:
        serde = JsonPlusSerializer(allowed_msgpack_modules=None)
        self.graph = build(InMemorySaver(serde=serde))
        self.context = context or Context()
        self.told: list[str] = []
        self.send(opening(Brief({"facts.yaml": text})))

    def send(self, entry: Any) -> None:
        progress = self.graph.stream(
            entry, CONFIG, stream_mode="custom", context=self.context, subgraphs=True
        )
        self.told = [str(line) for _, line in progress]

    def reply(self, **reply: Any) -> None:
        self.send(Command(resume=reply))

    @property
    def state(self) -> State:
        return readable(self.graph.get_state(CONFIG).values)

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [card for one in self.graph.get_state(CONFIG).interrupts for card in one.value["cards"]]

    def steps_told(self) -> list[int]:
        said = [line.split() for line in self.told if line.startswith("step ")]
        return [int(number) for _, number, _, _, *rest in said if rest[0] != "delegates"]


@pytest.fixture
def talk(facts_text: str) -> Talk:
    return Talk(facts_text)


def test_it_reads_decides_and_then_asks_at_most_three_questions(talk: Talk) -> None:
    assert talk.told[0] == "reading the brief"
    assert talk.steps_told() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert 1 <= len(talk.cards) <= 3
    assert all(len(card["answers"]) > 1 for card in talk.cards)


def test_an_answer_becomes_a_fact_with_the_words_of_the_user(talk: Talk) -> None:
    talk.reply(answers={"entities.product.deletes": "soft"})
    facts = facts_of(talk.state)
    assert facts.entity_by_id["product"].deletes == "soft"
    assert facts.evidence["entities.product.deletes"].model_dump() == {"kind": "answer", "text": "soft"}
    assert "noted: entities.product.deletes = soft" in talk.told


def test_an_answer_recomputes_from_the_first_step_that_it_changes(talk: Talk) -> None:
    talk.reply(answers={"entities.product.deletes": "soft"})
    assert talk.steps_told() == [3, 4, 5, 6, 7, 8]


def test_an_answer_that_changes_nothing_recomputes_nothing(talk: Talk) -> None:
    before = talk.state["designs"]
    talk.reply(answers={"stores.shop_db.version": "17.2"})
    assert talk.steps_told() == []
    assert talk.state["designs"] == before


def test_it_says_what_an_answer_changed(talk: Talk) -> None:
    talk.reply(answers={"entities.product.deletes": "soft"})
    (line,) = [line for line in talk.state["changes"] if line.startswith("deletes of")]
    assert line == (
        "deletes of product.shop_db.search: flag_travels_as_update instead of versioned_marker_from_log"
    )
    assert line in talk.told


def test_what_is_recomputed_equals_a_design_from_scratch(talk: Talk) -> None:
    while talk.cards:
        talk.reply(answers={card["fact"]: card["answers"][-1] for card in talk.cards})
        assert design_after(talk.state, len(STAGES)) == run(facts_of(talk.state))
    assert len(talk.state["answers"]) > 3


def test_an_answered_or_assumed_fact_is_not_asked_again(talk: Talk) -> None:
    first, second, *_ = [card["fact"] for card in talk.cards]
    talk.reply(answers={first: talk.cards[0]["answers"][0]}, assume=[second])
    assert not {first, second} & {card["fact"] for card in talk.cards}


def test_assuming_the_rest_ends_the_questions(talk: Talk) -> None:
    talk.reply(assume_rest=True)
    assert talk.cards == []
    assert set(talk.state["files"] or ()) == {"integration-architecture.md", "integration-architecture.json"}


@pytest.mark.parametrize(
    ("fact", "text", "problem"),
    [
        ("entities.product.deletes", "purple", "entities.product.deletes"),
        ("entities.product.delete", "soft", "did you mean 'deletes'?"),
    ],
)
def test_an_impossible_answer_is_refused_and_asked_again(
    talk: Talk, fact: str, text: str, problem: str
) -> None:
    cards = talk.cards
    talk.reply(answers={fact: text})
    assert talk.cards == cards
    assert problem in (talk.state["problem"] or "")
    assert talk.state["answers"] == {}
    talk.reply(answers={"entities.product.deletes": "soft"})
    assert talk.state["problem"] is None


def test_a_reply_of_another_shape_leaves_the_question_open(talk: Talk) -> None:
    cards = talk.cards
    with pytest.raises(ValidationError):
        talk.reply(ansers={})
    assert talk.cards == cards


def test_any_answer_can_be_changed_after_the_end(talk: Talk) -> None:
    talk.reply(assume_rest=True)
    talk.send({"reply": {"answers": {"entities.product.deletes": "soft"}}})
    assert talk.steps_told() == [3, 4, 5, 6, 7, 8]
    assert "flag_travels_as_update" in (talk.state["files"] or {})["integration-architecture.json"]


def test_a_new_brief_keeps_the_answers_that_still_fit(talk: Talk, facts_text: str) -> None:
    talk.reply(answers={"entities.product.deletes": "soft", "reads.site_search.freshness_s": "5"})
    renamed = facts_text.replace("site_search", "shop_search")
    talk.send(opening(Brief({"facts.yaml": renamed})))
    assert talk.state["answers"] == {"entities.product.deletes": "soft"}
    assert any("no longer fits" in line and "site_search" in line for line in talk.told)


def test_a_secret_in_an_answer_is_not_kept(talk: Talk) -> None:
    talk.reply(answers={"stores.shop_db.name": "postgres://shop:hunter2@db/shop"})
    assert "hunter2" not in json.dumps(talk.state)


def test_the_documents_go_where_the_context_says(facts_text: str, tmp_path: Path) -> None:
    talk = Talk(facts_text, Context(folder=tmp_path / "out", html=True))
    talk.reply(assume_rest=True)
    assert sorted(path.suffix for path in (tmp_path / "out").iterdir()) == [".html", ".json", ".md"]


def test_documents_that_cannot_be_written_leave_the_session_ready_to_try_again(
    facts_text: str, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("a file")
    talk = Talk(facts_text, Context(folder=tmp_path / "out"))
    with pytest.raises(WriteError):
        talk.reply(assume_rest=True)
    talk.context = Context(folder=tmp_path / "elsewhere")
    talk.send(None)
    assert (tmp_path / "elsewhere/integration-architecture.md").is_file()


def test_asking_does_nothing_but_ask(talk: Talk) -> None:
    before = talk.state
    talk.send(None)
    assert talk.told == []
    assert talk.state == before


def test_the_state_is_json(talk: Talk) -> None:
    talk.reply(answers={"entities.product.deletes": "soft"})
    state = dict(talk.state)
    assert json.loads(json.dumps(state)) == state


def test_a_session_of_another_format_is_refused() -> None:
    with pytest.raises(StateError, match="format 0, this program reads format 3; go on with the version"):
        readable({"schema_version": 0})
    with pytest.raises(StateError, match="format None"):
        readable({})


def test_a_stored_value_that_cannot_be_read_is_named(talk: Talk) -> None:
    state = talk.state
    state["designs"][0]["done"] = "soon"
    with pytest.raises(StateError, match=r"cannot be read \(done: .*start a new session"):
        design_after(state, 1)


@pytest.mark.parametrize(
    ("state", "target"),
    [
        ({}, "intake"),
        ({"intake": {}, "brief": {"texts": {}}}, "intake"),
        ({"intake": {}, "reply": {"answers": {}}, "designs": [{}]}, "answer"),
        ({"intake": {}, "designs": []}, STEPS[0].name),
        ({"intake": {}, "designs": ALL[1:]}, STAGES[-1].name),
        ({"intake": {}, "designs": ALL, "before": {"done": 8}}, "compare"),
        ({"intake": {}, "designs": ALL, "cards": None}, "phrase"),
        ({"intake": {}, "designs": [], "pages": [{}], "page": 0}, "extract"),
        ({"intake": {}, "designs": [], "pages": [{}], "page": 1}, STEPS[0].name),
        ({"intake": {}, "reply": {"said": {"a.b": "c"}}, "designs": ALL}, "read"),
        ({"intake": {}, "reply": {"what_if": {"a.b": "c"}}, "designs": ALL}, "suppose"),
        ({"intake": {}, "reply": {"why": "S3.L"}, "designs": ALL}, "explain"),
        ({"intake": {}, "designs": ALL, "cards": [{}]}, "word"),
        ({"intake": {}, "designs": ALL, "cards": [{}], "worded": True}, "ask"),
        ({"intake": {}, "designs": ALL, "cards": []}, "challenge"),
        ({"intake": {}, "designs": ALL, "cards": [], "challenge": {}}, "elaborate"),
        ({"intake": {}, "designs": ALL, "cards": [], "challenge": {}, "elaboration": {}}, "narrate"),
        ({"intake": {}, "designs": ALL, "cards": [], **ADDED}, "write"),
        ({"intake": {}, "designs": ALL, "cards": [], "files": {"a.md": ""}}, "__end__"),
    ],
)
def test_the_way_depends_only_on_what_is_there(state: State, target: str) -> None:
    assert route(state) == target
    assert any(target in following for following in targets().values())


def test_the_names_that_stored_sessions_wait_at_are_those_of_format_3() -> None:
    """A renamed node makes resuming a silent no-op, a new stage shifts the designs: raise SCHEMA_VERSION."""
    assert [step.name for step in STEPS] == [
        "dataflow",
        "authority",
        "mechanism",
        "composition",
        "processing",
        "ordering",
        "correctness",
        "document",
    ]
    others = [name for name in nodes_by_name() if name not in {stage.name for stage in STAGES}]
    assert others == [
        "intake",
        "extract",
        "compare",
        "phrase",
        "word",
        "ask",
        "read",
        "answer",
        "suppose",
        "explain",
        "challenge",
        "elaborate",
        "narrate",
        "write",
    ]
    assert {stage.name for stage in STAGES if stage not in STEPS} <= {
        "batch-pipeline-designer",
        "consistency-model-selector",
        "distributed-failure-analyzer",
        "oltp-olap-workload-classifier",
        "replication-strategy-selector",
        "storage-engine-selector",
        "stream-processing-designer",
        "transaction-isolation-selector",
    }


def test_the_exported_graph_brings_no_checkpointer_and_has_every_node() -> None:
    assert graph.checkpointer is None
    assert set(graph.get_graph().nodes) == {"__start__", *nodes_by_name(), "write", "__end__"}


def test_what_was_misread_is_struck_out_and_decided_anew(talk: Talk) -> None:
    talk.reply(answers={"paths.sync.deletes": "forgotten", "entities.product.deletes": "soft"})
    talk.reply(remove=["paths.sync"])
    assert facts_of(talk.state).paths == ()
    assert talk.state["answers"] == {"entities.product.deletes": "soft"}
    assert "struck out: paths.sync" in talk.told
    assert any("no longer fits" in line and "paths.sync.deletes" in line for line in talk.told)
    assert design_after(talk.state, len(STAGES)) == run(facts_of(talk.state))


def test_a_struck_value_is_unsaid_even_if_it_was_answered(talk: Talk) -> None:
    talk.reply(answers={"entities.product.deletes": "soft"})
    talk.reply(remove=["entities.product.deletes", "reads.site_search.pattern"])
    facts = facts_of(talk.state)
    assert (facts.entities[0].deletes, facts.reads[0].pattern) == (None, None)


@pytest.mark.parametrize(
    ("ref", "problem"),
    [("paths.sink", "did you mean 'sync'"), ("stores.search.technology", "cannot be left out; change it")],
)
def test_what_cannot_be_struck_out_is_refused(talk: Talk, ref: str, problem: str) -> None:
    talk.reply(remove=[ref])
    assert problem in (talk.state["problem"] or "")
    assert not talk.state.get("removed")


def test_the_last_store_cannot_be_struck_out(talk: Talk) -> None:
    talk.reply(remove=["stores.search", "stores.shop_db"])
    assert "no data store" in (talk.state["problem"] or "")


def test_undo_takes_back_answers_and_lets_stand_again_what_was_struck_out(talk: Talk) -> None:
    at_first = facts_of(talk.state)
    talk.reply(answers={"entities.product.deletes": "soft"}, remove=["reads.site_search"])
    assert "site_search" not in {read.id for read in facts_of(talk.state).reads}
    talk.reply(undo=True)
    assert facts_of(talk.state) == at_first
    assert {"taken back: entities.product.deletes = soft", "stands again: reads.site_search"} <= {*talk.told}
    talk.reply(undo=True)
    assert talk.state["problem"] == "there is nothing to take back"


def test_a_new_brief_keeps_struck_out_what_it_still_says(talk: Talk, facts_text: str) -> None:
    talk.reply(remove=["reads.site_search", "paths.sync"])
    talk.send(opening(Brief({"facts.yaml": facts_text.replace("site_search", "shop_search")})))
    facts = facts_of(talk.state)
    assert (facts.paths, [read.id for read in facts.reads]) == ((), ["shop_search"])
