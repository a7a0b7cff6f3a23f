"""What a language model added to a document, apart from what was decided, and what a check made of it."""

from typing import Literal

from tools.domain.record import record

Status = Literal["ran", "parsed", "not checked"]


@record(frozen=True, slots=True)
class Block:
    """One piece of advice that no check refused."""

    subject: str  # path, store or entity id
    text: str
    code: str  # empty: advice in words only
    language: str  # sql, yaml, json or other
    status: Status
    detail: str  # what was run or read, and on what: `the SQL ran on PostgreSQL 18`


@record(frozen=True, slots=True)
class Caught:
    """A piece of advice that a check refused; it is named, and not given as advice."""

    subject: str
    what: str  # e.g. `a retry called safe`
    why: str  # what the check saw


@record(frozen=True, slots=True)
class Doubt:
    """What an adversarial reading of the design raised."""

    text: str
    quote: str  # words of the brief, found there; empty without
    about: str  # reference of a fact, id of a rule, finding or failure mode; empty: it names none that exists


@record(frozen=True, slots=True)
class Assisted:
    """Everything in a document that a language model wrote."""

    narrative: str | None = None  # paragraphs, an empty line between two
    blocks: tuple[Block, ...] = ()
    caught: tuple[Caught, ...] = ()
    doubts_asked: tuple[Doubt, ...] = ()  # each became a question
    doubts_known: tuple[Doubt, ...] = ()  # the design already says so
    doubts_unchecked: tuple[Doubt, ...] = ()  # nothing here could judge them
    notes: tuple[str, ...] = ()  # what did not happen, and why: `no model answered`
