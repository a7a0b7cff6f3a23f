"""`langgraph.json` serves the same graph: a conversation over LangGraph's HTTP API, on this machine alone."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx2
import pytest

from agent.llm.settings import BASE_URL, KEY, MODEL, TOKEN
from agent.state import opening
from tests.agent.llm.talk import BRIEF, Desk
from tools.domain.brief import Brief

pytest.importorskip(
    "langgraph_api", reason="LangGraph's development server (langgraph-cli[inmem]) is not installed"
)

ROOT = Path(__file__).parents[2]
READY_S = 60


class Server:
    """LangGraph's development server, asked in JSON."""

    def __init__(self, port: int) -> None:
        self._url = f"http://127.0.0.1:{port}"

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self._url}{path}", timeout=30) as response:
            return json.load(response)

    def post(self, path: str, **body: Any) -> Any:
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(f"{self._url}{path}", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def is_ready(self) -> bool:
        try:
            return bool(self.get("/ok")["ok"])
        except (urllib.error.URLError, ConnectionError):
            return False


@contextmanager
def serving(tmp_path: Path, environment: Mapping[str, str]) -> Iterator[Server]:
    """Start the server, with no more of a model in its environment than is said."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path / "served"  # the server keeps files of its own in the folder that it serves
    home.mkdir()
    for name in ("langgraph.json", "agent"):
        (home / name).symlink_to(ROOT / name)
    langgraph = Path(sys.executable).parent / "langgraph"
    command = [langgraph, "dev", "--no-browser", "--no-reload", "--port", str(port)]
    inherited = {
        name: value for name, value in os.environ.items() if name not in (BASE_URL, KEY, MODEL, TOKEN)
    }
    offline = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGSMITH_TRACING": "false"}
    log = tmp_path / "log"
    with (
        log.open("w") as told,
        subprocess.Popen(
            command,
            cwd=home,
            env={**inherited, **offline, **environment},
            stdout=told,
            stderr=told,
        ) as process,
    ):
        try:
            found = Server(port)
            until = time.monotonic() + READY_S
            while not found.is_ready():
                assert process.poll() is None, log.read_text()[-3000:]
                assert time.monotonic() < until, log.read_text()[-3000:]
                time.sleep(0.1)
            yield found
        finally:
            process.terminate()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path, {}) as found:
        yield found


@contextmanager
def on_loopback(desk: Desk) -> Iterator[str]:
    """Let a desk answer over HTTP; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            response = desk.handle(httpx2.Request("POST", self.path, content=body))
            self.send_response(response.status_code)
            self.send_header("content-type", response.headers["content-type"])
            self.end_headers()
            self.wfile.write(response.read())

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as endpoint:
        Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{endpoint.server_port}"
        endpoint.shutdown()


def test_a_conversation_over_http_stops_at_its_questions_and_goes_on_with_the_reply(
    server: Server, facts_text: str
) -> None:
    thread = f"/threads/{server.post('/threads')['thread_id']}"
    brief = opening(Brief({"facts.yaml": facts_text}))
    stopped = server.post(f"{thread}/runs/wait", assistant_id="agent", input=brief)
    assert "__error__" not in stopped, stopped
    waiting = server.get(f"{thread}/state")["tasks"][0]["interrupts"][0]["value"]
    assert "entities.product.deletes" in {card["fact"] for card in waiting["cards"]}

    reply = {"answers": {"entities.product.deletes": "soft"}, "assume_rest": True}
    server.post(f"{thread}/runs/wait", assistant_id="agent", command={"resume": reply})
    state = server.get(f"{thread}/state")
    assert state["next"] == []
    assert state["values"]["answers"] == {"entities.product.deletes": "soft"}
    assert "flag_travels_as_update" in state["values"]["files"]["integration-architecture.json"]
    assert state["values"].get("usage", {}) == {}


def test_a_served_conversation_asks_the_model_that_the_environment_names(tmp_path: Path) -> None:
    desk = Desk()
    with (
        on_loopback(desk) as address,
        serving(tmp_path, {BASE_URL: address, MODEL: "some-model"}) as server,
    ):
        thread = f"/threads/{server.post('/threads')['thread_id']}"
        run = {"assistant_id": "agent", "input": opening(Brief(BRIEF))}
        stopped = server.post(f"{thread}/runs/wait", **run)
        assert "__error__" not in stopped, stopped
        state = server.get(f"{thread}/state")
        assert state["tasks"][0]["interrupts"]
        assert state["values"]["faults"] == []
        assert state["values"]["usage"]["extract"] == [len(BRIEF), 100 * len(BRIEF), 20 * len(BRIEF), 0]
    assert desk.asked[: len(BRIEF)] == ["extract"] * len(BRIEF)
    assert {request["model"] for request in desk.requests} == {"some-model"}
