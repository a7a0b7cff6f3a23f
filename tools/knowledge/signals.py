"""What tells one failure mode from another: a question, and the query that answers it."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.knowledge.technology import Claim

Place = Literal["path", "source", "target", "via"]


class Check(Claim):
    """A query or metric. `technologies` are the ids or categories that can run it; empty: any."""

    technologies: tuple[str, ...] = ()
    run: str
    seen_if: str


class Signal(Record):
    """Something that is seen or not. `asks` names {path}, {source} and {target}; `at` is where to look.

    Whoever sees it has also seen the signals of `implies`.
    """

    id: str = Field(pattern=r"^[a-z_]{3,30}$")
    asks: str
    at: Place
    checks: tuple[Check, ...] = Field(min_length=1)
    implies: tuple[str, ...] = ()


@cache
def signals() -> Mapping[str, Signal]:
    """Return every signal by id. Raises KnowledgeError if the file breaks its schema."""
    entries = read_yaml("signals.yaml")
    return MappingProxyType(
        {id_: parse(Signal, {"id": id_, **entry}, f"signals.yaml, {id_}") for id_, entry in entries.items()}
    )


def _known(id_: str) -> str:
    if id_ not in signals():
        raise ValueError(f"signal {id_!r} is not in signals.yaml; add it there")
    return id_


SignalId = Annotated[str, AfterValidator(_known)]
"""The id of a signal; a failure mode that names anything else is refused."""
