"""Run one scenario through the product: its graph, with the scripted user on the other side."""

import json
from dataclasses import dataclass
from functools import reduce
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command

from agent.context import Context
from agent.documents import JSON, MARKDOWN
from agent.graph import build
from agent.llm import OFFLINE, Usage
from agent.state import State, facts_of, intake_of, opening, readable
from evals.align import align
from evals.observe import observe
from evals.outcome import Outcome, UsageSeen
from evals.scenario import Scenario
from evals.script import Script
from evals.understood import understood
from tools.domain.errors import DomainError

CONFIG: Any = {"configurable": {"thread_id": "eval"}}


@dataclass(frozen=True, slots=True)
class Session:
    """A conversation that has ended, and the facts that it asked for, in order."""

    state: State
    asked: tuple[str, ...]


def run(scenario: Scenario, context: Context) -> Outcome:
    """Return what scorers see of one conversation.

    A product that refuses the brief has said nothing, and is scored so. Every other error passes through.
    """
    try:
        session = converse(scenario, context)
    except DomainError as error:
        return Outcome(refused=str(error))
    files = session.state["files"] or {}
    return observe(
        json.loads(files[JSON]),
        files[MARKDOWN],
        read=intake_of(session.state).facts,
        known=facts_of(session.state),
        brief=scenario.brief,
        asked=session.asked,
        usage=usage_of(session.state),
    )


def converse(scenario: Scenario, context: Context) -> Session:
    """Hold the whole conversation. Errors of the product pass through."""
    graph = build(InMemorySaver(serde=JsonPlusSerializer(allowed_msgpack_modules=None)))
    script = Script(scenario.user, in_words=context.llm is not OFFLINE)
    asked: dict[str, None] = {}
    entry: Any = opening(scenario.brief)
    while True:
        graph.invoke(entry, CONFIG, context=context)
        at = graph.get_state(CONFIG)
        state = readable(at.values)
        if not at.interrupts:
            return Session(state, tuple(asked))
        waiting = at.interrupts[0].value
        asked |= dict.fromkeys(card["fact"] for card in waiting["cards"])
        meant = align(scenario.expected, understood(facts_of(state), scenario.brief))
        reply = script.reply(waiting, meant.to_product)
        entry = Command(resume=reply.model_dump(mode="json"))


def usage_of(state: State) -> UsageSeen:
    """Return what a conversation used of a model, over all uses."""
    spent = reduce(Usage.__add__, (Usage(*one) for one in state.get("usage", {}).values()), Usage())
    requests, tokens_in, tokens_out, tokens_cached = spent.as_list()
    return UsageSeen(
        requests=requests, tokens_in=tokens_in, tokens_out=tokens_out, tokens_cached=tokens_cached
    )
