"""What a scenario expects (`expect.yaml`) and what its user says when asked (`user.yaml`).

Ids are gold ids: the product is free to use others, `evals.align` finds which are meant.
"""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tools.domain.facts import Id, Mechanism

Kind = Literal[
    "one_database",
    "good_design",
    "injection",
    "missing_inputs",
    "hidden_cause",
    "large",
    "pasted_files",
    "not_english",
    "contradictory",
    "rambling",
    "short",
    "wrong_about_itself",
    "subskill",
    "ordinary",
    "held_out",
]
"""`held_out`: what the product made of it changed nothing here; else it loses that kind."""

NO_STORE = "none"
"""In `systems_of_record`: nobody has to be right about it."""


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(
            f"{text!r} is no regular expression ({error}); escape what is meant literally"
        ) from None
    return text


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Regex = Annotated[str, AfterValidator(_pattern)]
AnyOf = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1)]
"""Any of these is right. One may be written without a list."""


class Gold(BaseModel):
    """Base of everything that is read from a scenario."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldStore(Gold):
    """A store that the text names, and what the text calls it."""

    id: Id
    technology: str
    called: tuple[str, ...] = ()


class GoldEntity(Gold):
    """A kind of thing that the text speaks of, and its names there."""

    id: Id
    called: tuple[str, ...] = ()


class GoldEdge(Gold):
    """One entity on its way from one store to another."""

    entity: Id
    source: Id = Field(alias="from")
    target: Id = Field(alias="to")

    @property
    def ends(self) -> tuple[str, str, str]:
        """Entity, source and target."""
        return self.entity, self.source, self.target


class TodayEdge(GoldEdge):
    """How data moves today."""

    mechanism: Mechanism = "unknown"


class TargetEdge(GoldEdge):
    """A path that the target design must have; any of the mechanisms is right, none given: not judged."""

    mechanism: Annotated[tuple[str, ...], BeforeValidator(_listed)] = ()


class Place(Gold):
    """What a finding is about: an edge, or only a part of one, or a store."""

    entity: Id | None = None
    source: Id | None = Field(default=None, alias="from")
    target: Id | None = Field(default=None, alias="to")
    store: Id | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Place":
        if not self.model_fields_set:
            raise ValueError("say what it is about: entity, from and to of a path, or store")
        return self


class GoldFinding(Gold):
    """Something that is wrong today. Any of the rules (ids or names) that sees it there is right."""

    rules: AnyOf
    about: Place
    why: str


class Asking(Gold):
    """Facts that must, and that must not, be asked for."""

    ask: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


class Expected(Gold):
    """`expect.yaml`. A section that is left out is not judged; an empty one says that there is nothing."""

    title: str
    industry: str = Field(pattern=r"^[a-z][a-z_]*$")
    kinds: tuple[Kind, ...] = Field(min_length=1)
    language: str = Field(pattern=r"^[a-z]{2}$")
    stores: tuple[GoldStore, ...] = Field(min_length=1)
    entities: tuple[GoldEntity, ...] = ()
    facts: dict[str, Any] = {}
    today: tuple[TodayEdge, ...] | None = None
    systems_of_record: dict[str, AnyOf] = {}
    composition: Literal["single", "composed"] | None = None
    paths: tuple[TargetEdge, ...] | None = None
    parked: tuple[GoldEdge, ...] = ()
    ordering: dict[str, AnyOf] = {}
    findings: tuple[GoldFinding, ...] | None = None
    also_true: tuple[str, ...] = ()
    advice: dict[str, AnyOf] = {}
    questions: Asking = Asking()
    must_say: tuple[Regex, ...] = ()
    must_not_say: tuple[Regex, ...] = ()
    notes: str | tuple[str, ...] = ""


class ScriptedAnswer(Gold):
    """What the user says to a question about a fact, or one worded so. The first that fits is given."""

    fact: Regex | None = None
    about: Regex | None = None
    says: str
    means: Any

    @model_validator(mode="after")
    def _fits_something(self) -> "ScriptedAnswer":
        if self.fact is None and self.about is None:
            raise ValueError("give `fact` or `about`, a regular expression for the questions that it answers")
        return self

    def fits(self, fact: str, text: str) -> bool:
        """Say whether it answers a question."""
        by_fact = self.fact is not None and re.search(self.fact, fact)
        return bool(by_fact or (self.about is not None and re.search(self.about, text, re.IGNORECASE)))


class User(Gold):
    """`user.yaml`."""

    answers: tuple[ScriptedAnswer, ...] = ()
    otherwise: Literal["assume", "assume rest"] = "assume rest"
    turns: int = Field(default=3, ge=0)
