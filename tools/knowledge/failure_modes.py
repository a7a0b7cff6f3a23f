"""What is known to go wrong between stores: how it starts, how it looks, how to see and to mend it."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from pydantic import Field, model_validator

from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.knowledge.signals import SignalId
from tools.knowledge.technology import Claim


class Needs(Record):
    """What a path must have for a failure to be possible on it; an empty list asks for nothing.

    `capture` are labels of today's mechanisms (rule group S1.label), `rows` is what the rows hold, the others
    are ids or categories of technologies: of the source, of the target, of one of the stores in between, of
    any of them.
    """

    capture: tuple[str, ...] = ()
    rows: tuple[Literal["personal", "restricted"], ...] = ()
    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    via: tuple[str, ...] = ()
    anywhere: tuple[str, ...] = ()


class FailureMode(Claim):
    """One way in which data integration fails.

    `law` is the composition law and `checklist` the item that it breaks, `rules` the design rules that warn
    of it; `symptoms_words` are phrases in which users tell of it. Of the signals, one of `confirmed_by` that
    is seen says that it happened; one of `ruled_out_without` that is not seen, or of `ruled_out_by` that is,
    says that it did not. A run that the model checker found in a family of `found_in`, and that ends in
    `breaks` where that is said, shows how it comes about.
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
    rules: tuple[str, ...] = ()
    symptoms_words: tuple[str, ...]
    needs: Needs = Needs()
    confirmed_by: tuple[SignalId, ...] = ()
    ruled_out_without: tuple[SignalId, ...] = ()
    ruled_out_by: tuple[SignalId, ...] = ()
    found_in: tuple[str, ...] = ()
    breaks: str = ""

    @model_validator(mode="after")
    def _one_meaning_each(self) -> "FailureMode":
        twice = set(self.ruled_out_by) & {*self.confirmed_by, *self.ruled_out_without}
        if twice:
            raise ValueError(f"{self.id}: {sorted(twice)} rule it out when seen; expected no other meaning")
        return self

    @property
    def signals(self) -> tuple[str, ...]:
        """The signals that say something of it."""
        return tuple(dict.fromkeys((*self.confirmed_by, *self.ruled_out_without, *self.ruled_out_by)))


@cache
def failure_modes() -> tuple[FailureMode, ...]:
    """Return every failure mode by rising id. Raises KnowledgeError if the file breaks its schema."""
    return tuple(failure_mode_by_id().values())


@cache
def failure_mode_by_id() -> Mapping[str, FailureMode]:
    """Return every failure mode by id, in rising order."""
    entries = read_yaml("failure_modes.yaml")
    where = "failure_modes.yaml"
    return MappingProxyType(
        {id_: parse(FailureMode, {"id": id_, **entries[id_]}, where) for id_ in sorted(entries)}
    )
