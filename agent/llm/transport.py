"""The seam below the uses: one request out, one message back. The API and a batch fit behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from agent.errors import AgentError
from agent.llm.port import Usage

Request = Mapping[str, Any]
"""The body of a Messages request, JSON values only, without `stream`."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the endpoint answered."""

    text: str  # of all text blocks
    stop: str | None  # why it ended: end_turn, max_tokens, refusal, …
    usage: Usage


class Fault(AgentError):  # noqa: N818 -- the field's word
    """An endpoint did not answer. The message says what happened and what the user can do about it."""

    def __init__(
        self, text: str, *, again: bool = False, for_good: bool = False, wait_s: float | None = None
    ) -> None:
        super().__init__(text)
        self.again = again  # the same request may go through if it is sent once more
        self.for_good = for_good  # no request will go through: no key, no such model
        self.wait_s = wait_s  # how long the endpoint asked to wait


class Transport(Protocol):
    """A way to an endpoint that speaks the Messages API."""

    def send(self, request: Request) -> Message:
        """Send one request. Raise Fault if there is no answer."""
        ...
