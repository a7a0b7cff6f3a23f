"""What a document has that prose may name: words, ids, technologies and numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from tools.intake.measures import Dimension, measures
from tools.intake.mentions import mentions
from tools.report.document import Document
from tools.report.render import markdown

_NAME = re.compile(r"[A-Za-z0-9]+(?:[_.\-/][A-Za-z0-9]+)+|[A-Za-z0-9]+")
_SUFFIXES: tuple[tuple[str, Dimension, float], ...] = (
    ("per_s", "per_s", 1), ("qps", "per_s", 1), ("mb_s", "bytes_per_s", 1e6), ("_ms", "seconds", 0.001),
    ("_min", "seconds", 60), ("_h", "seconds", 3600), ("_d", "seconds", 86400),
    ("_years", "seconds", 31536000), ("_gb", "bytes", 1e9), ("bytes", "bytes", 1),
    ("share", "fraction", 1), ("_s", "seconds", 1),
)  # fmt: skip
"""What the end of a field's name says of its unit, the longer ending first."""


class Grounds:
    """The names and numbers of one document, without what a model wrote into it or read into the brief.

    The numbers of the brief itself are known too: who repeats what the user said invents nothing.
    """

    def __init__(self, document: Document, brief: str = "") -> None:
        self.document = replace(document, assisted=None, dropped=())
        self.brief = brief

    @cached_property
    def text(self) -> str:
        """All words of the document, as it is read and as data, each line once."""
        return "\n".join(dict.fromkeys((*markdown(self.document).splitlines(), *_texts(self._data))))

    @cached_property
    def _data(self) -> dict[str, Any]:
        return self.document.as_json()

    @cached_property
    def names(self) -> frozenset[str]:
        """Every word and every id, with what ids are made of: `s2.sor.order`, `s2`, `order`."""
        found = set(_NAME.findall(self.text))
        parts = {part for name in found for part in re.split(r"[./]", name)}
        return frozenset(name.lower() for name in found | parts)

    @cached_property
    def technologies(self) -> frozenset[str]:
        """Ids of the technologies that it names."""
        return frozenset(mention.technology.id for mention in mentions(self.text))

    @cached_property
    def numbers(self) -> Mapping[Dimension, tuple[float, ...]]:
        """Its numbers and those of the brief by what they measure, counts of its own rows among them."""
        found: dict[Dimension, set[float]] = {}
        for measure in measures(f"{self.text}\n{self.brief}"):
            found.setdefault(measure.dimension, set()).update(measure.readings)
        for dimension, value in (*_numbers("", self._data), *self._counts()):
            found.setdefault(dimension, set()).add(value)
        return {dimension: tuple(sorted(values)) for dimension, values in found.items()}

    def _counts(self) -> Iterator[tuple[Dimension, float]]:
        for rows in self._data.values():
            if isinstance(rows, list):
                yield "count", len(rows)

    def total(self, noun: str) -> int | None:
        """Return how many of a kind of row there are: `store`, `path`; None for any other word."""
        doc = self.document
        return {
            "store": len(doc.stores),
            "database": len(doc.stores),
            "entit": len(doc.entities),
            "path": max(len(doc.paths), len(doc.current_paths), len(doc.verdicts)),
            "finding": len(doc.findings),
            "question": len(doc.questions),
            "decision": len(doc.decisions),
            "assumption": len(doc.assumptions),
            "constraint": len(doc.constraints),
        }.get(noun)


def _texts(value: Any) -> Iterator[str]:
    """Yield the lines of all texts of the data."""
    if isinstance(value, str):
        yield from value.splitlines()
    elif isinstance(value, list | dict):
        for child in value.values() if isinstance(value, dict) else value:
            yield from _texts(child)


def _numbers(key: str, value: Any) -> Iterator[tuple[Dimension, float]]:
    """Yield the numbers of the data, each with the dimension that the name of its field gives."""
    if isinstance(value, dict):
        named = str(value.get("fact") or value.get("input") or "")
        for name, child in value.items():
            yield from _numbers(named if name in ("value", "when") and named else name, child)
    elif isinstance(value, list):
        for child in value:
            yield from _numbers(key, child)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        unit = next(((dimension, size) for end, dimension, size in _SUFFIXES if key.endswith(end)), None)
        yield "count", value
        if unit:
            yield unit[0], value * unit[1]
