"""Whether words speak of a row of the facts: by its name, its technology, or what it stands between.

This says that the words are about the row, not that they say what is claimed of it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tools.intake.clause import ROLE_NOUNS, Vocabulary
from tools.intake.draft import Draft
from tools.intake.identity import only, stores_in
from tools.intake.mentions import mentions
from tools.intake.sentences import Sentence
from tools.intake.words import singular, word_set
from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Category

_GENERIC = word_set(
    "db database store service svc api app application backend table index cluster server data to from of the"
)
"""Words of an id that tell no row from another, unless the id has no others."""
_ENGLISH = word_set("the and of is are to in we our it for with by from on a")
_OURSELVES = word_set("we our app application code backend")
ENGLISH_SHARE = 0.1
"""Part of the words of an English text that are among its commonest (engineering judgement)."""
_ROLES: Mapping[str, tuple[Category, ...]] = {**ROLE_NOUNS, "search": ("search",)}
_ROLE_WORDS = frozenset(word for noun in _ROLES for word in noun.split())


def is_english(text: str) -> bool:
    """Return whether a text is English, by its commonest words."""
    found = _words(text)
    return not found or sum(word in _ENGLISH for word in found) >= ENGLISH_SHARE * len(found)


def names_technology(text: str, technology: str) -> bool:
    """Return whether a text names a technology of the catalogue, by any of its names."""
    known = catalogue().find(technology)
    if known is None:
        return has_words(text, technology)
    aliases = (known.id, known.name, *known.aliases)
    return any(one.technology is known for one in mentions(text)) or any(
        _in_order(_words(text), _words(alias)) for alias in aliases
    )


def has_words(text: str, wanted: str) -> bool:
    """Return whether every word of `wanted` is in a text, in any of its forms."""
    there = _words(text)
    return all(any(_form_of(word, one) for one in there) for word in _words(wanted))


def has_name(text: str, name: str, besides: Iterable[str] = ()) -> bool:
    """Return whether a text has the telling words of a name: neither generic ones nor those of `besides`."""
    common = {word for other in besides for word in _words(other)} | _ROLE_WORDS if besides else frozenset()
    telling = [word for word in _words(name) if word not in _GENERIC and word not in common]
    if not telling and not besides:
        telling = list(_words(name))
    there = _words(text)
    return bool(telling) and all(any(_form_of(word, one) for one in there) for word in telling)


class Naming:
    """The rows of a draft by everything that words may call them.

    It knows the stores that are there when it is made; in a text that is not English, entities also go by the
    words with which they were proposed, for their ids may be translated.
    """

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._vocabulary = Vocabulary(draft)
        self._roles = {noun: only(stores_in(draft, kinds)) for noun, kinds in _ROLES.items()}
        self._called: dict[tuple[str, str], list[str]] = {}

    def call(self, section: str, row: str, name: str) -> None:
        """Let a row be recognised by a further name."""
        self._called.setdefault((section, row), []).append(name)

    def speaks(self, text: str, section: str, row: str, about: Iterable[tuple[str, str]] = ()) -> bool:
        """Return whether a text speaks of a row, or of one of the rows (section, id) that it is about."""
        return self._names(text, section, row) or any(self._names(text, *other) for other in about)

    def _names(self, text: str, section: str, row: str) -> bool:
        if section == "stores" and self._names_store(text, row):
            return True
        if section == "writers" and row in _OURSELVES and not _OURSELVES.isdisjoint(_words(text)):
            return True
        said = (*self.draft.said(section, row, "name"), *self.draft.said(section, row, "table"))
        names = (row, *said, *self._called.get((section, row), ()))
        if section == "stores":
            names = (*names, *self.draft.aliases.get(row, ()))
        return any(has_name(text, name) for name in names)

    def _names_store(self, text: str, store: str) -> bool:
        clause = self._vocabulary.clause(Sentence("", 1, 0, text), question=False)
        words = _words(text)
        by_role = (_in_order(words, _words(noun)) for noun, of in self._roles.items() if of == store)
        return store in clause.stores or any(by_role)


def _in_order(words: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    spans = range(len(words) - len(wanted) + 1)
    return bool(wanted) and any(words[at : at + len(wanted)] == wanted for at in spans)


def _form_of(word: str, other: str) -> bool:
    """Return whether two words are forms of one: `order` and `orders`, `Bestellung` and `Bestellungen`."""
    if word == other or singular(word) == singular(other):
        return True
    short, long = sorted((word, other), key=len)
    return len(short) >= 4 and len(long) - len(short) <= 2 and long.startswith(short)


@lru_cache(maxsize=1 << 12)
def _words(text: str) -> tuple[str, ...]:
    """Return the words of a text without case, accents and characters that are not seen."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", apart.casefold())
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return tuple(re.findall(r"[^\W_]+", plain))
