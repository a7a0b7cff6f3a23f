"""The context of a run over HTTP: the model is that of the environment, the files stay in the state."""

import json
from pathlib import Path
from typing import Any

import pytest

import agent
from agent.llm import OFFLINE
from agent.llm.model import Model
from agent.llm.settings import BASE_URL, KEY, TOKEN
from agent.served import Served, graph


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (BASE_URL, KEY, TOKEN):
        monkeypatch.delenv(name, raising=False)


def test_it_is_what_langgraph_serves_and_brings_no_checkpointer() -> None:
    config = json.loads((Path(agent.__file__).parents[1] / "langgraph.json").read_text())
    assert config["graphs"]["agent"]["path"] == "./agent/served.py:graph"
    assert graph.context_schema is Served
    assert graph.checkpointer is None


def test_where_nothing_is_set_there_is_no_model() -> None:
    assert Served().llm is OFFLINE


def test_the_environment_is_read_when_a_run_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BASE_URL, "http://127.0.0.1:1")
    assert isinstance(Served().llm, Model)


@pytest.mark.parametrize("given", [{"folder": "/tmp"}, {"force": True}, {"llm": "mine"}])
def test_a_client_neither_names_a_folder_nor_whom_to_ask(given: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        Served(**given)


def test_a_client_may_say_the_rest() -> None:
    found = Served(html=True, budget_tokens=1000)
    assert (found.folder, found.html, found.budget_tokens) == (None, True, 1000)
