"""Each use of data held against what the store already there can carry."""

from collections.abc import Iterator

from tools.domain.design import Colour, Pattern
from tools.domain.facts import Facts, Read
from tools.knowledge.envelopes import Envelope, colour, envelopes
from tools.knowledge.technologies import technology_of
from tools.logic.condition import show
from tools.steps.landscape import PATTERN_ROLES, sink_role
from tools.steps.routes import Route

JUDGED = ("oltp_relational", "oltp_distributed_sql")
"""Categories of the stores that the envelopes speak of: a relational primary with replicas."""

SAME_AS = {"facets": "full_text"}
"""Pattern of the facts -> envelope, where their names differ."""


def patterns(facts: Facts, route: Route) -> Iterator[Pattern]:
    """Yield the colour of each read that the route would serve, as if its source served it.

    A target that is a system of its own serves no access pattern of the source.
    """
    if (sink_role(facts, route.target) or "replica") not in PATTERN_ROLES:
        return
    for read in route.reads:
        yield judged(facts, read, route)


def judged(facts: Facts, read: Read, route: Route) -> Pattern:
    """Judge one read. What no envelope speaks of is `not_judged`, with the reason."""
    name = SAME_AS.get(read.pattern or "", read.pattern or "")
    found = technology_of(facts, route.source)

    def pattern(value: Colour, because: tuple[str, ...], trigger: str | None = None) -> Pattern:
        return Pattern(
            read.id,
            route.entity.id,
            read.pattern or "unsaid",
            route.source,
            value,
            because,
            trigger,
        )

    if read.pattern is None:
        return pattern("not_judged", ("how it reads was not said",))
    if found is None or found.category not in JUDGED or name not in envelopes():
        return pattern(
            "not_judged", (f"no envelope for {read.pattern} on {found.name if found else route.source}",)
        )
    envelope = envelopes()[name]
    result = colour(envelope, _metrics(facts, envelope, read, route), read.features)
    return pattern(result.value, result.because, _trigger(envelope))


def _metrics(facts: Facts, envelope: Envelope, read: Read, route: Route) -> dict[str, float | None]:
    """Take each metric from the read, else from the fact that means the same."""
    given = {metric.name: metric.value for metric in read.metrics}
    p99_s = None if read.p99_ms is None else read.p99_ms / 1000
    means_the_same = {
        "documents": route.entity.rows,
        "vectors": route.entity.rows,
        "queries": read.qps,
        "filtered_queries": read.qps,
        "nearby_queries": read.qps,
        "rank_reads": read.qps,
        "lookups": read.qps,
        "point_reads": read.qps,
        "facts": route.entity.size_gb,
        "scanned_per_query": read.scan_gb,
        "concurrent_analysts": read.users,
        "p95_needed": p99_s,
        "p99_needed": read.p99_ms,
        "reuse_of_expensive_result": read.reuse,
        "rows": route.entity.changes_per_s if envelope.pattern == "time_series" else None,
    }
    return {name: given.get(name, means_the_same.get(name)) for name in envelope.metrics}


def _trigger(envelope: Envelope) -> str:
    """Say at which number a second store is worth building."""
    bounds = (
        f"{name.replace('_', ' ')} {'above' if metric.worse == 'larger' else 'below'} "
        f"{show(metric.red)} {metric.unit}"
        for name, metric in envelope.metrics.items()
    )
    return "; ".join(bounds)
