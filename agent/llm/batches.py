"""The Message Batches API: many requests at once, cheaper, and answered within a day."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from agent.errors import AgentError
from agent.llm.claude import client, message_of
from agent.llm.retry import ATTEMPTS
from agent.llm.settings import Settings
from agent.llm.transport import Fault, Message, Request

if TYPE_CHECKING:
    import httpx2
    from anthropic.types.messages import MessageBatch

LARGEST = 10_000
"""Requests of one batch. The API takes 100,000 or 256 MB, and one of ours can have some 25 kB."""

POLL_S = 30.0
"""Seconds between two looks at a batch (engineering judgement)."""

PATIENCE = 20
"""Looks in a row that may fail before a batch is given up: ten minutes (engineering judgement)."""

Look = Callable[[int], None]
"""Is told at each look how many requests of a batch are done; the API counts them when all are."""


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

    def newest(self) -> str | None:
        """Return the batch that was made last, by whomever. Raise BatchError."""
        with _errors():
            newest = self._client.messages.batches.list(limit=1).data
            return newest[0].id if newest else None

    def create(self, requests: Mapping[str, Request], after: str | None) -> str:
        """Make a batch of requests by id: letters, digits, `-` and `_`, at most 64. Raise BatchError.

        The SDK would send it again where the answer got lost, and two batches would be paid for; so what
        came after the batch `after` is looked through before each further try.
        """
        with _errors():
            for _ in range(ATTEMPTS - 1):
                with suppress(*_passing()):
                    return self._create(requests)
                self._sleep(POLL_S)
                if made := self.find(requests, after):
                    return made
            return self._create(requests)

    def find(self, ids: Collection[str], after: str | None) -> str | None:
        """Return the batch with these requests that was made after another one. Raise BatchError.

        The API shows the ids of a batch with its results only, so one of this size is waited for.
        """
        with _errors():
            newer = takewhile(lambda batch: batch.id != after, self._client.messages.batches.list())
            for batch in newer:
                counts = batch.request_counts.model_dump()
                if sum(counts.values()) == len(ids) and not batch.archived_at:
                    self._wait(batch.id, lambda done: None)
                    there = {one.custom_id for one in self._client.messages.batches.results(batch.id)}
                    if there and there <= set(ids):
                        return batch.id
        return None

    def results(
        self, batch: str, ids: Collection[str], look: Look = lambda done: None
    ) -> Mapping[str, Message | Fault]:
        """Wait for a batch and return what came back for each of its requests. Raise BatchError."""
        import anthropic

        back: dict[str, Message | Fault] = {}
        with _errors():
            try:
                self._wait(batch, look)
                for one in self._client.messages.batches.results(batch):
                    back[one.custom_id] = _result(one.result)
            except anthropic.NotFoundError:
                pass  # deleted, or another key's: its requests are asked again
        lost = Fault("the batch has no result for this request", again=True)
        return {id_: back.get(id_, lost) for id_ in ids}

    def _create(self, requests: Mapping[str, Request]) -> str:
        every: list[Any] = [{"custom_id": id_, "params": dict(body)} for id_, body in requests.items()]
        return self._client.with_options(max_retries=0).messages.batches.create(requests=every).id

    def _wait(self, id_: str, look: Look) -> None:
        while (batch := self._look(id_)).processing_status != "ended":
            counts = batch.request_counts
            look(counts.succeeded + counts.errored + counts.canceled + counts.expired)
            self._sleep(POLL_S)

    def _look(self, id_: str) -> "MessageBatch":
        retrieve = self._client.with_options(max_retries=0).messages.batches.retrieve
        for _ in range(PATIENCE - 1):
            with suppress(*_passing()):
                return retrieve(id_)
            self._sleep(POLL_S)
        return retrieve(id_)


def _passing() -> tuple[type[Exception], ...]:
    """Return the errors after which it may go well the next time."""
    import anthropic

    return anthropic.APIConnectionError, anthropic.RateLimitError, anthropic.InternalServerError


@contextmanager
def _errors() -> Iterator[None]:
    import anthropic

    try:
        yield
    except anthropic.AnthropicError as error:
        raise BatchError(f"the batch failed: {error}") from error


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
