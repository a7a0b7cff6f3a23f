"""Diagrams as inline SVG. Colours come from the page's classes, so they follow light and dark."""

from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup, escape

from tools.report.diagram import Diagram
from tools.report.layout import LINE, Line, Stop, layout

_OPEN = Markup(
    '<svg role="img" aria-label="{title}" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
    'style="min-width:{least:.0f}px">'
)
_ARROW = Markup(
    '<defs><marker id="{id}-head" class="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" '
    'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto-start-reverse">'
    '<path d="M0 0L8 4L0 8z"/></marker></defs>'
)


SMALLEST = 0.75
"""A picture shrinks to fit its page down to this scale, then it scrolls, so that its text stays readable."""


def svg(diagram: Diagram) -> Markup:
    """Return the diagram as an `svg` element."""
    drawn = layout(diagram)
    mark = "".join(c if c.isalnum() else "-" for c in diagram.id)
    parts = [
        opened(diagram.title, drawn.width, drawn.height),
        arrow_head(mark),
        *(_path(line, mark) for line in drawn.lines),
        *(
            text(line.label.lines, line.label.x, line.label.y, f"label {line.edge.kind}")
            for line in drawn.lines
        ),
        *(_box(stop) for stop in drawn.boxes.values()),
        Markup("</svg>"),
    ]
    return Markup("").join(parts)


def _path(line: Line, mark: str) -> Markup:
    """Draw an arrow as one curve through its stops, leaving and entering boxes at their sides."""
    forward = line.stops[-1].layer > line.stops[0].layer
    points = []
    for place, stop in enumerate(line.stops):
        if place > 0:
            points.append((stop.x - stop.width / 2 if forward else stop.x + stop.width / 2, stop.y))
        if place < len(line.stops) - 1:
            points.append((stop.x + stop.width / 2 if forward else stop.x - stop.width / 2, stop.y))
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        d += f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    head = Markup(' marker-end="url(#{}-head)"').format(mark) if line.edge.kind != "parked" else Markup("")
    return Markup('<path class="edge {}" d="{}"{}/>').format(line.edge.kind, d, head)


def _box(stop: Stop) -> Markup:
    rect = Markup(
        '<rect class="box {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="8"/>'
    ).format(stop.kind, stop.x - stop.width / 2, stop.y - stop.height / 2, stop.width, stop.height)
    return rect + text(stop.lines, stop.x, stop.y, "name")


def opened(title: str, width: float, height: float) -> Markup:
    """Return the start of a picture, `width` by `height` pixels."""
    return _OPEN.format(title=title, width=width, height=height, least=SMALLEST * width)


def arrow_head(mark: str) -> Markup:
    """Return the definition of the arrow head `mark-head`; the mark is letters, digits and hyphens."""
    return _ARROW.format(id=mark)


def text(lines: Sequence[str], x: float, y: float, css: str) -> Markup:
    """Return lines of text centred on a point."""
    top = y - LINE * (len(lines) - 1) / 2 + 4
    spans = Markup("").join(
        Markup('<tspan x="{:.1f}" y="{:.1f}">{}</tspan>').format(x, top + LINE * i, escape(line))
        for i, line in enumerate(lines)
    )
    return Markup('<text class="{}">{}</text>').format(css, spans)
