"""Where the boxes and lines of a diagram go: a layered drawing, left to right.

Every arrow is cut into pieces of one layer by invisible stops, and its label is such a stop with a size, so
labels never lie on boxes or on one another. Layers come from longest paths, the order within a layer from
the mean place of the neighbours (Sugiyama, Tagawa and Toda 1981, in its simplest form).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import inf

from tools.report.diagram import Diagram, Edge, NodeKind

LINE = 16.0
CHARACTER = 6.7
WIDE_CHARACTER = 13.0
PAD = 12.0
LAYER_GAP = 26.0
ROW_GAP = 18.0
BOX_CHARACTERS = 20
LABEL_CHARACTERS = 22
SWEEPS = 8
"""Passes over the layers; more changes nothing that an eye could see."""


@dataclass(slots=True)
class Stop:
    """Something with a place in a layer: a box, a label, or an invisible bend of a line. Units are pixels."""

    lines: tuple[str, ...]
    kind: NodeKind | None  # None: a label or a bend
    layer: int
    width: float
    height: float
    x: float = 0.0  # centre
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """One arrow: the stops it runs through, drawn from the first to the last."""

    edge: Edge
    stops: tuple[Stop, ...]
    label: Stop


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing, `width` by `height` pixels."""

    boxes: Mapping[str, Stop]
    lines: tuple[Line, ...]
    width: float
    height: float


def layout(diagram: Diagram) -> Layout:
    """Return where everything goes; the same diagram always goes to the same places."""
    layers = _layers(diagram)
    boxes = {
        node.id: _stop(node.label, BOX_CHARACTERS, 2 * layers[node.id], node.kind, PAD)
        for node in diagram.nodes
    }
    lines = tuple(_line(edge, boxes) for edge in diagram.edges)
    columns = _columns((*boxes.values(), *(stop for line in lines for stop in line.stops)))
    _order(columns, lines)
    width = _place_across(columns)
    height = _place_down(columns, lines)
    return Layout(boxes, lines, width, height)


def _layers(diagram: Diagram) -> dict[str, int]:
    """Return the length of the longest path to each node, ignoring arrows that close a cycle."""
    layer = {node.id: 0 for node in diagram.nodes}
    forward = _forward_edges(diagram)
    for _ in diagram.nodes:
        moved = False
        for source, target in forward:
            if layer[target] <= layer[source]:
                layer[target], moved = layer[source] + 1, True
        if not moved:
            break
    return layer


def _forward_edges(diagram: Diagram) -> list[tuple[str, str]]:
    """Return the arrows without those that lead back to a node of the walk that found them."""
    following: dict[str, list[str]] = {node.id: [] for node in diagram.nodes}
    for edge in diagram.edges:
        following[edge.source].append(edge.target)
    forward: list[tuple[str, str]] = []
    finished: set[str] = set()
    for node in following:
        walk = [(node, iter(following[node]))] if node not in finished else []
        open_ = {node}
        while walk:
            current, rest = walk[-1]
            target = next(rest, None)
            if target is None:
                walk.pop()
                open_.discard(current)
                finished.add(current)
            elif target not in open_:
                forward.append((current, target))
                if target not in finished:
                    open_.add(target)
                    walk.append((target, iter(following[target])))
    return forward


def _line(edge: Edge, boxes: Mapping[str, Stop]) -> Line:
    """Cut an arrow into pieces of one layer. The label stands in the first gap behind its source."""
    start, end = boxes[edge.source], boxes[edge.target]
    step = 1 if end.layer > start.layer else -1
    between = list(range(start.layer + step, end.layer, step)) or [start.layer + 1]
    label = _stop(edge.label, LABEL_CHARACTERS, between[0], None, 4)
    bends = [Stop((), None, layer, 0, 4) for layer in between[1:]]
    return Line(edge, (start, label, *bends, end), label)


