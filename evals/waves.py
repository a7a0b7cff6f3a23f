"""Thousands of scenarios through batches. All run until they wait; one batch carries what they ask.

Then all go on with what came back, until none waits any more.
"""

import gc
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from langgraph.types import Command

from agent.context import Context
from agent.errors import AgentError
from agent.llm.model import Model
from agent.llm.retry import Retrying
from agent.llm.transport import Fault, Message, Request
from agent.llm.waiting import REQUEST, Waiting, answered, failed
from agent.state import opening
from evals.drive import Conversation
from evals.outcome import Outcome
from evals.scenario import Scenario
from tools.domain.errors import DomainError


class Post(Protocol):
    """Takes a wave of requests and returns what came back for each."""

    def send(self, requests: Mapping[str, Request]) -> Mapping[str, Message | Fault]:
        """Send all at once, by id. Raise AgentError if that cannot be done."""
        ...


def run(
    scenarios: Sequence[Scenario],
    post: Post,
    model: str,
    tell: Callable[[str], None] = lambda line: None,
) -> Mapping[str, Outcome | Exception]:
    """Return what became of each scenario, by name and in their order: what scorers see, or its error.

    A wave that cannot be sent ends those that wait; what has finished before stays.
    """
    waves, number = _Waves(), 0
    ids = {scenario.name: str(place) for place, scenario in enumerate(scenarios)}
    for scenario in scenarios:
        llm = Model(Retrying(Waiting(), sleep=lambda seconds: None), model)
        waves.take(ids[scenario.name], Conversation(scenario, Context(llm=llm)), opening(scenario.brief))
    while waves.requests:
        number += 1
        tell(f"wave {number}: {len(waves.requests)} requests, {len(waves.outcomes)} scenarios finished")
        gc.collect(0)  # each run leaves young garbage in circles, which the command looks for rarely
        try:
            back = post.send(waves.requests)
        except AgentError as error:
            waves.outcomes.update(dict.fromkeys(waves.requests, error))
            break
        for id_, conversation in list(waves.waiting.items()):
            result = back[id_]
            resume = failed(result) if isinstance(result, Fault) else answered(result)
            waves.take(id_, conversation, Command(resume=resume))
    return {name: waves.outcomes[id_] for name, id_ in ids.items()}


class _Waves:
    """The conversations that wait, each with its request, and those that have ended, by an id.

    The id goes into the batch, which takes no long names and no dots.
    """

    def __init__(self) -> None:
        self.waiting: dict[str, Conversation] = {}
        self.requests: dict[str, Request] = {}
        self.outcomes: dict[str, Outcome | Exception] = {}

    def take(self, id_: str, conversation: Conversation, entry: Any) -> None:
        """Run one conversation until it waits for the model or ends. Its error ends nobody else's."""
        self.waiting.pop(id_, None)
        self.requests.pop(id_, None)
        try:
            waiting = conversation.go(entry)
            while waiting and REQUEST not in waiting:
                waiting = conversation.go(conversation.reply(waiting))
            if waiting:
                self.waiting[id_], self.requests[id_] = conversation, waiting[REQUEST]
            else:
                self.outcomes[id_] = conversation.outcome()
        except DomainError as error:
            self.outcomes[id_] = Outcome(refused=str(error))
        except Exception as error:  # noqa: BLE001 -- one scenario's defect is its own outcome
            self.outcomes[id_] = error
