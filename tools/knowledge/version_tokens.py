"""What orders two versions of one row, per kind of source."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.knowledge.sources import SourceId


class VersionToken(Record):
    """What to compare, in which scope, and what goes wrong with it; or `refused`, the reason in `trap`."""

    source: str
    token: str = ""
    refused: bool = False
    scope: str = ""
    trap: str = ""
    best: bool = False
    sources: tuple[SourceId, ...]


@cache
def version_tokens() -> Mapping[str, VersionToken]:
    """Return the tokens by kind of source. Raises KnowledgeError if version_tokens.yaml breaks its schema."""
    found = {
        source: parse(VersionToken, {"source": source, **entry}, f"version_tokens.yaml, {source}")
        for source, entry in read_yaml("version_tokens.yaml").items()
    }
    for token in found.values():
        if bool(token.token) is token.refused:
            raise KnowledgeError(
                f"version_tokens.yaml, {token.source}: expected either a token or refused: true"
            )
    return MappingProxyType(found)
