"""Technologies, by name and alias, where prose mentions them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

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
_NAME = r"[A-Za-z][\w-]{1,40}"
_Q = "[`'\"\u201c\u201d\u201e]"
_TAIL = re.compile(
    r"(?:[ \n]\(?v?(?P<version>\d+(?:\.\d+)*[cg]?)"
    r"(?!\w|\.\d|[%?]| ?(?:million|thousand|nodes?|gb|tb|brokers?)))?"
    r"(?:[ \n](?:database|cluster|instance|index|server|warehouse|account)\b)?"
    r"(?:[ \n]\([^()\n]{1,20}\)(?=[ \n](?:called|named)))?"
    rf"(?:,?[ \n](?:in an? (?:database|schema) )?(?:called|named)[ \n]{_Q}?(?P<called>{_NAME}){_Q}?"
    rf"|,?[ \n]\(?(?:which )?we[ \n]call[ \n]it[ \n](?!(?:the|an?|our|that|this)\b)(?P<told>{_NAME})\b"
    rf"|,[ \n](?:our |the |its )?(?:database|db|datenbank)[ \n]{_Q}(?P<owned>{_NAME}){_Q}"
    rf"|(?:,?[ \n]\(?|[ \n](?:[a-z]+[ \n]){{0,3}}\()"
    r"(?:we[ \n](?:say|call[ \n](?:it|the[ \n]whole[ \n]thing))[ \n])?"
    rf"(?:{_Q}(?P<quoted>{_NAME}){_Q}|(?P<plain>[a-z][a-z0-9]*_\w{{1,40}}))"
    r"(?=[\s,.;)]|$)(?! (?:table|topic|index|queue|collection|schema|column)))?",
    re.IGNORECASE,
)
_HEAD = re.compile(
    r"[`'\"](?P<name>[A-Za-z][\w-]{1,40})[`'\"]"
    r"(?: \(|, (?:an?|our|the) |(?: (?:is|runs on|on|uses))?(?: an?| our)? )(?:managed )?$"
)
_SUBJECT = re.compile(r"(?:^|[,;:] )(?P<name>[a-z][a-z0-9]+db) (?:is|runs on)(?: an?| our)? $")
_BY_HOST = re.compile(
    r"(?: v?(?P<version>\d+(?:\.\d+)*))?,?\s(?:(?:hosted |managed )?(?:at|on|from|by|with|bei)\s|\()?|'s\s",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+]*")
_LONGEST = 4  # words in the longest name


@dataclass(frozen=True, slots=True)
class Mention:
    """A technology named in a text, from start to end."""

    start: int
    end: int
    technology: Technology
    version: str | None = None


@lru_cache(maxsize=1 << 12)
def mentions(text: str) -> tuple[Mention, ...]:
    """Return the technologies that a text names; one that a provider hosts is one, `Postgres 16 on Neon`."""
    return tuple(_hosted_as_one(text))


def _hosted_as_one(text: str) -> Iterator[Mention]:
    last: Mention | None = None
    for mention in _named(text):
        both = _hosted(text, last, mention) if last else None
        if last and not both:
            yield last
        last = both or mention
    if last:
        yield last


def _hosted(text: str, first: Mention, second: Mention) -> Mention | None:
    """Return one mention for two next to each other if one of them is the other as a provider runs it."""
    for host, base in ((first, second), (second, first)):
        between = _BY_HOST.fullmatch(text, first.end, second.start)
        if host.technology.hosted and host.technology.based_on == base.technology.id and between:
            return Mention(first.start, second.end, host.technology, between["version"])
    return None


def _named(text: str) -> Iterator[Mention]:
    """Yield every technology named, the longest name first where one holds another."""
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
    name = next((said for said in tail.group("called", "told", "owned", "quoted", "plain") if said), None)
    before = text[max(0, mention.start - 60) : mention.start]
    if not name and (head := _HEAD.search(before) or _SUBJECT.search(before)):
        name = head["name"]
    return tail.end(), name, tail["version"] or mention.version


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
