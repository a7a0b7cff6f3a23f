"""Many conversations go through batches together, and each comes to what it would have come to alone."""

import gc
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from agent.cli.main import collect_rarely
from agent.context import Context
from agent.llm import Usage
from agent.llm.batches import BatchError
from agent.llm.model import Model
from agent.llm.transport import Fault, Message, Request
from agent.state import Json
from evals import drive, waves
from evals.gold import Expected, GoldStore, ScriptedAnswer, User
from evals.ledger import Ledger
from evals.outcome import Outcome, UsageSeen
from evals.scenario import Scenario
from tests.agent.llm.batch_endpoint import EXPIRED, BatchEndpoint, Respond, Result, errored, succeeded
from tests.agent.llm.uses import least, use_of
from tools.domain.brief import Brief

EXPECTED = Expected(
    title="One store",
    industry="retail",
    kinds=("ordinary",),
    language="en",
    stores=(GoldStore(id="db", technology="postgresql"),),
)
SHOP = (
    "We keep orders in PostgreSQL, which we call orders_db. There are {} of them. Orders are never deleted."
)
COPIED = (
    f"{SHOP} Search is Elasticsearch, and the shop writes every order to PostgreSQL and to Elasticsearch."
)
TOO_LONG = "too long"


def scenario(number: int, text: str = SHOP, user: User | None = None) -> Scenario:
    brief = Brief({"brief.md": text.format(f"{1000 + number:,}")})
    return Scenario(f"shop-{number}", Path(), EXPECTED, user or User(turns=0), brief)


@pytest.fixture(autouse=True)
def _collecting_rarely() -> Iterator[None]:
    """As the command does: else two thirds of the time go into looking for garbage."""
    before = gc.get_threshold()
    collect_rarely()
    yield
    gc.set_threshold(*before)


def answer(body: Request) -> str:
    """Answer as a model: rows where the text says how many there are, else the least."""
    use, asked = use_of(dict(body)), body["messages"][0]["content"]
    found = re.search(r"There are ([\d,]+) of them", asked)
    if use != "extract" or not found:
        return least(use)
    rows = {"field": "rows", "value": found[1].replace(",", ""), "quote": found[0]}
    row = {"section": "entities", "id": "order", "quote": "We keep orders", "values": [rows]}
    return json.dumps({"rows": [row]})


def is_too_long(body: Request) -> bool:
    """Tell if this is one of the requests that no repetition helps."""
    return use_of(dict(body)) == "extract" and "00 of them" in body["messages"][0]["content"]


class OneByOne:
    """The same answers without a batch."""

    def send(self, request: Request) -> Message:
        if is_too_long(request):
            raise Fault(f"the batch could not answer: {TOO_LONG}")
        return Message(answer(request), "end_turn", Usage(1, 100, 20, 0))


def alone(one: Scenario) -> Outcome:
    return drive.run(one, Context(llm=Model(OneByOne(), "m")))


def stumbling() -> Respond:
    """Answer each request, but every tenth only when it is sent again; each time something else is wrong."""
    wrong: Iterator[Result | None] = cycle([errored("overloaded_error"), EXPIRED, None, errored("api_error")])
    failed: set[str] = set()
    count = Counter[str]()

    def respond(id_: str, body: dict[str, object]) -> Result | None:
        if is_too_long(body):
            return errored("invalid_request_error", TOO_LONG)
        key = json.dumps(body, sort_keys=True)
        count["asked"] += 1
        if count["asked"] % 10 == 0 and key not in failed:
            failed.add(key)
            return next(wrong)
        return succeeded(answer(body))

    return respond


def run(
    scenarios: list[Scenario], respond: Respond, told: list[str] | None = None
) -> tuple[Mapping[str, Outcome | Exception], list[list[str]]]:
    """Return what became of the scenarios, and the ids of the questions in each batch."""
    endpoint = BatchEndpoint(respond)
    by_name = {one.name: one for one in scenarios}
    with endpoint.serving() as batches, closing(sqlite3.connect(":memory:")) as connection:
        tell = (told if told is not None else []).append
        ends = dict(waves.run(by_name, batches, Ledger(connection), "m", tell))
    return {name: ends[name] for name in by_name}, endpoint.batches


