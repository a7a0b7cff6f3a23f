"""The same model without the product: asked once, with the brief alone, as its user could have done.

Its document is then read into the form that scorers see by the same model, which is told to transcribe and to
judge nothing. What it takes for a fact, quotes and asks cannot be compared and is not.
"""

from collections.abc import Iterable
from typing import get_args

from pydantic import BaseModel, Field

import prompts
from agent.llm.model import Model
from agent.llm.port import Usage, Use
from agent.llm.transport import Request, Transport
from evals.errors import EvalError
from evals.outcome import (
    ClaimSeen,
    EdgeSeen,
    EntitySeen,
    OrderSeen,
    Outcome,
    PlaceSeen,
    StoreSeen,
    seen,
)
from evals.scenario import Scenario
from tools.domain.brief import Brief
from tools.domain.facts import Mechanism
from tools.intake.mentions import mentions
from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.technologies import catalogue
from tools.rules import RULES

LONGEST = 16_000
"""Tokens of the document that a model may write."""


class SaidStore(BaseModel):
    """A store of the document."""

    id: str
    technology: str
    names: list[str]


class SaidEntity(BaseModel):
    """A kind of data."""

    id: str
    names: list[str]


class SaidRecord(BaseModel):
    """Who is right about an entity."""

    entity: str
    stores: list[str] = Field(description="ids of stores, or `none`")


class SaidEdge(BaseModel):
    """One entity on its way from one store to another."""

    entity: str
    source: str
    target: str
    mechanism: str


class SaidOrder(BaseModel):
    """What must be ordered about an entity."""

    entity: str
    need: str


class SaidFault(BaseModel):
    """Something that is wrong today."""

    rule: str = Field(description="id of the rule, or empty")
    entity: str
    source: str
    target: str


class Transcript(BaseModel):
    """A document as a program can count it."""

    stores: list[SaidStore]
    entities: list[SaidEntity]
    systems_of_record: list[SaidRecord]
    today: list[SaidEdge]
    paths: list[SaidEdge]
    composition: str = Field(description="`single` or `composed`")
    ordering: list[SaidOrder]
    faults: list[SaidFault]


def run(scenario: Scenario, transport: Transport, model: str) -> Outcome:
    """Return what scorers see of the document that the model writes. Raise EvalError if it cannot be read."""
    written = transport.send(request(scenario.brief, model))
    answer = Model(transport, model).answer(TRANSCRIBE, document=written.text)
    if answer.value is None:
        raise EvalError(f"{scenario.name}: the document could not be read: {answer.fault}")
    return _outcome(answer.value, written.text, written.usage + answer.usage)


def request(brief: Brief, model: str) -> Request:
    """Return the request that a user would make."""
    files = [{"name": name, "text": text} for name, text in sorted(brief.texts.items())]
    content = prompts.render("bare.user", files=files)
    return {"model": model, "max_tokens": LONGEST, "messages": [{"role": "user", "content": content}]}


def _words() -> dict[str, str]:
    groups = decision_groups()
    return {
        "today": ", ".join(get_args(Mechanism)),
        "design": ", ".join(_outcomes(rule.outcome for rule in groups["S3.capture"].rules)),
        "ordering": ", ".join(_outcomes(rule.outcome for rule in groups["S6.need"].rules)),
        "rules": "\n".join(f"{rule.id} {rule.name}: {rule.problem}" for rule in RULES),
    }


def _outcomes(names: Iterable[object]) -> list[str]:
    """Return names once each, by the alphabet: a rule that moves makes no recording stale."""
    return sorted(set(map(str, names)))


TRANSCRIBE = Use("transcribe", Transcript, "low", 32_000, _words)


def _outcome(said: Transcript, markdown: str, usage: Usage) -> Outcome:
    return Outcome(
        stores=tuple(map(_store, said.stores)),
        entities=tuple(EntitySeen(id=one.id, names=tuple(one.names)) for one in said.entities),
        authorities={one.entity: tuple(one.stores) for one in said.systems_of_record},
        today=tuple(EdgeSeen(**one.model_dump()) for one in said.today),
        paths=tuple(EdgeSeen(**one.model_dump()) for one in said.paths if one.source != one.target),
        composition=said.composition,
        ordering=tuple(
            OrderSeen(subject=one.entity, entities=(one.entity,), need=one.need) for one in said.ordering
        ),
        claims=tuple(map(_claim, said.faults)),
        markdown=markdown,
        usage=seen(usage),
    )


def _store(said: SaidStore) -> StoreSeen:
    """Return a store; its technology by whatever the document calls it: `Oracle 19c, primary`."""
    exact = catalogue().find(said.technology)
    words = ", ".join((said.technology, *said.names))
    named = [exact] if exact else [one.technology for one in mentions(words)]
    technology = named[0].id if named else "other"
    return StoreSeen(id=said.id, technology=technology, names=(said.id, *said.names))


def _claim(said: SaidFault) -> ClaimSeen:
    names = {rule.id: rule.name for rule in RULES}
    place = PlaceSeen(entity=said.entity or None, source=said.source or None, target=said.target or None)
    return ClaimSeen(names=(said.rule, names.get(said.rule, said.rule)), places=(place,))
