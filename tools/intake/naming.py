"""Whether a text names a technology, or has the words of a name."""

import re
import unicodedata
from functools import lru_cache

from tools.intake.mentions import mentions
from tools.intake.words import singular
from tools.knowledge.technologies import catalogue


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
    return all(word in there or any(_form_of(word, one) for one in there) for word in _words(wanted))


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
