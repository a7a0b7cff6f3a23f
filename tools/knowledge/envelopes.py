"""What one store carries per access pattern, and the colour of a pattern against it."""

from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Literal

from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.record import Record, parse
from tools.logic.condition import show


class Metric(Record):
    """The bounds of one number: green up to `green`, red beyond `red`, in `unit`."""

    unit: str
    worse: Literal["larger", "smaller"]
    green: float
    red: float

    def beyond(self, value: float, bound: float) -> bool:
        """Say whether the value is on the worse side of the bound."""
        return value > bound if self.worse == "larger" else value < bound


class Envelope(Record):
    """The bounds of one access pattern on a PostgreSQL-class primary with replicas. Engineering judgement."""

    pattern: str
    metrics: dict[str, Metric]
    amber_features: tuple[str, ...]
    red_features: tuple[str, ...]


class Colour(Record):
    """green: keep it where it is; amber: measure; red: a store of its own; undetermined: `unknown` are
    missing.

    `because` says what made it so. `unlisted` are features asked for that the envelope does not judge.
    """

    value: Literal["green", "amber", "red", "undetermined"]
    because: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    unlisted: tuple[str, ...] = ()


@cache
def envelopes() -> Mapping[str, Envelope]:
    """Return the envelopes by access pattern. Raises KnowledgeError if envelopes.yaml breaks its schema."""
    found = {
        pattern: parse(Envelope, {"pattern": pattern, **entry}, f"envelopes.yaml, {pattern}")
        for pattern, entry in read_yaml("envelopes.yaml").items()
    }
    for pattern, envelope in found.items():
        for name, metric in envelope.metrics.items():
            if metric.beyond(metric.green, metric.red):
                raise KnowledgeError(f"envelopes.yaml, {pattern}.{name}: green lies beyond red; swap them")
    return MappingProxyType(found)


def colour(envelope: Envelope, metrics: Mapping[str, float | None], features: Collection[str]) -> Colour:
    """Judge a pattern by its metrics (in the envelope's units, None unknown) and the features it asks for.

    Red if a known metric is beyond its red bound or a red feature is asked for; else undetermined while a
    metric is unknown; else amber if a metric is beyond its green bound or an amber feature is asked for;
    else green.

    Raises:
        KnowledgeError: when a metric is given that the envelope does not have.
    """
    for name in metrics:
        if name not in envelope.metrics:
            wanted = ", ".join(envelope.metrics)
            raise KnowledgeError(f"{envelope.pattern} has no metric {name!r}; expected one of {wanted}")
    unlisted = tuple(one for one in features if one not in (*envelope.amber_features, *envelope.red_features))
    red = _exceeded(envelope, metrics, "red") + _asked(envelope.red_features, features)
    if red:
        return Colour(value="red", because=red, unlisted=unlisted)
    unknown = tuple(name for name in envelope.metrics if metrics.get(name) is None)
    if unknown:
        because = tuple(f"{name} is unknown" for name in unknown)
        return Colour(value="undetermined", because=because, unknown=unknown, unlisted=unlisted)
    amber = _exceeded(envelope, metrics, "green") + _asked(envelope.amber_features, features)
    if amber:
        return Colour(value="amber", because=amber, unlisted=unlisted)
    within = tuple(
        f"{name} is within {_bound(metric, metric.green)}" for name, metric in envelope.metrics.items()
    )
    return Colour(value="green", because=within, unlisted=unlisted)


def vector_index_bytes(vectors: int, dimensions: int) -> int:
    """Estimate the bytes of a pgvector HNSW index: an 8 KiB page holds whole tuples, one vector a tuple.

    From about 960 dimensions one vector fills a page. Engineering judgement; check with pg_relation_size.
    """
    per_page = max(1, 8150 // (4 * dimensions + 250))
    return vectors * 8192 // per_page


def _exceeded(
    envelope: Envelope, metrics: Mapping[str, float | None], bound: Literal["red", "green"]
) -> tuple[str, ...]:
    found = []
    for name, metric in envelope.metrics.items():
        value, limit = metrics.get(name), metric.red if bound == "red" else metric.green
        if value is not None and metric.beyond(value, limit):
            found.append(f"{name} is {show(value)}, beyond {_bound(metric, limit)}")
    return tuple(found)


def _asked(listed: Collection[str], features: Collection[str]) -> tuple[str, ...]:
    return tuple(f"asks for {feature}" for feature in listed if feature in features)


def _bound(metric: Metric, limit: float) -> str:
    return f"{show(limit)} {metric.unit}"
