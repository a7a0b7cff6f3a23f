"""What is known to go wrong between stores: how it starts, how it looks, how to see and to mend it."""

from functools import cache
from typing import Literal

from pydantic import Field

from tools.knowledge.files import read_yaml
from tools.knowledge.record import parse
from tools.knowledge.technology import Claim


class FailureMode(Claim):
    """One way in which data integration fails.

    `law` is the composition law and `checklist` the item that it breaks; `symptoms_words` are phrases in
    which users tell of it.
    """

    id: str = Field(pattern=r"^F\d\d$")
    kind: Literal["loss", "duplicate", "stale", "divergence", "outage", "security"] = Field(alias="class")
    name: str
    trigger: str
    symptom: str
    signal: str
    fix: str
    law: str | None = Field(default=None, pattern=r"^G\d+b?$")
    checklist: str | None = Field(default=None, pattern=r"^C\d\d$")
    symptoms_words: tuple[str, ...]


@cache
def failure_modes() -> tuple[FailureMode, ...]:
    """Return every failure mode by rising id. Raises KnowledgeError if the file breaks its schema."""
    entries = read_yaml("failure_modes.yaml")
    return tuple(
        parse(FailureMode, {"id": id_, **entries[id_]}, "failure_modes.yaml") for id_ in sorted(entries)
    )
