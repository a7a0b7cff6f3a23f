"""Who reads what, how, and how fresh it has to be, where prose says so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tools.domain.facts import Pattern
from tools.intake.clause import Clause
from tools.intake.draft import Draft
from tools.intake.identity import only, technology_of
from tools.intake.nouns import things_after, things_in
from tools.intake.quantities import DURATION, NUMBER, RATE, per_second, seconds
from tools.intake.words import slug
from tools.knowledge.technology import Category

_ANALYTIC: tuple[Category, ...] = ("warehouse", "lakehouse", "olap_realtime", "embedded_olap")


@dataclass(frozen=True, slots=True)
class _Use:
    """A word for reading, the pattern that it means, and the kinds of store made for it."""

    name: str
    words: re.Pattern[str]
    pattern: Pattern
    categories: tuple[Category, ...]


_WORDS: tuple[tuple[str, str, Pattern, tuple[Category, ...]], ...] = (
    ("search", r"(?:full[- ]text )?search(?:es|ing)?|full[- ]text", "full_text", ("search",)),
    ("facets", r"facet\w*|filter counts?", "facets", ("search",)),
    ("dashboards", r"dashboards?", "olap", _ANALYTIC),
    ("reports", r"report(?:s|ing)", "olap", _ANALYTIC),
    ("analytics", r"analytics|analysts?|business intelligence|bi", "olap", _ANALYTIC),
    ("similarity", r"similarity|semantic search|embeddings?|nearest neighbou?rs?", "vector", ("vector",)),
    ("sessions", r"sessions?", "point_lookup", ("cache", "key_value")),
)
_USES = tuple(
    _Use(name, re.compile(rf"\b(?:{words})\b"), pattern, categories)
    for name, words, pattern, categories in _WORDS
)

_WITHIN = re.compile(
    r"\b(?:within|up to|at most|no (?:more|older|later|longer) than|maximum(?: of)?|less than|under"
    rf"|as old as) {DURATION}"
)
_OLD = re.compile(rf"{DURATION} (?:old|stale|behind|late|of (?:delay|lag|staleness))\b")
_GONE = re.compile(r"\b(?:deleted|removed|gone|disappears?|vanish(?:es)?)\b")
_ANSWER = re.compile(r"\b(?:answers?|answered|responds?|response|latency|looks?)\b")
_NEED = re.compile(
    r"\b(?:must|should|shall|may|can|needs?|acceptable|accept|fine|okay?|good enough|tolera\w+|allowed"
    r"|at most|within|no (?:more|older|later|longer) than)\b"
)
_QUERIES = re.compile(rf"{NUMBER} (?:[a-z]+ )?(?:searches|queries|reads|requests|lookups|page views){RATE}")
_OWN_WRITES = re.compile(
    r"\bsees? (?:their|his|her) own (?:\w+ )?(?:changes?|edits?|writes?|updates?|orders?|posts?)\b"
)

_Need = tuple[str, float | bool]


def claim_reads(clause: Clause, draft: Draft) -> bool:
    """Add the reads that a clause speaks of, and what they need; tell if there were any."""
    if not clause.demands:
        return False
    known = frozenset(draft.ids("entities"))
    use = next((use for use in _USES if use.words.search(clause.text)), None)
    entities = _read_things(use, clause.text, known) if use else ()
    served = tuple(store for store in dict.fromkeys(clause.stores) if use and _made_for(use, store, draft))
    needs = dict(_needs(clause.text))
    read = _read(use, entities, clause, draft)
    if read is None or not (needs or (clause.states and use and (served or entities))):
        return False
    draft.add("reads", read, clause.quote)
    if use and clause.states:
        draft.claim("reads", read, "pattern", use.pattern, clause.quote)
        draft.claim("reads", read, "entities", entities, clause.quote)
        draft.claim("reads", read, "store", only(served), clause.quote)
    for name, value in needs.items():
        draft.claim("reads", read, name, value, clause.quote)
    return True


def _read_things(use: _Use, text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Return what is read: `product search`, `search for products`, else the one thing that is named."""
    word = use.words.search(text)
    assert word is not None  # the use was chosen by it
    beside = " ".join(text[: word.start()].split()[-2:])
    after = re.sub(r"^ (?:for|over|across|through|in|of|on) ", "", text[word.end() :])
    near = things_in(beside, known) or things_after(after, known)
    named = things_in(text, known)
    return tuple(thing for thing in near if thing in known) or (named if len(named) == 1 else ())


def _made_for(use: _Use, store: str, draft: Draft) -> bool:
    technology = technology_of(draft, store)
    return bool(technology and technology.category in use.categories)


def _read(use: _Use | None, entities: tuple[str, ...], clause: Clause, draft: Draft) -> str | None:
    """Return the read that is meant: by its pattern and entities, else the only one of the store named."""
    if use is None:
        stores = set(clause.stores)
        return only(tuple(r for r in draft.ids("reads") if draft.first("reads", r, "store") in stores))
    alike = tuple(
        read
        for read in draft.ids("reads")
        if draft.first("reads", read, "pattern") == use.pattern
        and (not entities or not (listed := draft.listed("reads", read, "entities")) or listed & {*entities})
    )
    named = only(entities)
    return only(alike) or (slug(f"{named}_{use.name}") if named and use.pattern == "full_text" else use.name)


def _needs(text: str) -> Iterator[_Need]:
    limit = _OLD.search(text) or _WITHIN.search(text)
    if limit and _ANSWER.search(text):
        yield "p99_ms", seconds(limit) * 1000
    elif limit and _NEED.search(text) and seconds(limit) >= 1:
        yield "delete_lag_s" if _GONE.search(text) else "freshness_s", seconds(limit)
    if queries := _QUERIES.search(text):
        yield "qps", per_second(queries)
    if _OWN_WRITES.search(text):
        yield "read_your_writes", True
