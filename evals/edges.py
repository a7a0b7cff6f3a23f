"""Edges in gold ids, as several scorers hold them against the gold."""

from collections.abc import Iterable, Mapping

from evals.align import Alignment
from evals.outcome import EdgeSeen

Ends = tuple[str, str, str]
"""Entity, source, target."""


def by_ends(edges: Iterable[EdgeSeen], meant: Alignment) -> Mapping[Ends, EdgeSeen]:
    """Return the edges of a run by their ends in gold ids, the first of equal ones.

    An edge between two parts of what the gold takes for one store is none.
    """
    found: dict[Ends, EdgeSeen] = {}
    for edge in edges:
        _, source, target = ends = _ends(edge, meant)
        if source != target or edge.source == edge.target:
            found.setdefault(ends, edge)
    return found


def _ends(edge: EdgeSeen, meant: Alignment) -> Ends:
    return meant.entity(edge.entity), meant.store(edge.source), meant.store(edge.target)


def show(ends: Ends) -> str:
    """Return an edge for a reader."""
    entity, source, target = ends
    return f"{entity}: {source} to {target}"
