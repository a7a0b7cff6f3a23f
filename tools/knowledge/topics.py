"""Short texts that go with the decisions: practices, the gates of the document, corrections of the seeds."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse

T = TypeVar("T")


class SeedErratum(Record):
    """A statement of the seeds that this project does not follow, and the correction."""

    seed: str
    correction: str


@cache
def topics() -> Mapping[str, tuple[str, ...]]:
    """Return practices by topic; numbers stand as `T.name`, see `thresholds.with_numbers`."""
    return MappingProxyType(_read("topics.yaml", TypeAdapter(dict[str, tuple[str, ...]])))


@cache
def gates() -> Mapping[str, str]:
    """Return what the document must hold, by gate id."""
    return MappingProxyType(_read("gates.yaml", TypeAdapter(dict[str, str])))


@cache
def seed_errata() -> tuple[SeedErratum, ...]:
    """Return the corrections of the seeds."""
    return tuple(parse(SeedErratum, entry, "seed_errata.yaml") for entry in read_yaml("seed_errata.yaml"))


def _read(name: str, shape: TypeAdapter[T]) -> T:
    try:
        return shape.validate_python(read_yaml(name))
    except ValidationError as error:
        raise KnowledgeError(f"{name}: {error}") from error
