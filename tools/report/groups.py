"""Paths that are fed in the same way are told once."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from tools.report.document import Document, PathEntry
from tools.report.text import codes, counted, distinct, listing

T = TypeVar("T")


def grouped(items: Iterable[T], key: Callable[[T], Hashable]) -> tuple[tuple[T, ...], ...]:
    """Return the items with equal keys together, in the order of their first appearance."""
    groups: dict[Hashable, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return tuple(tuple(group) for group in groups.values())


@dataclass(frozen=True, slots=True)
class PathGroup:
    """Paths with the same tuple of choices between the same technologies."""

    paths: tuple[PathEntry, ...]
    title: str

    @property
    def first(self) -> PathEntry:
        """The path that speaks for all of them."""
        return self.paths[0]

    @property
    def these(self) -> str:
        """`this path` or `these 3 paths`."""
        return "this path" if len(self.paths) == 1 else f"these {len(self.paths)} paths"


def path_groups(paths: Iterable[PathEntry], doc: Document) -> tuple[PathGroup, ...]:
    """Return the paths grouped by their tuple of choices."""
    same = grouped(paths, lambda path: _tuple(path, doc))
    return tuple(PathGroup(group, _title(group, doc)) for group in same)


def moved(path: PathEntry) -> str:
    """Return what travels on a path: its entity or, on a path made for an operation, that operation."""
    first, dot, _ = path.id.partition(".")
    return first if dot else path.entity


def route(path: PathEntry, doc: Document) -> str:
    """Return `shop_db → search`, or `inside ledger`."""
    if path.source == path.target:
        return f"inside {doc.store_name(path.source)}"
    return f"{doc.store_name(path.source)} → {doc.store_name(path.target)}"


def paths_named(paths: Iterable[PathEntry], doc: Document, limit: int = 3) -> str:
    """Return `product and order: shop_db → search; order: shop_db → warehouse`."""
    by_route = grouped(paths, lambda path: (path.source, path.target))
    named = [f"{listing(distinct(map(moved, group)), limit)}: {route(group[0], doc)}" for group in by_route]
    return "; ".join(named[:limit]) + (
        f"; and {counted(len(named) - limit, 'route')} more" if len(named) > limit else ""
    )


def ids(paths: Iterable[PathEntry], limit: int = 6) -> str:
    """Return the ids of paths, set as code."""
    return codes((path.id for path in paths), limit)


def _technology(store: str, doc: Document) -> str:
    entry = doc.store_by_id.get(store)
    return entry.technology if entry else store


def _tuple(path: PathEntry, doc: Document) -> Hashable:
    hops = tuple((h.kind, h.delivery, h.order, h.window_h, h.operation_id) for h in path.hops)
    choices = (
        path.status, path.capture, path.relay, path.transport, path.processing, path.version_token,
        path.sink_guard, path.bootstrap, path.deletes, path.reconciliation, path.obligations,
    )  # fmt: skip
    return choices, hops, _technology(path.source, doc), _technology(path.target, doc)


def _title(paths: tuple[PathEntry, ...], doc: Document) -> str:
    if len({(path.source, path.target) for path in paths}) == 1:
        return f"{listing(distinct(map(moved, paths)), 4)}: {route(paths[0], doc)}"
    source, target = _technology(paths[0].source, doc), _technology(paths[0].target, doc)
    return f"{len(paths)} paths from {source} to {target}"
