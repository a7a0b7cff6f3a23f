"""Thousands of scenarios through batches. All run until they wait; one batch carries what they ask.

Then all go on with what came back, until none waits any more.
"""

import gc
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from langgraph.types import Command

from agent.context import Context
from agent.errors import AgentError
from agent.llm.batches import Batches
from agent.llm.model import Model
from agent.llm.retry import Retrying
from agent.llm.transport import Request
from agent.llm.waiting import REQUEST, Waiting
from agent.state import Json, opening
from evals.drive import Conversation
from evals.ledger import Ledger, Question
from evals.outcome import Outcome
from evals.post import send
from evals.scenario import Scenario
from tools.domain.errors import DomainError
from tools.report.text import counted

Tell = Callable[[str], None]


def run(
    scenarios: Mapping[str, Scenario], endpoint: Batches, ledger: Ledger, model: str, tell: Tell
) -> Iterator[tuple[str, Outcome | Exception]]:
    """Yield what becomes of each conversation, by name, when it ends: what scorers see, or its error.

    Each goes first as far as the answers of the ledger carry it. A wave that cannot be sent ends those that
    wait; what has ended before stays.
    """
    talks = {name: _Talk(name, one, model, ledger.answers(name)) for name, one in scenarios.items()}
    back: Mapping[str, Json | None] = dict.fromkeys(talks)
    wave = 0
    while True:
        waiting: dict[str, Question] = {}
        for name, answer in back.items():
            end = talks[name].go(answer)
            if isinstance(end, Question):
                waiting[end.id] = end
            else:
                del talks[name]
                yield name, end
        if not waiting:
            return
        gc.collect(0)  # each run leaves young garbage in circles, which the command looks for rarely
        wave += 1
        try:
            answers = send(waiting, endpoint, ledger, _told(tell, wave, len(waiting)))
        except AgentError as error:
            yield from ((name, error) for name in talks)
            return
        back = {question.conversation: answers[id_] for id_, question in waiting.items()}


def _told(tell: Tell, wave: int, waiting: int) -> Callable[[int], None]:
    asked = counted(waiting, "conversation")
    return lambda back: tell(f"wave {wave}: {asked} waiting, {counted(back, 'answer')} back")


class _Talk:
    """A conversation, and what came back for it before this run."""

    def __init__(self, name: str, scenario: Scenario, model: str, answers: Mapping[str, Json]) -> None:
        llm = Model(Retrying(Waiting(), sleep=lambda seconds: None), model)
        self._name = name
        self._scenario = scenario
        self._conversation = Conversation(scenario, Context(llm=llm))
        self._answers = answers
        self._asked = Counter[str]()

    def go(self, answer: Json | None) -> Question | Outcome | Exception:
        """Begin, or go on with an answer; return what it waits for or how it ended.

        Its error ends nobody else's.
        """
        entry: Any = Command(resume=answer) if answer else opening(self._scenario.brief)
        try:
            while asks := self._conversation.go(entry):
                if REQUEST not in asks:
                    entry = self._conversation.reply(asks)
                    continue
                question = self._question(asks[REQUEST])
                if question.id not in self._answers:
                    return question
                entry = Command(resume=self._answers[question.id])
            return self._conversation.outcome()
        except DomainError as error:
            return Outcome(refused=str(error))
        except Exception as error:  # noqa: BLE001 -- one scenario's defect is its own outcome
            return error

    def _question(self, request: Request) -> Question:
        question = Question(self._name, request)
        self._asked[question.id] += 1
        return Question(self._name, request, self._asked[question.id])
