"""The numbers that decisions compare with."""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.logic.condition import show

NAME = re.compile(r"\bT\.(\w+)")


class Threshold(Record):
    """One number, in `unit`; kind `judgement` is printed as engineering judgement."""

    name: str
    default: float
    unit: str
    kind: Literal["documented", "practice", "judgement"]
    meaning: str

    def show(self, number: float) -> str:
        """Write a value of this threshold for a reader: `60 s`, `25 %`, `3 times`."""
        if self.unit.startswith("fraction"):
            return f"{100 * number:g} %"
        return (
            f"{show(number)} times"
            if self.unit.startswith(("times", "ratio"))
            else f"{show(number)} {self.unit}"
        )


@cache
def thresholds() -> Mapping[str, Threshold]:
    """Return every threshold by name. Raises KnowledgeError if thresholds.yaml breaks its schema."""
    entries = read_yaml("thresholds.yaml").items()
    return MappingProxyType(
        {
            name: parse(Threshold, {"name": name, **entry}, f"thresholds.yaml, {name}")
            for name, entry in entries
        }
    )


@cache
def defaults() -> Mapping[str, float]:
    """Return the default of every threshold by name."""
    return MappingProxyType({name: threshold.default for name, threshold in thresholds().items()})


def with_numbers(text: str, numbers: Mapping[str, float] | None = None) -> str:
    """Replace each `T.name` in a sentence by its number: "an alarm after 60 s".

    `numbers` overrides defaults. Raises KnowledgeError for a name that is no threshold.
    """
    current = {**defaults(), **(numbers or {})}

    def number(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in current:
            raise KnowledgeError(f"{text!r} names T.{name}; expected a threshold of thresholds.yaml")
        return thresholds()[name].show(current[name])

    return NAME.sub(number, text)
