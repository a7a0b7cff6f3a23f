"""A recording is played back for the same request and no other, and says nothing of where it was made."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml

import prompts
from agent.llm.model import Model
from agent.llm.settings import Settings
from agent.llm.transport import Transport
from agent.llm.uses.read import READ
from evals.recording import StaleError, playing, recording
from tests.agent.llm.endpoint import said

MODEL = "some-model"
ANSWER = json.dumps({"answers": [{"fact": "a.b", "value": "1", "quote": "one"}]})


class Endpoint(BaseHTTPRequestHandler):
    """A Messages API on loopback that always gives the same answer."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        body = said(ANSWER).read()
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("content-length", str(len(body)))
        self.send_header("set-cookie", "session=very-private")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-very-private-key")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Settings(model=MODEL, base_url=f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


@pytest.fixture
def cassette(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "corner-shop"
    folder.mkdir()
    path = folder / "product.cassette.yaml"
    with recording(path, settings) as transport:
        assert answer(transport, "one") == "1"
        assert answer(transport, "two") == "1"
    return path


def answer(transport: Transport, said: str) -> str | None:
    card = {"fact": "a.b", "text": "?", "form": "text", "answers": ["1"], "said": said}
    value = Model(transport, MODEL).answer(READ, cards=[card]).value
    return value.answers[0].value if value else None


def test_it_answers_without_a_network(cassette: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY")
    with playing(cassette) as transport:
        assert answer(transport, "one") == answer(transport, "two") == "1"


def test_who_says_the_same_again_gets_the_same_answer(cassette: Path, settings: Settings) -> None:
    with recording(cassette, settings) as transport:
        assert answer(transport, "one") == answer(transport, "one") == "1"
    assert len(yaml.safe_load(cassette.read_text())["interactions"]) == 1
    with playing(cassette) as transport:
        assert answer(transport, "one") == answer(transport, "one") == "1"


def test_another_question_is_not_answered_with_the_answer_to_this_one(cassette: Path) -> None:
    with (
        pytest.raises(
            StaleError, match=r"not recorded: .*; record it again with `make record SCENARIO=corner-shop`"
        ),
        playing(cassette) as transport,
    ):
        answer(transport, "three")


def test_a_changed_prompt_makes_it_stale(cassette: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render = prompts.render
    monkeypatch.setattr(prompts, "render", lambda name, /, **values: render(name, **values) + "Please.")
    with pytest.raises(StaleError, match="make record SCENARIO=corner-shop"), playing(cassette) as transport:
        answer(transport, "one")


def test_a_recorded_answer_that_nobody_asked_for_makes_it_stale(cassette: Path) -> None:
    with (
        pytest.raises(StaleError, match="1 of 2 recorded answers were not asked for"),
        playing(cassette) as transport,
    ):
        answer(transport, "one")


def test_it_keeps_no_key_no_cookie_and_no_place(cassette: Path, settings: Settings) -> None:
    text = cassette.read_text()
    assert "very-private" not in text
    assert "127.0.0.1" not in text
    assert "headers: {}" in text


def test_a_recording_that_fails_leaves_the_old_one(cassette: Path, settings: Settings) -> None:
    before = cassette.read_text()

    def stopped_halfway() -> None:
        with recording(cassette, settings) as transport:
            answer(transport, "one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped_halfway()
    assert cassette.read_text() == before
    assert [path.name for path in cassette.parent.iterdir()] == [cassette.name]


def test_what_still_fits_can_be_kept_and_what_fits_no_more_is_dropped(
    cassette: Path, settings: Settings
) -> None:
    before = yaml.safe_load(cassette.read_text())["interactions"]
    with recording(cassette, settings, keep=True) as transport:
        answer(transport, "two")
        answer(transport, "three")
    asked = [
        json.loads(one["request"]["body"]) for one in yaml.safe_load(cassette.read_text())["interactions"]
    ]
    assert len(asked) == 2
    assert json.loads(before[1]["request"]["body"]) in asked
    with playing(cassette) as transport:
        assert answer(transport, "two") == answer(transport, "three") == "1"
