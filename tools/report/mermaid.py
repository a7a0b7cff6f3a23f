"""Diagrams as Mermaid flowcharts, and back: exactly the subset that is written here."""

import re

from tools.domain.errors import DomainError
from tools.report.diagram import Diagram, Edge, EdgeKind, Node, NodeKind

_SHAPES: dict[NodeKind, tuple[str, str]] = {
    "store": ("[(", ")]"),
    "broker": ("[[", "]]"),
    "actor": ("([", "])"),
    "reader": ("[", "]"),
}
_ARROWS: dict[EdgeKind, str] = {"flow": "-->", "fault": "-.->", "parked": "-.-", "use": "==>"}
_FAULT_STYLE = "stroke:#c0392b,color:#c0392b"

_TEXT = r'"(?P<label>[^"]*)"'
_MARK = re.compile(r"%% diagram: (?P<id>\S+) \| ?(?P<title>.*)")
_NODE = re.compile(rf"(?P<id>\w+)(?P<open>\[\(|\[\[|\(\[|\[){_TEXT}(?:\)\]|\]\]|\]\)|\])")
_EDGE = re.compile(rf"(?P<source>\w+) (?P<arrow>-->|-\.->|-\.-|==>)\|{_TEXT}\| (?P<target>\w+)")
_STYLE = re.compile(r"linkStyle [\d,]+ \S+")
_ENTITY = re.compile(r"#(\d+);")


class MermaidError(DomainError):
    """A text that is not a flowchart as this project writes them."""


def mermaid(diagram: Diagram) -> str:
    """Return the diagram as a Mermaid flowchart, without a fence."""
    lines = ["flowchart LR", f"%% diagram: {diagram.id} | {_escape(diagram.title)}"]
    for node in diagram.nodes:
        opens, closes = _SHAPES[node.kind]
        lines.append(f'  {node.id}{opens}"{_label(node.label)}"{closes}')
    lines += [
        f'  {edge.source} {_ARROWS[edge.kind]}|"{_label(edge.label)}"| {edge.target}'
        for edge in diagram.edges
    ]
    if faults := [str(i) for i, edge in enumerate(diagram.edges) if edge.kind == "fault"]:
        lines.append(f"  linkStyle {','.join(faults)} {_FAULT_STYLE}")
    return "\n".join(lines)


def parse_mermaid(text: str) -> Diagram:
    """Return the diagram that a flowchart written by `mermaid` shows.

    Raise MermaidError naming the line that does not belong to the subset, counted from 1.
    """
    id_, title = "", ""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if match := _MARK.fullmatch(stripped):
            id_, title = match["id"], _unescape(match["title"])
        elif match := _EDGE.fullmatch(stripped):
            edges.append(
                Edge(match["source"], match["target"], _unlabel(match["label"]), _edge_kind(match["arrow"]))
            )
        elif match := _NODE.fullmatch(stripped):
            nodes.append(Node(match["id"], _unlabel(match["label"]), _node_kind(match["open"])))
        elif stripped not in ("", "flowchart LR") and not _STYLE.fullmatch(stripped):
            raise MermaidError(f"line {number}: {stripped!r} is no node or edge as this document writes them")
    return Diagram(id_, title, tuple(nodes), tuple(edges))


def _node_kind(opens: str) -> NodeKind:
    return next(kind for kind, (shape, _) in _SHAPES.items() if shape == opens)


def _edge_kind(arrow: str) -> EdgeKind:
    return next(kind for kind, drawn in _ARROWS.items() if drawn == arrow)


def _escape(text: str) -> str:
    """Write every character that could mean something to Mermaid as a numeric entity."""
    return "".join(c if c.isalnum() or c in " ,:()/_-+='" else f"#{ord(c)};" for c in text)


def _unescape(text: str) -> str:
    return _ENTITY.sub(lambda match: chr(int(match[1])), text)


def _label(text: str) -> str:
    """Escape a label; a line that starts like a list item would be read as one."""
    lines = []
    for line in text.split("\n"):
        first = f"#{ord(line[0])};" if line[:1] in ("-", "+") else _escape(line[:1])
        lines.append(first + _escape(line[1:]))
    return "<br/>".join(lines)


def _unlabel(text: str) -> str:
    return "\n".join(_unescape(line) for line in text.split("<br/>"))
