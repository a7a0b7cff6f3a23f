"""Which node feeds which: the diagrams of the document, as data."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from tools.domain.design import Architecture, DataPath
from tools.domain.facts import Facts
from tools.domain.record import record
from tools.report.text import listing
from tools.report.words import words

NodeKind = Literal["store", "broker", "actor", "reader"]
EdgeKind = Literal["flow", "fault", "parked", "use"]

WHOLE_SYSTEM_EDGES = 60
"""Above this many edges one picture of the system cannot be read (engineering judgement)."""
NEW_BROKER = "log_broker"
"""The transport that needs a box although no store of the facts stands for it."""

_HUMP = re.compile(r"-([a-wyz])")

LABEL_LINES = 4
LABEL_ENTITIES = 3


@record(frozen=True, slots=True)
class Node:
    """A box. `kind` is its shape: store, broker, actor (writer or provider) or reader."""

    id: str
    label: str
    kind: NodeKind


@record(frozen=True, slots=True)
class Edge:
    """An arrow. `kind` is its line: flow, fault (drawn broken), parked (dotted) or use (a write or read)."""

    source: str
    target: str
    label: str
    kind: EdgeKind


@record(frozen=True, slots=True)
class Diagram:
    """One picture."""

    id: str
    title: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


@record(frozen=True, slots=True)
class Labels:
    """What the boxes say: names and technologies by store id, and the findings by path id."""

    stores: Mapping[str, tuple[str, str]]
    brokers: frozenset[str]
    faults: Mapping[str, tuple[str, ...]]

    def node(self, id_: str) -> Node:
        """Return the box of a store, or of a writer or provider that is no store."""
        if id_ == NEW_BROKER:
            return Node(node_id("broker", "new"), words("transport", NEW_BROKER), "broker")
        if id_ not in self.stores:
            return Node(node_id("actor", id_), id_, "actor")
        name, technology = self.stores[id_]
        label = name if technology.lower() in name.lower() else f"{name}\n{technology}"
        kind: NodeKind = "broker" if id_ in self.brokers else "store"
        return Node(node_id("store", id_), label, kind)


@lru_cache(maxsize=1 << 13)
def node_id(kind: str, name: str) -> str:
    """Return an id that Mermaid takes as a plain word and that no other name gets.

    Names are lower case: a hyphen is kept as the capital after it, other characters as an escape between two
    X, so x is never made a capital. The prefix keeps keywords (`end`) away.
    """
    humped = _HUMP.sub(lambda match: match[1].upper(), name)
    plain = (c if c == "_" or (c.isascii() and c.isalnum()) else f"X{ord(c):x}X" for c in humped)
    return f"{kind}_{''.join(plain)}"


def system_diagrams(architecture: Architecture, facts: Facts, labels: Labels) -> tuple[Diagram, ...]:
    """Return the picture of a system, in one piece or, when that could not be read, one for each source."""
    today = architecture.about == "current"
    title = "Today" if today else "Target"
    base = "today" if today else "target"
    arrows = [arrow for path in architecture.paths for arrow in _arrows(path, labels)]
    writes = _todays_writes(facts) if today else _target_writes(architecture, facts)
    whole = _draw(base, title, arrows, writes, labels)
    if len(whole.edges) <= WHOLE_SYSTEM_EDGES:
        return (whole,)
    sources = dict.fromkeys(path.source for path in architecture.paths)
    by_source: dict[str, list[_Arrow]] = {source: [] for source in sources}
    for path in architecture.paths:
        by_source[path.source].extend(_arrows(path, labels))
    return tuple(
        _draw(
            f"{base}.{source}",
            f"{title}: what {labels.node(source).label.splitlines()[0]} feeds",
            some,
            (),
            labels,
        )
        for source, some in by_source.items()
    )


def entity_diagram(
    entity: str,
    writes: Iterable[tuple[str, str]],
    paths: Iterable[DataPath],
    reads: Iterable[tuple[str, str, str]],
    labels: Labels,
) -> Diagram:
    """Return how one entity is written, copied and read.

    `writes` are (writer, store), `reads` are (store, read id, what the read does).
    """
    arrows = [arrow for path in paths for arrow in _arrows(path, labels, name_entity=False)]
    drawn = _draw(f"entity.{entity}", f"Write and read paths of {entity}", arrows, tuple(writes), labels)
    nodes = {node.id: node for node in drawn.nodes}
    edges = list(drawn.edges)
    for store, read, pattern in reads:
        served, reader = labels.node(store), Node(node_id("read", read), read, "reader")
        nodes.setdefault(served.id, served)
        nodes.setdefault(reader.id, reader)
        edges.append(Edge(served.id, reader.id, pattern, "use"))
    return Diagram(drawn.id, drawn.title, tuple(nodes.values()), tuple(edges))


@record(frozen=True, slots=True)
class _Arrow:
    """One hop of one path between two boxes, before arrows between the same boxes are merged."""

    source: str
    target: str
    kind: EdgeKind
    entity: str
    says: str


def _arrows(path: DataPath, labels: Labels, name_entity: bool = True) -> list[_Arrow]:
    via = path.via or ((NEW_BROKER,) if path.transport == NEW_BROKER else ())
    stops = (path.source, *via, path.target)
    topic = "label" if path.about == "current" else "capture"
    says = words(topic, path.capture or "unknown" if topic == "label" else path.capture)
    kind: EdgeKind = "parked" if path.status == "parked" else "flow"
    if path.about == "current" and (rules := labels.faults.get(path.id)):
        kind, says = "fault", f"{says} ({listing(rules, 2)})"
    if kind == "parked":
        says = f"parked: {says}"
    entity = path.entity if name_entity else ""
    guarded = path.about == "recommended" and path.sink_guard is not None
    last = words("guard", path.sink_guard) if guarded else says
    texts = [says] * (len(stops) - 2) + [last if via else says]
    return [
        _Arrow(source, target, kind, entity, text)
        for (source, target), text in zip(pairwise(stops), texts, strict=True)
    ]


def _todays_writes(facts: Facts) -> tuple[tuple[str, str], ...]:
    return tuple((writer.id, write.store) for writer in facts.writers for write in writer.writes)


def _target_writes(architecture: Architecture, facts: Facts) -> tuple[tuple[str, str], ...]:
    stores: dict[str, list[str]] = {}
    for authority in architecture.authorities:
        if authority.store:
            stores.setdefault(authority.entity, []).append(authority.store)
    return tuple(
        (writer.id, store)
        for writer in facts.writers
        for write in writer.writes
        for store in stores.get(write.entity, ())
    )


def _draw(
    id_: str, title: str, arrows: list[_Arrow], writes: Iterable[tuple[str, str]], labels: Labels
) -> Diagram:
    nodes: dict[str, Node] = {}

    def box(name: str) -> str:
        node = labels.node(name)
        return nodes.setdefault(node.id, node).id

    edges = []
    for writer, store in dict.fromkeys(writes):
        if writer != store:
            source = nodes.setdefault(
                node_id("actor", writer), Node(node_id("actor", writer), writer, "actor")
            )
            edges.append(Edge(source.id, box(store), "writes", "use"))
    merged: dict[tuple[str, str, EdgeKind], dict[str, list[str]]] = {}
    for arrow in arrows:
        says = merged.setdefault((arrow.source, arrow.target, arrow.kind), {})
        says.setdefault(arrow.says, []).append(arrow.entity)
    for (source_name, target_name, kind), says in merged.items():
        edges.append(Edge(box(source_name), box(target_name), _edge_label(says), kind))
    return Diagram(id_, title, tuple(nodes.values()), tuple(edges))


def _edge_label(says: Mapping[str, list[str]]) -> str:
    lines = []
    for text, entities in says.items():
        named = listing(list(dict.fromkeys(filter(None, entities))), LABEL_ENTITIES)
        lines.append(f"{named}: {text}" if named else text)
    if len(lines) > LABEL_LINES:
        lines = [*lines[: LABEL_LINES - 1], f"and {len(lines) - LABEL_LINES + 1} more"]
    return "\n".join(lines)
