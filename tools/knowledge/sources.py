"""The one registry of what rules, laws, technologies and failure modes cite."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator

from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse


class Source(Record):
    """Where a claim comes from.

    `seen` says how the text was met: page and issue were opened, source is program text that was read, repo
    is the page's own file in its repository, search is an excerpt. The last three have no url.
    """

    id: str
    url: str | None = None
    seen: Literal["page", "issue", "source", "repo", "search", "memory", "judgement", "enumeration"]
    note: str = ""

    @property
    def label(self) -> str:
        """What a reader sees: the url, or "from memory", "engineering judgement" and the like."""
        return self.url or self.note


@cache
def sources() -> Mapping[str, Source]:
    """Return every source by id. Raises KnowledgeError if sources.yaml breaks its schema."""
    entries = read_yaml("sources.yaml")
    return MappingProxyType(
        {id_: parse(Source, {"id": id_, **entry}, f"sources.yaml, {id_}") for id_, entry in entries.items()}
    )


def _registered(id_: str) -> str:
    if id_ not in sources():
        raise ValueError(f"source {id_!r} is not in sources.yaml; add it there or cite mem or judg")
    return id_


SourceId = Annotated[str, AfterValidator(_registered)]
"""The id of a registered source; a record that cites anything else is refused."""
