"""Ctrl-C while a model is waited for: the session stays before that request, and goes on from there."""

from typing import NoReturn

import pytest

from tests.agent.llm.talk import MOVES, Desk, Talk, hold
from tests.agent.llm.uses import USES

NODES = {"ask": "word"}
"""Use -> node, where their names differ."""


def stop() -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.parametrize("use", USES)
def test_the_session_goes_on_with_the_request_that_was_broken_off(use: str) -> None:
    whole = Talk(Desk().model())
    hold(whole)
    talk = Talk(Desk(**{use: stop}).model())
    stopped = 0
    for move in MOVES:
        try:
            move(talk)
        except KeyboardInterrupt:
            stopped += 1
            assert talk.stands_before == (NODES.get(use, use),)
            talk.on(Desk().model())
            talk.send(None)
    assert stopped == 1
    assert talk.state == whole.state


def test_stopping_again_and_again_loses_nothing() -> None:
    whole = Talk(Desk().model())
    hold(whole)
    talk = Talk(Desk(extract=stop).model())
    with pytest.raises(KeyboardInterrupt):
        talk.begin()
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            talk.send(None)
    talk.on(Desk().model())
    talk.send(None)
    for move in MOVES[1:]:
        move(talk)
    assert talk.state == whole.state
