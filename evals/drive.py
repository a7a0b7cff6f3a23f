"""Run one scenario through the product: its graph, with the scripted user on the other side."""

import json
from typing import Any, cast

from langgraph.types import Command

from agent.context import Context
from agent.documents import JSON, MARKDOWN
from agent.graph import graph
from agent.llm import OFFLINE, Usage
from agent.state import Json, State, facts_of, intake_of, opening, readable, usage_of
from evals.align import align
from evals.memory import NewestOnly
from evals.observe import observe
from evals.outcome import Outcome, seen
from evals.scenario import Scenario
from evals.script import Script
from evals.understood import understood
from tools.domain.errors import DomainError

CONFIG: Any = {"configurable": {"thread_id": "eval"}}


class Conversation:
    """One scenario, and how far the product has come with it."""

    def __init__(self, scenario: Scenario, context: Context) -> None:
        self.scenario = scenario
        self.context = context
        self.asked: dict[str, None] = {}  # facts, in the order in which they were asked for
        # to compile a graph takes longer than a small talk
        self._graph = graph.copy({"checkpointer": NewestOnly()})
        self._script = Script(scenario.user, in_words=context.llm is not OFFLINE)

    def go(self, entry: Any) -> Json | None:
        """Run until the product waits, and return what it waits with; None when it has finished."""
        ended = self._graph.invoke(entry, CONFIG, context=self.context, durability="exit")
        waiting = ended.get("__interrupt__")
        return cast(Json, waiting[0].value) if waiting else None

    def reply(self, waiting: Json) -> Command[Any]:
        """Return what the scripted user says to a set of cards."""
        self.asked |= dict.fromkeys(card["fact"] for card in waiting["cards"])
        meant = align(self.scenario.expected, understood(facts_of(self.state), self.scenario.brief))
        said = self._script.reply(waiting, meant.to_product)
        return Command(resume=said.model_dump(mode="json"))

    @property
    def state(self) -> State:
        """What the session holds now."""
        return readable(self._graph.get_state(CONFIG).values)

    def outcome(self) -> Outcome:
        """Return what scorers see of the finished conversation."""
        state = self.state
        files = state["files"] or {}
        return observe(
            json.loads(files[JSON]),
            files[MARKDOWN],
            read=intake_of(state).facts,
            known=facts_of(state),
            brief=self.scenario.brief,
            asked=tuple(self.asked),
            usage=seen(sum(usage_of(state).values(), Usage())),
        )


def run(scenario: Scenario, context: Context) -> Outcome:
    """Hold the whole conversation and return what scorers see of it.

    A product that refuses the brief has said nothing, and is scored so. Every other error passes through.
    """
    conversation = Conversation(scenario, context)
    try:
        waiting = conversation.go(opening(scenario.brief))
        while waiting:
            waiting = conversation.go(conversation.reply(waiting))
    except DomainError as error:
        return Outcome(refused=str(error))
    return conversation.outcome()
