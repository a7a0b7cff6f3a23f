"""Recorded answers of a model: played back without a network, and recorded anew with one command.

A request is recognised by its whole body, and asked once: who says the same again gets the same answer.
System prompt and form are kept by their digest, for they are long and the same in every request of a use; a
change of either still makes the recording stale.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from vcr import VCR
from vcr.errors import CannotOverwriteExistingCassetteException
from vcr.request import Request as Recorded

from agent.llm.claude import Claude
from agent.llm.retry import Retrying
from agent.llm.settings import Settings
from agent.llm.transport import Fault, Message, Request, Transport
from evals.errors import EvalError

PLAYED_AT = "https://model.invalid"
"""The address in every recording: where it was made is nobody's business."""

_VOLATILE = ("metadata", "stream")
_KEPT_HEADERS = ("content-type",)
_DIGEST = "sha256:"


class StaleError(EvalError):
    """A recording that does not fit what the product asks."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name} of {path.parent.name} is stale: {why}; {again(path)}")


def again(path: Path) -> str:
    """Return how to record a cassette anew."""
    return f"record it again with `make record SCENARIO={path.parent.name}`"


@contextmanager
def playing(path: Path) -> Iterator[Transport]:
    """Yield what was recorded. Raise StaleError for what was not recorded and for what was not asked."""
    settings = Settings(base_url=PLAYED_AT, needs_key=True)
    with _vcr("none").use_cassette(str(path), allow_playback_repeats=True) as cassette:
        yield _Strict(Claude(settings), path)
        if not cassette.all_played:
            left = len(cassette) - len(cassette.play_counts)
            raise StaleError(path, f"{left} of {len(cassette)} recorded answers were not asked for")


@contextmanager
def recording(path: Path, settings: Settings, *, keep: bool = False) -> Iterator[Transport]:
    """Yield the real endpoint of the settings; its answers replace the recording, if nothing fails.

    With `keep`, what was recorded for the very same request stands, and only the rest is asked.
    """
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    if keep and path.exists():
        fresh.write_bytes(path.read_bytes())
    try:
        with _vcr("new_episodes").use_cassette(str(fresh), allow_playback_repeats=True):
            yield Retrying(Claude(settings))
        if fresh.exists():
            fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


class _Strict(Transport):
    """Lets nobody mistake a request that was not recorded for a network that is down."""

    def __init__(self, inner: Transport, path: Path) -> None:
        self._inner = inner
        self._path = path

    def send(self, request: Request) -> Message:
        """Return the recorded answer. Raise StaleError if there is none, Fault if a fault was recorded."""
        try:
            return self._inner.send(request)
        except Fault as fault:
            if _missed(fault):
                raise StaleError(
                    self._path, f"this request was not recorded: {_first_words(request)}"
                ) from None
            raise


def _missed(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, CannotOverwriteExistingCassetteException):
            return True
        error = error.__cause__ or error.__context__
    return False


def _first_words(request: Request) -> str:
    return " ".join(str(request["messages"][-1]["content"]).split())[:80]


def _vcr(mode: str) -> VCR:
    vcr = VCR(
        record_mode=mode,
        match_on=["method", "path", "body_of_a_message"],
        before_record_request=_without_place,
        before_record_response=_without_headers,
        decode_compressed_response=True,
        drop_unused_requests=mode != "none",  # what is only played back is left as it is
    )
    vcr.register_matcher("body_of_a_message", _same_body)
    return vcr


def _same_body(one: Recorded, other: Recorded) -> None:
    assert _body(one) == _body(other)


def _body(request: Recorded) -> Any:
    return json.loads(request.body or b"{}")


def _without_place(request: Recorded) -> Recorded:
    """Return a request as it is kept: no host, no headers, long constant parts by their digest."""
    body = {key: value for key, value in _body(request).items() if key not in _VOLATILE}
    for block in body.get("system", []):
        block["text"] = _digest(block["text"])
    config = body.get("output_config", {})
    if "format" in config:
        config["format"] = _digest(config["format"])
    kept = json.dumps(body, ensure_ascii=False, sort_keys=True)
    return Recorded(request.method, f"{PLAYED_AT}{request.path}", kept.encode(), {})


def _digest(value: Any) -> str:
    """Return the digest of a value; of a digest the digest itself, for VCR asks twice."""
    if isinstance(value, str) and value.startswith(_DIGEST):
        return value
    return _DIGEST + sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def _without_headers(response: dict[str, Any]) -> dict[str, Any]:
    headers = {key: value for key, value in response["headers"].items() if key.lower() in _KEPT_HEADERS}
    return {**response, "headers": headers}
