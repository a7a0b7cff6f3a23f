"""What intake hands on: facts, and everything that it did not dare to claim."""

from dataclasses import dataclass

from tools.domain.brief import Coverage
from tools.domain.decisions import Value
from tools.domain.errors import DomainError
from tools.domain.evidence import Answer, Assumption, FileLine, Implied, Quote
from tools.domain.facts import Facts

FACTS_FILE = "facts file"
"""How a facts file was read, as the coverage has it."""

AnyEvidence = Quote | FileLine | Answer | Assumption | Implied


class IntakeError(DomainError):
    """A file that cannot be used. The message names file, line, what was expected and what to do."""


@dataclass(frozen=True, slots=True)
class UnreadSentence:
    """Words or a value of the brief that no fact was taken from."""

    file: str
    line: int
    text: str
    note: str = ""  # why, where there is more to say than that it was not understood


@dataclass(frozen=True, slots=True)
class Dropped:
    """What a language model proposed and the brief does not bear out. Secrets are taken out."""

    fact: str  # reference; of a row, if all of it was dropped
    value: str
    quote: str  # what it was proposed with, whether or not the brief has it
    reason: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One fact for which the sources say different things; the first value is the most exact source's."""

    fact: str
    values: tuple[tuple[Value, AnyEvidence], ...]
    first_stands: bool = False  # until it is settled, for its row cannot be without it


@dataclass(frozen=True, slots=True)
class Intake:
    """The facts of a brief, with what was read and what was not."""

    facts: Facts
    coverage: tuple[Coverage, ...] = ()
    unread: tuple[UnreadSentence, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    dropped: tuple[Dropped, ...] = ()
