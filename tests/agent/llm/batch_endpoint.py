"""The Message Batches API on loopback: a batch is in progress first, its results come in another order."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from agent.llm.batches import Batches
from agent.llm.settings import Settings

Result = Mapping[str, Any]
Respond = Callable[[str, dict[str, Any]], Result | None]
"""From the id and the body of a request to its result; None: the batch has none for it."""

WHEN = "2026-01-01T00:00:00Z"


def succeeded(text: str, stop: str = "end_turn") -> Result:
    message = {
        "id": "msg_test", "type": "message", "role": "assistant", "model": "m", "stop_sequence": None,
        "content": [{"type": "text", "text": text}], "stop_reason": stop,
        "usage": {"input_tokens": 100, "output_tokens": 20},
    }  # fmt: skip
    return {"type": "succeeded", "message": message}


def errored(kind: str, message: str = "no") -> Result:
    error = {"type": "error", "request_id": None, "error": {"type": kind, "message": message}}
    return {"type": "errored", "error": error}


EXPIRED: Result = {"type": "expired"}
CANCELED: Result = {"type": "canceled"}


class BatchEndpoint:
    """Keeps each batch and answers its requests with `respond`."""

    def __init__(self, respond: Respond, looks: int = 2) -> None:
        self.respond = respond
        self.looks = looks  # how often a batch is still in progress when it is looked at
        self.batches: list[list[str]] = []  # the ids of each
        self.waits: list[float] = []
        self._looked: dict[str, int] = {}
        self._bodies: dict[str, dict[str, dict[str, Any]]] = {}  # of each batch, until it is answered

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        bodies = {one["custom_id"]: one["params"] for one in body["requests"]}
        assert len(bodies) == len(body["requests"]), "a custom_id is used twice"
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", id_) for id_ in bodies), "a custom_id is refused"
        self.batches.append(list(bodies))
        self._bodies[id_ := f"batch_{len(self.batches)}"] = bodies
        return self._batch(id_, "in_progress")

    def retrieve(self, id_: str) -> dict[str, Any]:
        self._looked[id_] = self._looked.get(id_, 0) + 1
        return self._batch(id_, "in_progress" if self._looked[id_] < self.looks else "ended")

    def results(self, id_: str) -> str:
        asked = self._bodies.pop(id_)
        found = ((custom_id, self.respond(custom_id, params)) for custom_id, params in asked.items())
        lines = [json.dumps({"custom_id": name, "result": result}) for name, result in found if result]
        return "".join(f"{line}\n" for line in reversed(lines))

    def _batch(self, id_: str, status: str) -> dict[str, Any]:
        counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
        return {
            "id": id_, "type": "message_batch", "processing_status": status, "request_counts": counts,
            "created_at": WHEN, "expires_at": WHEN, "ended_at": WHEN if status == "ended" else None,
            "results_url": f"{self.address}/v1/messages/batches/{id_}/results" if status == "ended" else None,
            "archived_at": None, "cancel_initiated_at": None,
        }  # fmt: skip

    @contextmanager
    def serving(self) -> Iterator[Batches]:
        """Yield a client of this endpoint, which does not wait between two looks."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield Batches(Settings(needs_key=True, base_url=self.address), sleep=self.waits.append)
        finally:
            server.shutdown()
            server.server_close()


def _handler(endpoint: BatchEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self._send(json.dumps(endpoint.create(body)), "application/json")

        def do_GET(self) -> None:
            *_, id_, last = self.path.split("/")
            if last == "results":
                self._send(endpoint.results(id_), "application/x-jsonl")
            else:
                self._send(json.dumps(endpoint.retrieve(last)), "application/json")

        def _send(self, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
