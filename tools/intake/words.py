"""From the words of a brief to ids: `Order lines` is the entity `order_line`."""

import re
from functools import lru_cache

_IRREGULAR = {
    "people": "person", "children": "child", "movies": "movie", "cookies": "cookie", "caches": "cache",
    "statuses": "status", "buses": "bus", "bonuses": "bonus", "campuses": "campus", "indices": "index",
    "indexes": "index", "series": "series", "species": "species", "news": "news", "data": "data",
    "aliases": "alias", "lens": "lens", "basis": "basis", "analyses": "analysis", "axes": "axis",
}  # fmt: skip

MEMORY = 1 << 14
"""Words whose ids are kept: one brief speaks of the same few thousand over and over."""


@lru_cache(maxsize=MEMORY)
def singular(word: str) -> str:
    """Return the singular of an English noun in lower case, the word itself if it has no plural ending."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes", "zzes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 2:
        return word[:-1]
    return word


@lru_cache(maxsize=MEMORY)
def slug(text: str) -> str:
    """Return a text as an id: lower case, other characters as `_`, at most 64 long; "" if nothing is left."""
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:64].rstrip("_")


@lru_cache(maxsize=MEMORY)
def entity_id(noun: str) -> str:
    """Return the id of an entity: the slug with its last word in the singular."""
    *head, last = slug(noun).split("_")
    return "_".join((*head, singular(last)))


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text, for lists that read better without quotation marks."""
    return frozenset(text.split())
