"""A fault that a cassette plays goes through the real transport, and is met as one from an endpoint is."""

from pathlib import Path

import pytest
from vcr import VCR

from agent.llm.claude import Claude
from agent.llm.model import Model
from agent.llm.retry import Retrying
from agent.llm.settings import Settings
from agent.llm.uses.read import READ

HANDMADE = Path(__file__).parent / "overloaded.handmade.yaml"
SETTINGS = Settings(base_url="https://model.invalid", needs_key=True)


@pytest.fixture
def cassette():  # type: ignore[no-untyped-def]
    with VCR(record_mode="none", match_on=["method", "path"]).use_cassette(str(HANDMADE)) as played:
        yield played


def test_an_overload_is_waited_for_and_the_answer_after_it_is_taken(cassette) -> None:  # type: ignore[no-untyped-def]
    waits: list[float] = []
    answer = Model(Retrying(Claude(SETTINGS), waits.append), "any").answer(READ, cards=[])
    assert answer.value is not None
    assert answer.usage.as_list() == [1, 5, 4, 0]
    assert waits == [0.0]
    assert cassette.all_played


def test_without_patience_it_is_the_fault_that_is_said(cassette) -> None:  # type: ignore[no-untyped-def]
    assert Model(Claude(SETTINGS), "any").answer(READ, cards=[]).fault == "the model is overloaded (529)"
