"""A batch is waited for, and each of its results finds the request that it answers."""

import pytest

from agent.llm import Usage
from agent.llm.batches import POLL_S, BatchError, Batches
from agent.llm.settings import Settings
from agent.llm.transport import Fault, Message, Request
from tests.agent.llm.batch_endpoint import CANCELED, EXPIRED, BatchEndpoint, Result, errored, succeeded


def request(text: str) -> Request:
    return {"model": "m", "max_tokens": 10, "messages": [{"role": "user", "content": text}]}


def one(result: Result | None) -> Message | Fault:
    with BatchEndpoint(lambda *_: result).serving() as batches:
        return batches.send({"a": request("?")})["a"]


def test_results_in_another_order_go_to_their_requests() -> None:
    endpoint = BatchEndpoint(lambda id_, body: succeeded(f"{id_} {body['messages'][0]['content']}"))
    ids = [f"shop-{n}" for n in range(9)]
    with endpoint.serving() as batches:
        back = batches.send({id_: request(f"of {id_}") for id_ in ids})
    assert list(back) == ids
    assert back == {id_: Message(f"{id_} of {id_}", "end_turn", Usage(1, 100, 20, 0)) for id_ in ids}


def test_it_waits_as_long_as_the_batch_is_in_progress() -> None:
    endpoint = BatchEndpoint(lambda *_: succeeded("yes"), looks=4)
    with endpoint.serving() as batches:
        batches.send({"a": request("?")})
    assert endpoint.waits == [POLL_S] * 4


@pytest.mark.parametrize(
    ("result", "says", "again"),
    [
        (errored("overloaded_error", "busy"), "the batch could not answer: busy", True),
        (errored("api_error", "sorry"), "the batch could not answer: sorry", True),
        (errored("invalid_request_error", "too long"), "the batch could not answer: too long", False),
        (errored("permission_error", "not yours"), "the batch could not answer: not yours", False),
        (EXPIRED, "the batch ended before this answer (expired)", True),
        (CANCELED, "the batch ended before this answer (canceled)", True),
        (None, "the batch has no result for this request", True),
    ],
)
def test_what_has_no_answer_says_why_and_whether_to_ask_again(
    result: Result | None, says: str, again: bool
) -> None:
    fault = one(result)
    assert isinstance(fault, Fault)
    assert (str(fault), fault.again) == (says, again)


def test_more_than_one_batch_takes_is_sent_in_several(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.llm.batches.LARGEST", 2)
    endpoint = BatchEndpoint(lambda id_, body: succeeded(id_))
    with endpoint.serving() as batches:
        back = batches.send({id_: request("?") for id_ in "abcde"})
    assert [len(batch) for batch in endpoint.batches] == [2, 2, 1]
    assert [message.text for message in back.values() if isinstance(message, Message)] == [*"abcde"]


def test_an_endpoint_that_is_not_there_is_an_error() -> None:
    batches = Batches(Settings(needs_key=True, base_url="http://127.0.0.1:9"))
    with pytest.raises(BatchError, match="the batch failed"):
        batches.send({"a": request("?")})
