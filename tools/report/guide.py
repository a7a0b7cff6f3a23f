"""The fixed prose of the document, from guide.yaml: steps and alarms with places for the user's names."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import TypeAdapter

from tools.knowledge.thresholds import with_numbers

Style = Literal["copy", "cache", "effect", "in_place", "repair", "remove", "direct"]
"""What a path is changed to: a mechanism, a better use of the same, nothing, a write without a detour."""


@dataclass(frozen=True, slots=True)
class BetterQuestion:
    """What to ask of a system that needs no integration, and the subskill that answers it, if one does."""

    lead: str
    text: str
    subskill: str = ""


@dataclass(frozen=True, slots=True)
class CutoverStep:
    """One step: what to do, what must hold before the next one, and the way back."""

    do: str
    gate: str
    back: str


@dataclass(frozen=True, slots=True)
class Alarm:
    """What to do when an alarm fires, `first` and `then`, and the kind of path that has it."""

    alarm: str
    first: str
    then: str
    paths: Literal["all", "log", "outbox", "batch"]


@dataclass(frozen=True, slots=True)
class Guide:
    """All of it."""

    preface: str  # of the correctness analysis
    counterexamples: str  # before the runs in which today's paths go wrong
    search: str  # what a verdict of the search speaks of
    come_back: str  # when one store is no longer enough
    better_questions: tuple[BetterQuestion, ...]
    versions: Mapping[str, str]
    lag: Mapping[str, str]
    bootstrap: Mapping[str, tuple[str, ...]]
    cutover: Mapping[Style, tuple[CutoverStep, ...]]
    runbook: tuple[Alarm, ...]


@cache
def guide() -> Guide:
    """Return the prose. Raises pydantic's ValidationError if guide.yaml does not have this shape."""
    raw = yaml.load(files(__package__).joinpath("guide.yaml").read_bytes(), Loader=yaml.CSafeLoader)
    return TypeAdapter(Guide).validate_python(raw)


def filled(text: str, names: Mapping[str, str]) -> str:
    """Return a text of the guide with the user's names and the thresholds in their places."""
    return with_numbers(text).format_map(names)
