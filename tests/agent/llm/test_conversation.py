"""A conversation with a model ends with a document, whatever the model does, and counts what it used."""

from agent.llm import Usage
from agent.state import facts_of, opening, usage_of
from tests.agent.llm.talk import BRIEF, Desk, Talk, hold
from tests.agent.llm.uses import USES
from tools.domain.brief import Brief


def test_every_use_of_a_model_has_its_turn() -> None:
    desk = Desk()
    talk = Talk(desk.model())
    hold(talk)
    assert set(desk.asked) == set(USES)
    assert talk.state["files"]
    assert talk.state["faults"] == []


def test_each_page_of_the_brief_is_read_once_and_the_brief_then_dropped() -> None:
    desk = Desk()
    talk = Talk(desk.model())
    talk.begin()
    assert desk.asked.count("extract") == len(BRIEF)
    assert talk.state["brief"] is None
    assert talk.state["reading"] is None


def test_a_new_brief_is_read_by_the_model_again() -> None:
    desk = Desk()
    talk = Talk(desk.model())
    talk.begin()
    talk.send(opening(Brief({"other.md": "Orders are in MySQL. Search is Solr, and a job polls MySQL."})))
    assert desk.asked.count("extract") == len(BRIEF) + 1
    assert {store.technology for store in facts_of(talk.state).stores} == {"mysql", "solr"}


def test_what_was_used_is_counted_by_use() -> None:
    desk = Desk()
    talk = Talk(desk.model())
    hold(talk)
    assert usage_of(talk.state) == {
        use: Usage(times, 100 * times, 20 * times) for use, times in desk.answered.items()
    }
