"""Many requests in one batch of the Message Batches API: cheaper, and answered within a day, not at once."""

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from agent.errors import AgentError
from agent.llm.claude import client, message_of
from agent.llm.settings import Settings
from agent.llm.transport import Fault, Message, Request

if TYPE_CHECKING:
    import httpx2

LARGEST = 10_000
"""Requests of one batch. The API takes 100,000 or 256 MB, and one of ours can have some 25 kB."""

POLL_S = 30.0
"""Seconds between two looks at a batch (engineering judgement)."""


class BatchError(AgentError):
    """A batch that could not be made, or read."""


class Batches:
    """The batch endpoints of the API."""

    def __init__(
        self,
        settings: Settings,
        http_client: "httpx2.Client | None" = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sleep = sleep
        self._client = client(settings, http_client)

    def send(self, requests: Mapping[str, Request]) -> Mapping[str, Message | Fault]:
        """Return what came back for each id: letters, digits, `-` and `_`, at most 64. Raise BatchError."""
        import anthropic

        back: dict[str, Message | Fault] = {}
        try:
            every = [{"custom_id": id_, "params": dict(body)} for id_, body in requests.items()]
            for begin in range(0, len(every), LARGEST):
                back.update(self._one(every[begin : begin + LARGEST]))
        except anthropic.AnthropicError as error:
            raise BatchError(f"the batch failed: {error}") from error
        lost = Fault("the batch has no result for this request", again=True)
        return {id_: back.get(id_, lost) for id_ in requests}

    def _one(self, requests: list[Any]) -> Iterator[tuple[str, Message | Fault]]:
        batches = self._client.messages.batches
        batch = batches.create(requests=requests)
        while batch.processing_status != "ended":
            self._sleep(POLL_S)
            batch = batches.retrieve(batch.id)
        for one in batches.results(batch.id):
            yield one.custom_id, _result(one.result)


def _result(result: Any) -> Message | Fault:
    match result.type:
        case "succeeded":
            return message_of(result.message)
        case "errored":
            error = result.error.error
            again = error.type in ("api_error", "overloaded_error", "rate_limit_error", "timeout_error")
            return Fault(f"the batch could not answer: {error.message}", again=again)
        case _:  # canceled, expired
            return Fault(f"the batch ended before this answer ({result.type})", again=True)
