"""Edges in gold ids, as several scorers hold them against the gold."""

from collections.abc import Iterable, Mapping

from evals.align import Alignment
from evals.outcome import EdgeSeen

Ends = tuple[str, str, str]
"""Entity, source, target."""


def by_ends(edges: Iterable[EdgeSeen], meant: Alignment) -> Mapping[Ends, EdgeSeen]:
    """Return the edges of a run by their ends in gold ids, the first of equal ones."""
    found: dict[Ends, EdgeSeen] = {}
    for edge in edges:
        ends = meant.entity(edge.entity), meant.store(edge.source), meant.store(edge.target)
        found.setdefault(ends, edge)
    return found


def show(ends: Ends) -> str:
    """Return an edge for a reader."""
    entity, source, target = ends
    return f"{entity}: {source} to {target}"
