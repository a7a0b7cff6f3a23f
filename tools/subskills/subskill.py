"""What a subskill is: a deeper decision that a step delegates, usable on its own."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tools.deciding.ledger import Ledger
from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.design import Design
from tools.domain.subskills import Advice
from tools.knowledge.decision_rules import decision_groups
from tools.logic.inputs import InputSpec


def outcome(decision: Decision) -> str:
    """Return the id of what was chosen, for a sentence; the report puts a reader's words in its place."""
    return "what is not decided yet" if decision.choice == UNDETERMINED else decision.choice


@dataclass(frozen=True, slots=True)
class Subskill:
    """One of the eight.

    `groups` are its rule groups (tools/knowledge/subskills/); their ids begin with the step that delegates.
    `advise` takes the design so far and returns what it has to say, one piece per subject, taking its
    decisions in the ledger; nothing if its question does not arise.
    """

    name: str  # `transaction-isolation-selector`
    title: str  # `Which isolation level each operation needs`
    step: int
    asks: str  # the question that it answers, for a reader
    groups: tuple[str, ...]
    advise: Callable[[Design, Ledger], tuple[Advice, ...]]

    def needs(self) -> tuple[InputSpec, ...]:
        """Return what its rules read and the user has to say."""
        read = (spec for id_ in self.groups for spec in decision_groups()[id_].inputs.values())
        return tuple({spec.name: spec for spec in read if not spec.derived}.values())

    def decisions(self, design: Design) -> tuple[Decision, ...]:
        """Return the decisions of a design that are this subskill's own."""
        return tuple(one for one in design.decisions if f"S{one.step}.{one.topic}" in self.groups)

    def decide(self, design: Design) -> Design:
        """Return the design with this subskill's decisions, assumptions and advice added."""
        ledger = Ledger(self.step)
        advice = self.advise(design, ledger)
        if not advice:
            return design
        done = replace(ledger.close(design), done=design.done)
        return replace(done, advice=(*done.advice, *advice))
