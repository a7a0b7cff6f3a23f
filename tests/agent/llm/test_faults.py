"""Whatever an endpoint does, the answer says it, in words for the user, and the program goes on."""

import json

import httpx2
import pytest

from agent.llm import Usage
from agent.llm.uses.read import READ
from tests.agent.llm.endpoint import Endpoint, events, refused, said, streamed

CARDS = [{"fact": "a.b", "text": "?", "form": "text", "answers": ["1"], "said": "one"}]
GOOD = json.dumps({"answers": [{"fact": "a.b", "value": "1", "quote": "one"}]})


def test_a_good_answer_is_a_value_and_what_it_cost() -> None:
    usage = {
        "input_tokens": 7,
        "output_tokens": 3,
        "cache_read_input_tokens": 40,
        "cache_creation_input_tokens": 2,
    }
    endpoint = Endpoint(said(GOOD, usage=usage))
    answer = endpoint.model().answer(READ, cards=CARDS)
    assert answer.value is not None
    assert answer.value.answers[0].value == "1"
    assert answer.fault is None
    assert answer.usage == Usage(requests=1, tokens_in=49, tokens_out=3, tokens_cached=40)


def test_what_never_changes_goes_first_and_is_cached() -> None:
    endpoint = Endpoint(said(GOOD))
    model = endpoint.model()
    model.answer(READ, cards=CARDS)
    model.answer(READ, cards=[{**CARDS[0], "said": "two"}])
    one, two = endpoint.requests
    assert one["system"] == two["system"]
    assert one["system"][0]["cache_control"] == {"type": "ephemeral"}
    assert one["messages"] != two["messages"]


def test_the_wanted_form_goes_out_as_the_format_and_in_the_prompt() -> None:
    """Some endpoints that speak the Messages API ignore the format."""
    endpoint = Endpoint(said(GOOD))
    endpoint.model().answer(READ, cards=CARDS)
    (request,) = endpoint.requests
    assert request["output_config"]["format"]["type"] == "json_schema"
    assert '"quote"' in request["system"][0]["text"]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "check ANTHROPIC_API_KEY"),
        (403, "check ANTHROPIC_API_KEY"),
        (404, "there is no model 'claude-sonnet-5-5' (404); set INTEGRATION_ARCHITECT_MODEL"),
    ],
)
def test_what_stays_wrong_is_asked_once_and_names_the_variable(status: int, says: str) -> None:
    endpoint = Endpoint(refused(status))
    model = endpoint.model()
    first, second = model.answer(READ, cards=CARDS), model.answer(READ, cards=CARDS)
    assert first.value is None
    assert says in (first.fault or "")
    assert second.fault == first.fault
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize(
    ("status", "says"), [(400, "refused the request (400): no"), (413, "too large for the endpoint (413)")]
)
def test_a_wrong_request_is_not_sent_again_but_others_may_go_through(status: int, says: str) -> None:
    endpoint = Endpoint(refused(status), said(GOOD))
    model = endpoint.model()
    assert says in (model.answer(READ, cards=CARDS).fault or "")
    assert model.answer(READ, cards=CARDS).value is not None
    assert endpoint.waits == []


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 529])
def test_what_passes_is_waited_for_and_sent_again(status: int) -> None:
    endpoint = Endpoint(refused(status), refused(status), said(GOOD))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None
    assert endpoint.waits == [0.5, 1.0]


@pytest.mark.parametrize("status", [408, 429, 500, 529])
def test_what_does_not_pass_ends_after_three_requests(status: int) -> None:
    endpoint = Endpoint(refused(status))
    assert str(status) in (endpoint.model().answer(READ, cards=CARDS).fault or "")
    assert len(endpoint.requests) == 3


def test_the_endpoint_says_how_long_to_wait() -> None:
    endpoint = Endpoint(refused(429, retry_after="7"), said(GOOD))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None
    assert endpoint.waits == [7.0]


def test_nobody_waits_an_hour_for_an_answer() -> None:
    endpoint = Endpoint(refused(429, retry_after="3600"), said(GOOD))
    assert "asked too often (429)" in (endpoint.model().answer(READ, cards=CARDS).fault or "")
    assert endpoint.waits == []


def test_a_timeout_is_tried_again() -> None:
    endpoint = Endpoint(httpx2.ReadTimeout("slow"), said(GOOD))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None
    assert Endpoint(httpx2.ReadTimeout("slow")).model().answer(READ, cards=CARDS).fault == (
        "the model did not answer in time"
    )


def test_without_a_network_the_address_is_named() -> None:
    fault = Endpoint(httpx2.ConnectError("refused")).model().answer(READ, cards=CARDS).fault or ""
    assert "check the network, and ANTHROPIC_BASE_URL if it is set" in fault


def test_a_stream_that_drops_is_sent_again() -> None:
    half = streamed(events(GOOD, "end_turn", {"input_tokens": 1, "output_tokens": 1})[:3])
    endpoint = Endpoint(half, said(GOOD))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None
    assert len(endpoint.requests) == 2


def test_a_stream_that_reports_an_overload_is_sent_again() -> None:
    error = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    endpoint = Endpoint(streamed([("error", error)]), said(GOOD))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None


def test_a_refusal_is_said_and_not_argued_with() -> None:
    endpoint = Endpoint(said("", stop="refusal"))
    answer = endpoint.model().answer(READ, cards=CARDS)
    assert answer.fault == "the model refused to answer"
    assert len(endpoint.requests) == 1


def test_an_answer_that_was_cut_off_is_not_read() -> None:
    """Half an object could be completed to a wrong one."""
    endpoint = Endpoint(said(GOOD, stop="max_tokens"))
    answer = endpoint.model().answer(READ, cards=CARDS)
    assert answer.value is None
    assert "was cut off" in (answer.fault or "")
    assert answer.usage.requests == 1


@pytest.mark.parametrize("bad", ["Sure! Here it is.", '{"answers": [{"fact": 3}]}', '{"answers": [', "[1]"])
def test_a_wrong_form_is_asked_for_once_more_with_what_was_wrong(bad: str) -> None:
    endpoint = Endpoint(said(bad), said(GOOD))
    answer = endpoint.model().answer(READ, cards=CARDS)
    assert answer.value is not None
    assert answer.usage.requests == 2
    _, wrong, repair = endpoint.requests[1]["messages"]
    assert wrong == {"role": "assistant", "content": bad}
    assert repair["content"].startswith("That answer cannot be used: ")


def test_twice_a_wrong_form_leaves_it_to_the_offline_path() -> None:
    endpoint = Endpoint(said("no JSON today"))
    answer = endpoint.model().answer(READ, cards=CARDS)
    assert answer.fault == "the model's answer did not have the form that was asked for, twice"
    assert answer.usage.requests == len(endpoint.requests) == 2


def test_an_empty_answer_is_asked_for_again_as_it_was() -> None:
    """The API refuses an assistant turn without content."""
    endpoint = Endpoint(said(""), said(GOOD))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None
    assert endpoint.requests[0] == endpoint.requests[1]


def test_prose_and_a_fence_around_the_object_are_forgiven() -> None:
    endpoint = Endpoint(said(f"Here you are:\n```json\n{GOOD}\n```"))
    assert endpoint.model().answer(READ, cards=CARDS).value is not None


def test_a_page_of_html_is_no_api() -> None:
    page = httpx2.Response(200, text="<html>log in</html>", headers={"content-type": "text/html"})
    answer = Endpoint(page).model().answer(READ, cards=CARDS)
    assert answer.value is None
    assert "ANTHROPIC_BASE_URL" in (answer.fault or "") or "could not be read" in (answer.fault or "")
