"""Every recording answers the product of today, with the network blocked, and nothing in it is left over."""

import socket
from pathlib import Path

import pytest

from agent.advice import check, commands
from evals import arms
from evals.scenario import RECORDED, SCENARIOS, load

CASSETTES = sorted(SCENARIOS.glob("*/*.cassette.yaml"))


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a recording must not need the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    for runs in (check, commands):  # tests/advice runs advice; starting its engines here costs minutes
        monkeypatch.setattr(runs, "available", lambda: False)
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", "http://elsewhere.invalid")


@pytest.mark.parametrize(
    "cassette", CASSETTES, ids=lambda path: f"{path.parent.name}-{path.name.split('.')[0]}"
)
def test_a_recording_is_played_whole(cassette: Path) -> None:
    arm, *repeat = cassette.name.removesuffix(".cassette.yaml").split(".")
    outcome = arms.run(load(cassette.parent.name), arm, int(repeat[0]) if repeat else 1)
    assert outcome.usage.requests > 0
    assert outcome.markdown


def test_every_recording_says_where_it_comes_from() -> None:
    for cassette in CASSETTES:
        said = (cassette.parent / RECORDED).read_text()
        assert said.startswith(("recorded_from: relay\n", "recorded_from: api\n"))
        assert "recorded_on: 20" in said
