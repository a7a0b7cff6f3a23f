"""A clause in a form that patterns can be held against: lower case, stores replaced by numbered marks."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tools.domain.evidence import Quote
from tools.intake.draft import Draft
from tools.intake.identity import knows_entity, only, stores_in, stores_meant
from tools.intake.mentions import mentions, name_and_version
from tools.intake.sentences import Sentence
from tools.intake.stated import LIMITS, proposes, states
from tools.knowledge.technology import Category

STORE = r"⟦(\d+)⟧"
"""A store in the text of a clause; the number is its index in Clause.stores."""

ROLE_NOUNS: Mapping[str, tuple[Category, ...]] = {
    "search index": ("search",),
    "search engine": ("search",),
    "search cluster": ("search",),
    "index": ("search",),
    "cache": ("cache",),
    "data warehouse": ("warehouse", "lakehouse", "olap_realtime"),
    "warehouse": ("warehouse", "lakehouse", "olap_realtime"),
    "data lake": ("lakehouse", "object_store"),
    "message broker": ("log_broker", "queue_broker"),
    "broker": ("log_broker", "queue_broker"),
    "event log": ("log_broker",),
    "message queue": ("queue_broker",),
    "database": ("oltp_relational", "oltp_distributed_sql", "embedded_relational", "document", "wide_column"),
    "main database": ("oltp_relational", "oltp_distributed_sql", "embedded_relational", "document"),
    "primary database": ("oltp_relational", "oltp_distributed_sql", "embedded_relational", "document"),
}
"""What people call a store by what it serves as, and the categories that it can then be of."""
_NOUNS = "|".join(sorted(ROLE_NOUNS, key=len, reverse=True))
_ROLE = re.compile(rf"\b(?:the|our|this|that) ({_NOUNS})\b(?! (?:table|job|schema))", re.IGNORECASE)
_CALLED = re.compile(r"`(?P<quoted>[\w-]{2,64})`|(?<![\w-])(?P<plain>[A-Za-z]\w*[_-][\w-]{1,60})(?![\w-])")

_PLACED = re.compile(
    r"\b(?:from|into|in|to|out of|asks|polls|queries) (?P<bare>[A-Za-z]\w{2,40})(?![\w-])"
    r"|\bthe (?P<owner>[A-Za-z]\w{2,40})'s (?:table|database)\b",
    re.IGNORECASE,
)
"""Where a plain word can be the name of a store: `from civreg`, `the portal's table`."""


@dataclass(frozen=True)
class Clause:
    """One clause: its words, the stores in it, and how far it can be believed."""

    sentence: Sentence
    text: str
    stores: tuple[str, ...]
    question: bool

    @property
    def quote(self) -> Quote:
        """The evidence that a fact was said here."""
        return self.sentence.quote

    @cached_property
    def states(self) -> bool:
        """It says how things are: neither a question nor denied, wished for, or talk about technology."""
        return not self.question and not self.proposed and states(self.text)

    @cached_property
    def proposed(self) -> bool:
        """It stands where a text proposes or rejects: under such a heading, or in such a list."""
        return proposes(self.sentence.heading, self.sentence.lead)

    @cached_property
    def demands(self) -> bool:
        """It may say what is needed: not a question, not denied, no condition."""
        text = LIMITS.sub("", self.text)
        return not self.question and not re.search(r"\b(?:not|no|never|without|if|whether)\b|n't\b", text)

    def at(self, mark: str) -> str:
        """Return the store behind the number of a mark."""
        return self.stores[int(mark)]


class Vocabulary:
    """The stores of a draft by everything that prose may call them."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        names: dict[str, set[str]] = {}
        for store in draft.ids("stores"):
            for name in (store, *draft.said("stores", store, "name"), *draft.aliases.get(store, ())):
                names.setdefault(name.lower(), set()).add(store)
        self._names = {name: next(iter(stores)) for name, stores in names.items() if len(stores) == 1}
        self._roles = {noun: only(stores_in(draft, categories)) for noun, categories in ROLE_NOUNS.items()}

    def clause(self, part: Sentence, question: bool) -> Clause:
        """Return a part of a sentence with its stores marked."""
        readings = (self._technologies, self._called, self._placed, self._by_role)
        found = sorted(span for reading in readings for span in reading(part.text))
        pieces: list[str] = []
        stores: list[str] = []
        done = 0
        for start, end, store in found:
            if start < done:
                continue
            pieces += (_plain(part.text[done:start]), f"⟦{len(stores)}⟧" if store else "⟦?⟧")
            stores += [store] if store else []
            done = end
        pieces.append(_plain(part.text[done:]))
        text = re.sub(r"\s+", " ", "".join(pieces)).strip(" .,;:!?|")
        return Clause(part, text, tuple(stores), question)

    def _technologies(self, text: str) -> Iterator[tuple[int, int, str]]:
        for mention in mentions(text):
            if mention.technology.role == "provider":
                continue  # it holds nothing of ours; its name stays in the text
            end, name, _ = name_and_version(text, mention)
            store = self._names.get(name.lower()) if name else None
            yield mention.start, end, store or only(stores_meant(self.draft, mention.technology)) or ""

    def _called(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield names that look like names: in backticks, or with an underscore or hyphen inside."""
        for match in _CALLED.finditer(text):
            name = match["quoted"] or match["plain"]
            if store := self._names.get(name.lower()):
                yield match.start(), match.end(), store

    def _placed(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield plain names where only a place can stand, unless data or a kind of store is called so."""
        for match in _PLACED.finditer(text):
            name = (match["bare"] or match["owner"]).lower()
            store = self._names.get(name)
            if store and name not in ROLE_NOUNS and not knows_entity(self.draft, name):
                yield match.start(match.lastgroup or 0), match.end(), store

    def _by_role(self, text: str) -> Iterator[tuple[int, int, str]]:
        for match in _ROLE.finditer(text):
            if store := self._roles[match[1].lower()]:
                yield match.start(), match.end(), store


def _plain(text: str) -> str:
    return re.sub(r"[*`\"“”⟦⟧]", "", text.lower().replace("\u2019", "'"))
