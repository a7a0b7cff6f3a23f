"""What the isolation levels of each engine do, from isolation_levels.yaml."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.knowledge.technology import Claim


class Level(Claim):
    """What one isolation level of one engine does; the words are explained in isolation_levels.yaml."""

    id: str
    says: str
    reads: Literal["latest", "statement", "transaction", "locked"]
    snapshot_at: Literal["first_statement", "first_read"] = "first_statement"
    holds: Literal["nothing", "rows", "ranges"] = "nothing"
    conflict: Literal["newest", "abort"]
    checks_reads: bool = False
    gaps: bool = False
    finds: Literal["began", "now"] = "now"
    fair: bool = False
    each_statement: bool = False

    @property
    def aborts(self) -> bool:
        """Whether it keeps transactions apart by aborting one, so that the caller has to retry."""
        return self.conflict == "abort" or self.holds != "nothing"

    @property
    def keeps_snapshot(self) -> bool:
        """Whether a transaction has one snapshot, to read from or to compare rows with."""
        return self.reads == "transaction" or self.conflict == "abort"

    @property
    def certifies(self) -> bool:
        """Whether it also watches what was read: by shared locks that are kept, or before the commit."""
        return self.checks_reads or self.holds != "nothing"


class Engine(Record):
    """The isolation levels of one engine, from the weakest to the strongest."""

    id: str
    name: str
    technologies: tuple[str, ...] = Field(min_length=1)
    from_version: str | None = None
    default: str
    same_as: Mapping[str, str] = Field(default_factory=dict)
    levels: tuple[Level, ...]

    def level(self, name: str) -> Level | None:
        """Return the level of this name, or the one that is used for it; None if the engine has none."""
        return next((level for level in self.levels if level.id == self.same_as.get(name, name)), None)


@cache
def engines() -> Mapping[str, Engine]:
    """Return every engine by id. Raises KnowledgeError if the file breaks its schema."""
    where = "isolation_levels.yaml"
    entries: dict[str, dict[str, Any]] = read_yaml(where)
    found = {}
    for id_, entry in entries.items():
        levels = [{"id": name, **level} for name, level in entry["levels"].items()]
        found[id_] = parse(Engine, {**entry, "id": id_, "levels": levels}, f"{where}, {id_}")
    return MappingProxyType(found)


def engine_of(technology: str, version: str | None) -> Engine | None:
    """Return the engine of a store, None where its levels are not known here.

    An unsaid version is taken for an old one: it promises less.
    """
    fitting = [one for one in engines().values() if technology in one.technologies]
    newer = [one for one in fitting if one.from_version and _numbers(version) >= _numbers(one.from_version)]
    return next(iter(newer or (one for one in fitting if one.from_version is None)), None)


def _numbers(version: str | None) -> tuple[int, ...]:
    """Return the numbers that a version begins with: `11.8.2-log` is (11, 8, 2)."""
    parts = (version or "").split("-")[0].split(".")
    numbers = []
    for part in parts:
        if not part.isdigit():
            break
        numbers.append(int(part))
    return tuple(numbers)