def _stop(text: str, characters: int, layer: int, kind: NodeKind | None, pad: float) -> Stop:
    lines = tuple(line for part in text.split("\n") for line in wrapped(part, characters))
    width = max(map(text_width, lines), default=0) + 2 * pad
    return Stop(lines, kind, layer, width, LINE * len(lines) + 1.4 * pad)


def text_width(text: str) -> float:
    """Return about how wide a text is at 12 px, in pixels."""
    return sum(WIDE_CHARACTER if ord(character) > 0x2E7F else CHARACTER for character in text)


def wrapped(text: str, characters: int) -> list[str]:
    """Break a text at spaces, and a word that is longer than a line inside it."""
    lines: list[str] = []
    for word in text.split():
        while len(word) > characters:
            lines.append(word[:characters])
            word = word[characters:]
        if lines and len(lines[-1]) + 1 + len(word) <= characters:
            lines[-1] += f" {word}"
        elif word:
            lines.append(word)
    return lines


def _columns(stops: Iterable[Stop]) -> list[list[Stop]]:
    unique = {id(stop): stop for stop in stops}.values()
    found: dict[int, list[Stop]] = {}
    for stop in unique:
        found.setdefault(stop.layer, []).append(stop)
    return [found[layer] for layer in sorted(found)]


def _neighbours(lines: Iterable[Line]) -> dict[int, list[Stop]]:
    found: dict[int, list[Stop]] = {}
    for line in lines:
        for one, other in pairwise(line.stops):
            found.setdefault(id(one), []).append(other)
            found.setdefault(id(other), []).append(one)
    return found


def _order(columns: list[list[Stop]], lines: tuple[Line, ...]) -> None:
    """Sort each column by the mean place of the neighbours, sweeping to and fro."""
    near = _neighbours(lines)
    place = {id(stop): i / max(1, len(column) - 1) for column in columns for i, stop in enumerate(column)}
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            means = {}
            for stop in column:
                beside = [place[id(other)] for other in near.get(id(stop), ())]
                means[id(stop)] = sum(beside) / len(beside) if beside else place[id(stop)]
            column.sort(key=lambda stop: means[id(stop)])
            for i, stop in enumerate(column):
                place[id(stop)] = i / max(1, len(column) - 1)


def _place_across(columns: list[list[Stop]]) -> float:
    x = PAD
    for column in columns:
        width = max(stop.width for stop in column)
        for stop in column:
            stop.x = x + width / 2
        x += width + LAYER_GAP
    return x - LAYER_GAP + PAD


def _place_down(columns: list[list[Stop]], lines: tuple[Line, ...]) -> float:
    """Stack each column, then pull each stop towards its neighbours as far as those above and below allow."""
    tallest = max((_stacked(column) for column in columns), default=0.0)
    for column in columns:
        _stack(column, [PAD + (tallest - _stacked(column)) / 2] + [0.0] * (len(column) - 1))
    near = _neighbours(lines)
    for sweep in range(SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wishes = []
            for stop in column:
                beside = [other.y for other in near.get(id(stop), ())]
                wishes.append((sum(beside) / len(beside) if beside else stop.y) - stop.height / 2)
            _stack(column, wishes)
    top = min((stop.y - stop.height / 2 for column in columns for stop in column), default=0.0)
    for column in columns:
        for stop in column:
            stop.y += PAD - top
    return max((stop.y + stop.height / 2 for column in columns for stop in column), default=0.0) + PAD


def _stacked(column: list[Stop]) -> float:
    return sum(stop.height for stop in column) + ROW_GAP * (len(column) - 1)


def _stack(column: list[Stop], wishes: list[float]) -> None:
    """Put each stop where it wishes, or below the one above; a column dragged down is pushed up."""
    tops: list[float] = []
    floor = -inf
    for stop, wish in zip(column, wishes, strict=True):
        tops.append(max(wish, floor))
        floor = tops[-1] + stop.height + ROW_GAP
    drag = sum(top - wish for top, wish in zip(tops, wishes, strict=True)) / max(1, len(column))
    for stop, top in zip(column, tops, strict=True):
        stop.y = top - drag + stop.height / 2
