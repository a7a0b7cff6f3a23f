"""A batch is waited for, and each of its results finds the request that it answers."""

from contextlib import nullcontext

import pytest

from agent.llm import Usage
from agent.llm.batches import PATIENCE, POLL_S, BatchError, Batches
from agent.llm.settings import Settings
from agent.llm.transport import Fault, Message, Request
from tests.agent.llm.batch_endpoint import CANCELED, EXPIRED, BatchEndpoint, Result, errored, succeeded


def request(text: str) -> Request:
    return {"model": "m", "max_tokens": 10, "messages": [{"role": "user", "content": text}]}


def named(ids: str) -> dict[str, Request]:
    return {id_: request("?") for id_ in ids}


def yes() -> BatchEndpoint:
    return BatchEndpoint(lambda *_: succeeded("yes"))


def one(result: Result | None) -> Message | Fault:
    with BatchEndpoint(lambda *_: result).serving() as batches:
        return batches.results(batches.create(named("a"), None), "a")["a"]


def test_results_in_another_order_go_to_their_requests() -> None:
    endpoint = BatchEndpoint(lambda id_, body: succeeded(f"{id_} {body['messages'][0]['content']}"))
    ids = [f"shop-{n}" for n in range(9)]
    with endpoint.serving() as batches:
        batch = batches.create({id_: request(f"of {id_}") for id_ in ids}, None)
        back = batches.results(batch, ids)
    assert list(back) == ids
    assert back == {id_: Message(f"{id_} of {id_}", "end_turn", Usage(1, 100, 20, 0)) for id_ in ids}


def test_it_waits_as_long_as_the_batch_is_in_progress_and_tells_at_each_look() -> None:
    endpoint = BatchEndpoint(lambda *_: succeeded("yes"), looks=4)
    told: list[int] = []
    with endpoint.serving() as batches:
        batches.results(batches.create(named("a"), None), "a", told.append)
    assert endpoint.waits == [POLL_S] * 3
    assert told == [0, 0, 0]


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


def test_a_batch_that_is_gone_has_no_results_and_all_is_to_be_asked_again() -> None:
    endpoint = yes()
    with endpoint.serving() as batches:
        endpoint.gone.add(batch := batches.create(named("ab"), None))
        back = batches.results(batch, "ab")
    assert [isinstance(fault, Fault) and fault.again for fault in back.values()] == [True, True]


def test_a_batch_is_found_among_those_of_others_by_the_ids_of_its_requests() -> None:
    with yes().serving() as batches:
        assert batches.newest() is None
        batches.create(named("abc"), None)
        before = batches.newest()
        made = [batches.create(named(ids), before) for ids in ("ab", "cd", "ef", "g")]
        assert (before, *made) == tuple(f"batch_{number}" for number in range(1, 6))
        assert batches.find("cd", before) == made[1]
        assert batches.find("xy", before) is None
        assert batches.find("abc", before) is None
        assert batches.find("abc", None) == before


def test_more_batches_than_a_page_lists_are_looked_through() -> None:
    with yes().serving() as batches:
        ids = [chr(ord("a") + number) for number in range(25)]
        made = [batches.create(named(id_), None) for id_ in ids]
        assert batches.find("a", None) == made[0]


def test_a_batch_that_was_made_unheard_is_not_made_twice() -> None:
    endpoint = yes()
    endpoint.unheard = 1
    with endpoint.serving() as batches:
        assert batches.create(named("ab"), None) == "batch_1"
    assert endpoint.batches == [["a", "b"]]


@pytest.mark.parametrize(("away", "given_up"), [(PATIENCE - 1, False), (PATIENCE, True)])
def test_a_network_that_is_away_for_some_minutes_does_not_end_the_wait(away: int, given_up: bool) -> None:
    endpoint = yes()
    with endpoint.serving() as batches:
        batch = batches.create(named("a"), None)
        endpoint.away = away
        with pytest.raises(BatchError) if given_up else nullcontext():
            batches.results(batch, "a")
    assert endpoint.waits[: PATIENCE - 1] == [POLL_S] * (PATIENCE - 1)


def test_an_endpoint_that_is_not_there_is_an_error() -> None:
    slept: list[float] = []
    batches = Batches(Settings(needs_key=True, base_url="http://127.0.0.1:9"), sleep=slept.append)
    with pytest.raises(BatchError, match="the batch failed"):
        batches.create(named("a"), None)
    assert slept == [POLL_S]
