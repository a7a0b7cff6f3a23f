"""What to ask, and what each answer would change."""

from dataclasses import dataclass

from tools.domain.decisions import Value


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    value: Value
    label: str
    recommended: bool  # the safer value, offered first
    changes: tuple[str, ...]  # what the design becomes, e.g. `product to search: outbox instead of log_cdc`


@dataclass(frozen=True, slots=True)
class Question:
    """A fact whose value can change the design."""

    fact: str
    text: str
    why: str
    options: tuple[Option, ...]
    decisions: tuple[str, ...]  # ids of the decisions that would turn
    contradiction: bool = False  # two sources disagree; the options are what they say
