"""A conversation with a model ends with a document, whatever the model does, and counts what it used."""

import pytest

from agent.llm import Usage
from agent.state import facts_of, opening, usage_of
from tests.agent.llm.endpoint import refused, said
from tests.agent.llm.talk import BRIEF, Desk, Play, Talk, hold
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


FAULTS: dict[str, Play] = {
    "a key that is not accepted": lambda: refused(401),
    "an overload that stays": lambda: refused(529),
    "a refusal": lambda: said("", stop="refusal"),
    "an answer of another form, twice": lambda: said("Sure! Let me think about that."),
    "an answer that is cut off": lambda: said('{"rows": [', stop="max_tokens"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("use", USES)
def test_a_use_that_fails_is_told_once_and_done_without(use: str, fault: str) -> None:
    desk = Desk(**{use: FAULTS[fault]})
    talk = Talk(desk.model())
    hold(talk)
    assert talk.state["files"]
    (reason,) = talk.state["faults"]
    assert [line for line in talk.told if reason in line] == [f"{reason}; going on without it"]
    used = {name: one.requests for name, one in usage_of(talk.state).items()}
    assert used == {name: times for name, times in desk.answered.items() if times}


@pytest.mark.parametrize("use", USES)
def test_after_a_key_that_is_not_accepted_nobody_is_asked_again(use: str) -> None:
    desk = Desk(**{use: lambda: refused(403)})
    hold(Talk(desk.model()))
    assert desk.asked.index(use) == len(desk.asked) - 1


def test_what_went_wrong_stands_in_the_document() -> None:
    talk = Talk(Desk(elaborate=lambda: said("", stop="refusal")).model())
    hold(talk)
    assert "The model refused to answer." in (talk.state["files"] or {})["integration-architecture.md"]
