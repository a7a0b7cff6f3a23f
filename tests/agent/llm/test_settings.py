"""Which model is asked, and where, is said by four variables and nothing else."""

import json
from typing import Any

import httpx2
import pytest

from agent.llm import OFFLINE
from agent.llm.claude import Claude
from agent.llm.connect import connect
from agent.llm.model import Model
from agent.llm.settings import DEFAULT_MODEL, Settings
from agent.llm.uses.explain import EXPLAIN
from tests.agent.llm.endpoint import said
from tests.agent.llm.uses import least

KEY = {"ANTHROPIC_API_KEY": "sk-ant-test"}
TOKEN = {"ANTHROPIC_AUTH_TOKEN": "a-token"}
ADDRESS = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:8080/model"}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEY, *TOKEN, *ADDRESS, "INTEGRATION_ARCHITECT_MODEL"):
        monkeypatch.delenv(name, raising=False)


def sent(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> httpx2.Request:
    """Return the request that goes out in an environment."""
    requests: list[httpx2.Request] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        requests.append(request)
        return said(least("explain"))

    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings.of()
    client = httpx2.Client(transport=httpx2.MockTransport(handle))
    Model(Claude(settings, client), settings.model).answer(EXPLAIN, question="?", account="", rejected=())
    return requests[0]


def test_without_a_key_and_an_address_nobody_is_asked() -> None:
    assert not Settings.of({}).reachable
    assert connect(Settings.of({})) is OFFLINE


@pytest.mark.parametrize("environment", [KEY, TOKEN, ADDRESS, {**KEY, **ADDRESS}])
def test_a_key_a_token_or_an_address_is_enough(environment: dict[str, str]) -> None:
    settings = Settings.of({**environment})
    assert settings.reachable
    assert settings.needs_key == (environment == ADDRESS)


@pytest.mark.parametrize("environment", [KEY, ADDRESS])
def test_who_can_be_reached_is_connected(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert isinstance(connect(Settings.of()), Model)


@pytest.mark.parametrize("name", ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"])
def test_an_empty_variable_is_one_that_is_not_set(name: str) -> None:
    assert not Settings.of({name: ""}).reachable


@pytest.mark.parametrize(
    ("environment", "url", "credential"),
    [
        (KEY, "https://api.anthropic.com/v1/messages", "sk-ant-test"),
        (TOKEN, "https://api.anthropic.com/v1/messages", "a-token"),
        (ADDRESS, "http://127.0.0.1:8080/model/v1/messages", "none"),
        ({**KEY, **ADDRESS}, "http://127.0.0.1:8080/model/v1/messages", "sk-ant-test"),
    ],
)
def test_each_variable_has_its_place_in_the_request(
    environment: dict[str, str], url: str, credential: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = sent(environment, monkeypatch)
    assert str(request.url) == url
    assert request.headers["authorization"] == f"Bearer {credential}"


def test_the_model_is_the_one_that_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert body(sent(KEY, monkeypatch))["model"] == DEFAULT_MODEL
    named = {**KEY, "INTEGRATION_ARCHITECT_MODEL": "another-model"}
    assert body(sent(named, monkeypatch))["model"] == "another-model"
    assert Settings.of({"INTEGRATION_ARCHITECT_MODEL": ""}).model == DEFAULT_MODEL


def test_a_key_is_never_in_the_body(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "sk-ant-test" not in sent(KEY, monkeypatch).content.decode()


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("", "api.anthropic.com"),
        ("http://127.0.0.1:8080/model", "127.0.0.1:8080"),
        ("https://me:hunter2@gateway.example/v1", "gateway.example"),
    ],
)
def test_the_host_is_told_without_path_and_password(address: str, host: str) -> None:
    assert Settings.of({"ANTHROPIC_BASE_URL": address}).host == host


def body(request: httpx2.Request) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request.content)
    return found
