"""The Message Batches API on loopback: a batch is in progress first, its results come in another order.

It lists batches newest first, without the ids of their requests, and counts what is done when all is.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from agent.llm.batches import Batches
from agent.llm.settings import Settings

Result = Mapping[str, Any]
Respond = Callable[[str, dict[str, Any]], Result | None]
"""From the id and the body of a request to its result; None: the batch has none for it."""

NOT_FOUND = {"type": "error", "error": {"type": "not_found_error", "message": "no such batch"}}
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
        self.gone: set[str] = set()  # batches that were deleted
        self.away = 0  # at so many looks nobody is there
        self.unheard = 0  # so many batches are made without telling whoever made them
        self.waits: list[float] = []
        self._looked: dict[str, int] = {}
        self._bodies: dict[str, dict[str, dict[str, Any]]] = {}  # of each batch, until it is answered
        self._results: dict[str, str] = {}  # of each batch that is answered

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        bodies = {one["custom_id"]: one["params"] for one in body["requests"]}
        assert len(bodies) == len(body["requests"]), "a custom_id is used twice"
        assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", id_) for id_ in bodies), "a custom_id is refused"
        self.batches.append(list(bodies))
        self._bodies[id_ := f"batch_{len(self.batches)}"] = bodies
        return self._batch(id_)

    def looked_at(self, id_: str) -> bool:
        return id_ in self._looked

    def listed(self, limit: int, after: str | None) -> dict[str, Any]:
        ids = [f"batch_{number}" for number in range(len(self.batches), 0, -1)]
        older = ids[ids.index(after) + 1 :] if after else ids
        page = [self._batch(id_) for id_ in older[:limit]]
        more = len(older) > limit
        last = page[-1]["id"] if page else None
        return {"data": page, "has_more": more, "first_id": page[0]["id"] if page else None, "last_id": last}

    def retrieve(self, id_: str) -> dict[str, Any]:
        self._looked[id_] = self._looked.get(id_, 0) + 1
        return self._batch(id_)

    def results(self, id_: str) -> str:
        asked = self._bodies.pop(id_, {})
        found = ((custom_id, self.respond(custom_id, params)) for custom_id, params in asked.items())
        lines = [json.dumps({"custom_id": name, "result": result}) for name, result in found if result]
        return self._results.setdefault(id_, "".join(f"{line}\n" for line in reversed(lines)))

    def _batch(self, id_: str) -> dict[str, Any]:
        status = "in_progress" if self._looked.get(id_, 0) < self.looks else "ended"
        counts = dict.fromkeys(("processing", "succeeded", "errored", "canceled", "expired"), 0)
        size = len(self.batches[int(id_.removeprefix("batch_")) - 1])
        counts["processing" if status == "in_progress" else "succeeded"] = size
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
        disable_nagle_algorithm = True  # else a body waits 40 ms for its header to be acknowledged

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            made = endpoint.create(body)
            if endpoint.unheard:
                endpoint.unheard -= 1
                self.close_connection = True
            else:
                self._send(json.dumps(made), "application/json")

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            *_, id_, last = url.path.split("/")
            if last == "results":
                self._send(endpoint.results(id_), "application/x-jsonl")
            elif last == "batches":
                query = dict(parse_qsl(url.query))
                page = endpoint.listed(int(query.get("limit", 20)), query.get("after_id"))
                self._send(json.dumps(page), "application/json")
            elif last in endpoint.gone:
                self._send(json.dumps(NOT_FOUND), "application/json", 404)
            elif endpoint.away:
                endpoint.away -= 1
                self.close_connection = True
            else:
                self._send(json.dumps(endpoint.retrieve(last)), "application/json")

        def _send(self, text: str, kind: str, status: int = 200) -> None:
            body = text.encode()
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
