"""Outcome ids in a reader's words."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import yaml

from tools.domain.decisions import UNDETERMINED
from tools.knowledge.decision_rules import inputs
from tools.knowledge.sources import sources
from tools.report.text import code, listing

UNSAID = "not decided"
"""What a reader sees where the design holds no choice."""

NOT_SET = "not set"
"""What a table of paths shows where a path lacks a choice that it needs."""


@cache
def vocabulary() -> Mapping[str, Mapping[str, str]]:
    """Return the words of `words.yaml` by topic and id."""
    text = files(__package__).joinpath("words.yaml").read_bytes()
    loaded: dict[str, dict[object, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {topic: {str(id_): said for id_, said in ids.items()} for topic, ids in loaded.items()}


def words(topic: str, id_: str | None) -> str:
    """Return what a reader sees for an outcome id; an id without words is shown with spaces."""
    if id_ is None:
        return UNSAID
    if id_ == UNDETERMINED:
        return "undetermined"
    return vocabulary().get(topic, {}).get(id_) or id_.replace("_", " ")


_ID = re.compile(r"(?<![\w.`/-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w.`/-])")


def reworded(text: str) -> str:
    """Return a text in which every outcome id of several words, `log_cdc`, stands in a reader's words.

    Names and references are left alone: an id inside code, a path or a dotted reference is no outcome.
    """
    return _ID.sub(lambda match: _all_words().get(match[0], match[0]), text)


@cache
def _all_words() -> Mapping[str, str]:
    """Return words by id over all topics; of two topics with one id the first speaks."""
    found: dict[str, str] = {}
    for topic in vocabulary().values():
        for id_, said in topic.items():
            found.setdefault(id_, said)
    return found


def fact_named(ref: str) -> str:
    """Return a fact's reference set as code; an input that no fact holds is said by its meaning."""
    known = inputs().get(ref)
    return f"“{known.meaning}”" if known else code(ref)


def cited(ids: Iterable[str]) -> str:
    """Return sources as a reader looks them up: a page by its id, what no page says in words."""
    unwritten = {source.id: source.note for source in sources().values() if source.url is None}
    return listing([unwritten.get(id_, id_) for id_ in ids])


def facts_named(refs: Iterable[str], limit: int | None = None) -> str:
    """Return several facts, joined as English does."""
    return listing([fact_named(ref) for ref in refs], limit)
