"""What scorers see of one run. Ids are the product's own; `evals.align` says which gold ids they mean."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from agent.llm import Usage


class Seen(BaseModel):
    """Base of everything that was seen in a run."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class StoreSeen(Seen):
    """A store: its names, and the words of the brief that it was read from."""

    id: str
    technology: str
    names: tuple[str, ...] = ()
    words: str = ""


class EntitySeen(Seen):
    """A kind of thing and its names."""

    id: str
    names: tuple[str, ...] = ()


class FactSeen(Seen):
    """A fact that was taken from the brief, or assumed. What was answered later is not here."""

    value: Any
    evidence: Literal["quote", "file", "assumption", "implied", "answer"]
    found: bool  # its evidence stands in the brief


class EdgeSeen(Seen):
    """One entity on its way from one store to another."""

    entity: str
    source: str
    target: str
    mechanism: str | None = None
    lacks: tuple[str, ...] = ()  # parts of a target path that nothing was decided for


class OrderSeen(Seen):
    """What must be ordered about some entities."""

    subject: str
    entities: tuple[str, ...]
    need: str


class PlaceSeen(Seen):
    """What a claim is about; None: nothing said of it."""

    entity: str | None = None
    source: str | None = None
    target: str | None = None
    store: str | None = None


class ClaimSeen(Seen):
    """Something that is said to be wrong today, by the ids and names of whoever says it."""

    names: tuple[str, ...]
    places: tuple[PlaceSeen, ...]
    follows: bool = False  # a consequence (a law, a cause), not a fault of its own


class AdviceSeen(Seen):
    """What one subskill chose for one subject."""

    subskill: str
    subject: str
    choices: tuple[str, ...]


class UsageSeen(Seen):
    """What was asked of a model, in all."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0


def seen(usage: Usage) -> UsageSeen:
    """Return a usage as a part of an outcome."""
    return UsageSeen(**asdict(usage))


class Outcome(Seen):
    """One run."""

    facts: Mapping[str, FactSeen] = {}
    stores: tuple[StoreSeen, ...] = ()
    entities: tuple[EntitySeen, ...] = ()
    authorities: Mapping[str, tuple[str, ...]] = {}  # entity -> systems of record, `none` or `undetermined`
    today: tuple[EdgeSeen, ...] = ()
    paths: tuple[EdgeSeen, ...] = ()  # of the target design, those that are built or kept
    composition: str | None = None
    ordering: tuple[OrderSeen, ...] = ()
    claims: tuple[ClaimSeen, ...] = ()
    advice: tuple[AdviceSeen, ...] = ()
    asked: tuple[str, ...] = ()  # facts, in the order of the questions
    evidence: int = 0  # pieces of evidence and numbers that were looked up
    ungrounded: tuple[str, ...] = ()  # those of them that nothing supports
    markdown: str = ""
    usage: UsageSeen = UsageSeen()
    refused: str = ""  # why the product made no document
