"""A Messages API in the test's own process: it plays what it is told to, and keeps what it was sent.

The answers are made by hand, for faults cannot be had on demand; they are no recordings of a model.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import httpx2

from agent.llm.claude import Claude
from agent.llm.model import Model
from agent.llm.retry import Retrying
from agent.llm.settings import Settings

Played = httpx2.Response | Exception


class Endpoint:
    """Plays one answer a request, the last one for ever."""

    def __init__(self, *played: Played) -> None:
        self.played = list(played)
        self.requests: list[dict[str, Any]] = []
        self.waits: list[float] = []

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(json.loads(request.content))
        answer = self.played.pop(0) if len(self.played) > 1 else self.played[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def model(self) -> Model:
        client = httpx2.Client(transport=httpx2.MockTransport(self.handle))
        settings = Settings(needs_key=True)
        return Model(Retrying(Claude(settings, client), self.waits.append, lambda: 0.5), settings.model)


def said(text: str, stop: str = "end_turn", usage: Mapping[str, int] | None = None) -> httpx2.Response:
    """Answer with a text, streamed."""
    return streamed(events(text, stop, usage or {"input_tokens": 100, "output_tokens": 20}))


def streamed(parts: Sequence[tuple[str, Any]], body: bytes = b"") -> httpx2.Response:
    lines = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in parts)
    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, content=lines.encode() + body)


def events(text: str, stop: str, usage: Mapping[str, int]) -> list[tuple[str, Any]]:
    """The events of one streamed message."""
    message = {
        "id": "msg_test", "type": "message", "role": "assistant", "model": "m", "content": [],
        "stop_reason": None, "stop_sequence": None, "usage": {**usage, "output_tokens": 1},
    }  # fmt: skip
    return [("message_start", {"type": "message_start", "message": message}), *_block(text, stop, usage)]


def _block(text: str, stop: str, usage: Mapping[str, int]) -> Iterator[tuple[str, Any]]:
    if text:
        block = {"type": "text", "text": ""}
        yield "content_block_start", {"type": "content_block_start", "index": 0, "content_block": block}
        delta = {"type": "text_delta", "text": text}
        yield "content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta}
        yield "content_block_stop", {"type": "content_block_stop", "index": 0}
    end = {"stop_reason": stop, "stop_sequence": None}
    output = {"output_tokens": usage["output_tokens"]}
    yield "message_delta", {"type": "message_delta", "delta": end, "usage": output}
    yield "message_stop", {"type": "message_stop"}


def refused(status: int, kind: str = "error", message: str = "no", **headers: str) -> httpx2.Response:
    """Answer with an HTTP status and the API's error body."""
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return httpx2.Response(
        status, json=body, headers={key.replace("_", "-"): v for key, v in headers.items()}
    )