def test_five_hundred_scenarios_come_to_what_each_comes_to_alone() -> None:
    scenarios = [scenario(number) for number in range(500)]
    outcomes, batches = run(scenarios, stumbling())
    assert len(batches[0]) == 500
    assert sum(map(len, batches)) > len(batches[0]) * 4
    assert len(batches) < 12
    for one, outcome in zip(scenarios, outcomes.values(), strict=True):
        assert isinstance(outcome, Outcome)
        number = int(one.name.removeprefix("shop-")) + 1000
        rows = outcome.facts.get("entities.order.rows")
        assert (rows.value if rows else None) == (None if number % 100 == 0 else number)
    for one in scenarios[::20]:
        assert outcomes[one.name] == alone(one)


def test_conversations_of_different_lengths_go_on_side_by_side() -> None:
    user = User(answers=(ScriptedAnswer(fact=".*", says="I would have to ask", means="assume"),), turns=2)
    scenarios = [scenario(1, COPIED, user), scenario(2), scenario(3, COPIED)]
    outcomes, batches = run(scenarios, stumbling())
    assert [outcomes[one.name] for one in scenarios] == [alone(one) for one in scenarios]
    assert len(batches[0]) == 3
    assert len(batches[-1]) < 3


def test_a_scenario_may_have_a_name_that_no_batch_takes() -> None:
    named = replace(scenario(1), name="my shop, v1.2 " + "x" * 64)
    outcomes, _ = run([named], lambda _, body: succeeded(answer(body)))
    assert isinstance(outcomes[named.name], Outcome)


def test_what_is_overloaded_three_times_is_done_without() -> None:
    uses = Counter[str]()

    def busy(id_: str, body: dict[str, object]) -> Result:
        uses[use_of(body)] += 1
        return errored("overloaded_error", "busy")

    outcomes, _ = run([scenario(1)], busy)
    outcome = outcomes["shop-1"]
    assert isinstance(outcome, Outcome)
    assert outcome.usage == UsageSeen()
    assert "busy" in outcome.markdown
    assert uses == {"extract": 3, "challenge": 3, "elaborate": 3, "narrate": 3}


def test_one_that_breaks_ends_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    observe = drive.observe

    def breaking(*args: object, brief: Brief, **named: object) -> Outcome:
        if "1,002" in brief.texts["brief.md"]:
            raise ZeroDivisionError
        return observe(*args, brief=brief, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(drive, "observe", breaking)
    outcomes, _ = run([scenario(number) for number in range(1, 4)], lambda _, body: succeeded(answer(body)))
    assert [type(outcome) for outcome in outcomes.values()] == [Outcome, ZeroDivisionError, Outcome]


def test_a_brief_that_the_product_refuses_is_an_outcome() -> None:
    outcomes, _ = run(
        [scenario(1, "Nothing but talk."), scenario(2)], lambda _, body: succeeded(answer(body))
    )
    refused = outcomes["shop-1"]
    assert isinstance(refused, Outcome)
    assert "no data store was recognised" in refused.refused


def test_a_wave_that_cannot_be_sent_ends_those_that_wait_and_no_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = Counter[str]()
    send = waves.send

    def failing(*args: Any) -> Mapping[str, Json]:
        calls["waves"] += 1
        if calls["waves"] > 4:
            raise BatchError("the network is down")
        return send(*args)

    monkeypatch.setattr(waves, "send", failing)
    outcomes, _ = run([scenario(1, COPIED), scenario(2)], lambda _, body: succeeded(answer(body)))
    assert isinstance(outcomes["shop-1"], BatchError)
    assert isinstance(outcomes["shop-2"], Outcome)


def test_each_wave_says_how_many_wait_and_how_many_answers_are_back() -> None:
    told: list[str] = []
    run([scenario(1, COPIED), scenario(2)], lambda _, body: succeeded(answer(body)), told)
    lines = list(dict.fromkeys(told))
    assert lines[:3] == [
        "wave 1: 2 conversations waiting, no answers back",
        "wave 1: 2 conversations waiting, 2 answers back",
        "wave 2: 2 conversations waiting, no answers back",
    ]
    assert lines[-1] == "wave 5: 1 conversation waiting, 1 answer back"
