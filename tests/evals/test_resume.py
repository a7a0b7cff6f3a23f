"""A batch run that is killed anywhere goes on: nothing that was paid for is asked again."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from langgraph.types import Command

from agent.context import Context
from agent.llm.batches import Batches
from agent.llm.waiting import REQUEST
from agent.state import Json
from evals import waves
from evals.gold import Expected, GoldStore, User
from evals.ledger import Ledger
from evals.outcome import Outcome
from evals.scenario import Scenario
from tests.agent.llm.batch_endpoint import BatchEndpoint, Result, errored, succeeded
from tools.domain.brief import Brief

EXPECTED = Expected(
    title="One store", industry="retail", kinds=("ordinary",), language="en",
    stores=(GoldStore(id="db", technology="postgresql"),),
)  # fmt: skip
ASKS = {"long": 3, "short": 1}
"""Conversations, and how many questions each asks."""


class Talk:
    """A conversation that asks so often, and comes to what it was answered. After a fault it asks again."""

    adds = ""  # what a changed program says in its second question

    def __init__(self, scenario: Scenario, context: Context) -> None:
        self.name = scenario.name
        self.heard: list[str] = []

    def go(self, entry: Any) -> Json | None:
        if isinstance(entry, Command):
            answer: Any = entry.resume
            self.heard += [answer["text"]] if "text" in answer else []
        if len(self.heard) == ASKS[self.name]:
            return None
        text = f"{self.name} {len(self.heard)}" + (self.adds if len(self.heard) == 1 else "")
        return {REQUEST: {"model": "m", "messages": [{"role": "user", "content": text}]}}

    def outcome(self) -> Outcome:
        return Outcome(markdown=", ".join(self.heard))


SCENARIOS = {
    name: Scenario(name, Path(), EXPECTED, User(turns=0), Brief({"brief.md": "Orders."})) for name in ASKS
}


@pytest.fixture(autouse=True)
def _only_talk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waves, "Conversation", Talk)


class Killed(BaseException):
    """The process died."""


class Life:
    """A process. Before and after all that leaves a trace it may die."""

    def __init__(self, dies: Callable[[], bool] = lambda: False) -> None:
        self.dies = dies

    def step(self, *_: object) -> None:
        if self.dies():
            raise Killed

    def of(self, thing: Any) -> Any:
        """Return a thing whose calls are steps."""
        life = self

        class Mortal:
            def __getattr__(self, name: str) -> Callable[..., Any]:
                def call(*args: Any) -> Any:
                    life.step()
                    result = getattr(thing, name)(*args)
                    life.step()
                    return result

                return call

        return Mortal()


def so_long(steps: int) -> Life:
    """Return a process that dies after so many steps."""
    left = iter(range(steps))
    return Life(lambda: next(left, None) is None)


class World:
    """What outlives a process: a folder, the endpoint, and the runs that are kept."""

    def __init__(self, folder: Path, batches: Batches) -> None:
        self.folder = folder
        self.batches = batches
        self.kept: dict[str, Outcome | Exception] = {}

    def run(self, life: Life) -> bool:
        """Run until all has ended or the process dies; tell if all has ended."""
        self.batches._sleep = life.step
        left = {name: one for name, one in SCENARIOS.items() if name not in self.kept}
        try:
            with Ledger.open(self.folder) as ledger:
                for name, end in waves.run(left, life.of(self.batches), life.of(ledger), "m", life.step):
                    life.step()
                    self.kept[name] = end
                    life.step()
                    ledger.forget([name])
        except Killed:
            return False
        return True

    def heard(self) -> Mapping[str, str]:
        """Return what each conversation came to."""
        return {name: end.markdown if isinstance(end, Outcome) else "" for name, end in self.kept.items()}


class Endpoint(BatchEndpoint):
    """Answers a question with the question, and counts how often it was paid for."""

    def __init__(self) -> None:
        super().__init__(self.reply)
        self.paid = Counter[str]()
        self.busy: list[str] = []  # questions that it cannot answer the first time

    def reply(self, id_: str, body: Mapping[str, Any]) -> Result:
        text = body["messages"][0]["content"]
        if text in self.busy:
            self.busy.remove(text)
            return errored("overloaded_error")
        self.paid[text] += 1
        return succeeded(f"<{text}>")


WHOLE = {"long": "<long 0>, <long 1>, <long 2>", "short": "<short 0>"}


def once(endpoint: Endpoint) -> bool:
    """Tell if each question was paid for once, and forget it."""
    paid, endpoint.paid = endpoint.paid, Counter()
    return paid == {"long 0": 1, "long 1": 1, "long 2": 1, "short 0": 1}


def test_killed_at_any_step_it_goes_on_and_pays_for_nothing_twice(tmp_path: Path) -> None:
    endpoint = Endpoint()
    with endpoint.serving() as batches:
        for steps in count():
            world = World(tmp_path / str(steps), batches)
            endpoint.busy = ["long 1"]
            made = len(endpoint.batches)
            through = world.run(so_long(steps))
            assert world.run(Life())
            assert world.heard() == WHOLE, f"killed after {steps} steps"
            assert once(endpoint), f"killed after {steps} steps"
            assert sum(map(len, endpoint.batches[made:])) == 4 + 1, f"killed after {steps} steps"
            if through:
                break
    assert steps > 60


def test_killed_again_and_again_it_comes_to_its_end(tmp_path: Path) -> None:
    endpoint = Endpoint()
    with endpoint.serving() as batches:
        world = World(tmp_path, batches)
        lives = next(lives for lives in range(20) if world.run(so_long(24)))
    assert world.heard() == WHOLE
    assert once(endpoint)
    assert lives > 2


def test_a_changed_program_asks_again_only_what_it_asks_differently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = Endpoint()
    with endpoint.serving() as batches:
        world = World(tmp_path, batches)
        assert not world.run(Life(lambda: len(endpoint.batches) == 2))
        monkeypatch.setattr(Talk, "adds", " anew")
        assert world.run(Life())
    assert world.heard() == {**WHOLE, "long": "<long 0>, <long 1 anew>, <long 2>"}
    assert [len(batch) for batch in endpoint.batches] == [2, 1, 1, 1]


def test_an_open_batch_that_was_deleted_meanwhile_is_asked_again(tmp_path: Path) -> None:
    endpoint = Endpoint()
    with endpoint.serving() as batches:
        world = World(tmp_path, batches)
        assert not world.run(Life(lambda: endpoint.looked_at("batch_1")))
        endpoint.gone.add("batch_1")
        assert world.run(Life())
    assert world.heard() == WHOLE
    assert [len(batch) for batch in endpoint.batches] == [2, 2, 1, 1]


def test_more_than_one_batch_takes_goes_in_several_that_are_all_sent_before_one_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.llm.batches.LARGEST", 1)
    endpoint = Endpoint()
    with endpoint.serving() as batches:
        world = World(tmp_path, batches)
        assert not world.run(Life(lambda: endpoint.looked_at("batch_1")))
        made = len(endpoint.batches)
        assert world.run(Life())
    assert made == 2
    assert world.heard() == WHOLE
    assert [len(batch) for batch in endpoint.batches] == [1, 1, 1, 1]
    assert once(endpoint)
