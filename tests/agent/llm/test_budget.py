"""A budget of tokens ends a session before a request, never in the middle of one, and loses nothing."""

import json

import pytest

from agent.consulting import BudgetError
from agent.llm import OFFLINE
from agent.state import usage_of
from tests.agent.llm.endpoint import said
from tests.agent.llm.talk import BRIEF, MOVES, Desk, Talk, hold

EACH = 120
"""Tokens that the desk counts for one answer."""


def spent(talk: Talk) -> int:
    return sum(usage.tokens for usage in usage_of(talk.state).values())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def talk(desk: Desk) -> Talk:
    """Return a session that was stopped between two pages of the brief."""
    talk = Talk(desk.model(), budget_tokens=EACH)
    with pytest.raises(BudgetError):
        talk.begin()
    return talk


def test_a_used_up_budget_is_said_before_anything_is_sent(desk: Desk, talk: Talk) -> None:
    assert len(desk.requests) == 1
    with pytest.raises(
        BudgetError,
        match=r"of 120 tokens is used up \(120\).*larger --budget-tokens, or with --offline",
    ):
        talk.send(None)
    assert len(desk.requests) == 1
    assert spent(talk) == EACH


def test_a_larger_budget_goes_on_at_the_same_page(desk: Desk, talk: Talk) -> None:
    assert talk.stands_before == ("extract",)
    talk.on(desk.model(), budget_tokens=1_000_000)
    talk.send(None)
    texts = [request["messages"][0]["content"] for request, use in zip(desk.requests, desk.asked, strict=True)
             if use == "extract"]  # fmt: skip
    assert [words in text for text, words in zip(texts, BRIEF.values(), strict=True)] == [True, True]
    assert talk.cards


def test_without_a_model_it_goes_on_too_and_asks_nobody(desk: Desk, talk: Talk) -> None:
    talk.on(OFFLINE, budget_tokens=EACH)
    talk.send(None)
    talk.reply(assume_rest=True)
    assert talk.state["files"]
    assert len(desk.requests) == 1


@pytest.mark.parametrize("requests", [1, 3, 7, 10])
def test_wherever_it_ends_a_larger_one_comes_to_the_same_documents(requests: int) -> None:
    desk = Desk()
    whole = Talk(desk.model())
    hold(whole)
    assert requests < len(desk.requests)
    talk = Talk(Desk().model(), budget_tokens=requests * EACH)
    refused = 0
    for move in MOVES:
        try:
            move(talk)
        except BudgetError:
            refused += 1
            assert spent(talk) == requests * EACH
            talk.on(Desk().model(), budget_tokens=1_000_000)
            talk.send(None)
    assert refused == 1
    assert talk.state == whole.state


def test_an_answer_that_is_not_used_is_counted_even_if_the_budget_ends_with_it() -> None:
    invented = json.dumps({"paragraphs": ["Data goes on to nowhere_db."]})
    desk = Desk(narrate=lambda: said(invented))
    talk = Talk(desk.model(), budget_tokens=11 * EACH)
    hold(talk)
    assert desk.asked[10:] == ["narrate"]
    assert spent(talk) == 11 * EACH
    assert talk.state["narrative"] == []


def test_who_has_no_model_has_no_budget() -> None:
    talk = Talk(OFFLINE, budget_tokens=0)
    talk.begin()
    assert talk.cards
