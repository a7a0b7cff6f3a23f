"""Technologies, by name and alias, where prose mentions them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from tools.intake.words import word_set
from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Technology

_COMMON = word_set(
    """oracle elastic spark dynamo druid prefect stripe cockroach square stitch neon materialize vespa chroma
    beam iceberg pinot decodable airflow"""
)
"""English words and names: taken for a technology only with a capital letter."""
_GENERIC = frozenset(
    {
        "object storage", "object store", "vector database", "vector db", "vector store",
        "streaming database", "external api", "third party api", "partner api",
    }
)  # fmt: skip
"""Kinds of technology rather than one of them."""
_TAIL = re.compile(
    r"(?:[ \n]\(?v?(?P<version>\d+(?:\.\d+)*)(?!\w|\.\d|%| ?(?:million|thousand|nodes?|gb|tb|brokers?)))?"
    r"(?:[ \n](?:database|cluster|instance|index|server|warehouse|account)\b)?"
    r"(?:,?[ \n](?:called|named)[ \n][`'\"]?(?P<called>[A-Za-z][\w-]{1,40})[`'\"]?"
    r"|(?:,?[ \n]\(?|[ \n](?:[a-z]+[ \n]){0,3}\()(?:we call (?:it|the whole thing) )?"
    r"(?:[`'\"](?P<quoted>[A-Za-z][\w-]{1,40})[`'\"]|(?P<plain>[a-z][a-z0-9]*_\w{1,40}))"
    r"(?=[\s,.;)]|$)(?! (?:table|topic|index|queue|collection|schema|column)))?",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"[`'\"](?P<name>[A-Za-z][\w-]{1,40})[`'\"]"
    r"(?: \(|, (?:an?|our|the) |(?: (?:is|runs on|on|uses))?(?: an?| our)? )(?:managed )?$"
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+]*")
_LONGEST = 4  # words in the longest name


@dataclass(frozen=True, slots=True)
class Mention:
    """A technology named in a text, from start to end."""

    start: int
    end: int
    technology: Technology


def mentions(text: str) -> Iterator[Mention]:
    """Yield the technologies that a text names, the longest name first where one holds another."""
    words = [match.span() for match in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        found = _longest(text, words[index : index + _LONGEST])
        if found:
            mention, taken = found
            yield mention
            index += taken
        else:
            index += 1


def name_and_version(text: str, mention: Mention) -> tuple[int, str | None, str | None]:
    """Return where the words that belong to a mention end, the store's name and the version, if they say so.

    `PostgreSQL 16 (`shop_db`)`, `a Redis cluster called sessions`, `` `shop_db` (PostgreSQL)``.
    """
    tail = _TAIL.match(text, mention.end)
    assert tail is not None  # every part of it may be missing
    name = tail["called"] or tail["quoted"] or tail["plain"]
    if not name and (head := _HEAD.search(text, max(0, mention.start - 60), mention.start)):
        name = head["name"]
    return tail.end(), name, tail["version"]


def _longest(text: str, words: list[tuple[int, int]]) -> tuple[Mention, int] | None:
    start = words[0][0]
    if text[start : words[0][1]].rstrip(".").casefold() not in _first_words():
        return None
    for count in range(len(words), 0, -1):
        end = words[count - 1][1]
        name = text[start:end].rstrip(".")
        technology = _names().get(_folded(name))
        if (
            technology
            and not (_folded(name) in _COMMON and name[0].islower())
            and _stands_alone(text, start, end)
        ):
            return Mention(start, start + len(name), technology), count
    return None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell a word from a part of an identifier, a path or a host name; `MySQL/Redis-backed` are words."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    joined = "_@$." if text[start].isupper() else "_@$./-"
    return before not in tuple(joined) and not (after[:1] in tuple(joined) and after[1:].isalnum())


def _folded(name: str) -> str:
    return re.sub(r"[\s_/-]+", " ", name.casefold())


@cache
def _names() -> Mapping[str, Technology]:
    named = (
        (name, technology)
        for technology in catalogue().all
        for name in (technology.name, *technology.aliases)
    )
    return {_folded(name): technology for name, technology in named if _folded(name) not in _GENERIC}


@cache
def _first_words() -> frozenset[str]:
    return frozenset(match[0] for name in _names() if (match := _WORD.match(name)))
