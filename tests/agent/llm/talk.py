"""A whole conversation with a model behind it, which a test lets answer, fail or stop, use by use."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import httpx2
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command

from agent.context import Context
from agent.graph import graph
from agent.llm import Llm
from agent.state import State, opening, readable
from agent.telling import heard_by
from tests.agent.llm.endpoint import Endpoint, said
from tests.agent.llm.uses import least, use_of
from tools.domain.brief import Brief

BRIEF = {
    "brief.md": "Our orders are in PostgreSQL, which we call orders_db, about 2 million orders. Search is "
    "Elasticsearch. When an order comes in, the shop writes it to PostgreSQL and then to Elasticsearch.",
    "notes.md": "Search may be a minute behind. Customers complain that cancelled orders are still found.",
}

Play = Callable[[], httpx2.Response]


class Desk(Endpoint):
    """An endpoint that answers each use in its own way, else with the least that it can say."""

    def __init__(self, **plays: Play) -> None:
        super().__init__(said(""))
        self.plays = plays
        self.asked: list[str] = []
        self.answered: Counter[str] = Counter()  # use -> answers that the endpoint counts tokens for

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        super().handle(request)
        use = use_of(self.requests[-1])
        self.asked.append(use)
        response = self.plays[use]() if use in self.plays else said(least(use))
        self.answered[use] += response.status_code == 200
        return response


class Talk:
    """One conversation, and all that it told."""

    def __init__(self, llm: Llm, budget_tokens: int | None = None) -> None:
        self.graph = graph.copy(
            {"checkpointer": InMemorySaver(serde=JsonPlusSerializer(allowed_msgpack_modules=None))}
        )
        self.config: Any = {"configurable": {"thread_id": "1"}}
        self.told: list[str] = []
        self.on(llm, budget_tokens)

    def on(self, llm: Llm, budget_tokens: int | None = None) -> None:
        """Go on with another model, or another budget."""
        self.context = Context(llm=llm, budget_tokens=budget_tokens)

    def send(self, entry: Any) -> None:
        with heard_by(self.told.append):
            self.graph.invoke(entry, self.config, context=self.context, durability="sync")

    def begin(self, texts: dict[str, str] | None = None) -> None:
        self.send(opening(Brief(texts or BRIEF)))

    def reply(self, **reply: Any) -> None:
        self.send(Command(resume=reply))

    @property
    def state(self) -> State:
        return readable(self.graph.get_state(self.config).values)

    @property
    def stands_before(self) -> tuple[str, ...]:
        """The nodes that run when it goes on."""
        return self.graph.get_state(self.config).next

    @property
    def cards(self) -> list[dict[str, Any]]:
        return [card for one in self.graph.get_state(self.config).interrupts for card in one.value["cards"]]


MOVES: tuple[Callable[[Talk], None], ...] = (
    lambda talk: talk.begin(),
    lambda talk: talk.reply(said={talk.cards[0]["fact"]: "yes, one of those, I would have to ask"}),
    lambda talk: talk.reply(said={talk.cards[0]["fact"]: "ask me tomorrow"}),
    lambda talk: talk.reply(why="why is search fed in this way?"),
    lambda talk: talk.reply(assume_rest=True),
)
"""What a user does from the brief to the document, so that every use of a model has its turn."""


def hold(talk: Talk) -> None:
    """Hold the conversation from the brief to the document."""
    for move in MOVES:
        move(talk)
