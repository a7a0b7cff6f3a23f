"""A counterexample as inline SVG: a lifeline for each participant, time runs downwards.

Colours come from the page's classes, so they follow light and dark.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from tools.domain.verdict import TraceStep
from tools.report.layout import CHARACTER, LINE, PAD, text_width, wrapped
from tools.report.sequence import Sequence
from tools.report.svg import arrow_head, opened, text

COLUMN = 210.0
"""Pixels between two lifelines."""
GAP = 14.0
LOOP = 26.0
"""How far an arrow of a participant to itself reaches out."""
NAME_CHARACTERS = 24
LABEL_CHARACTERS = 27
CROSS = 5.0


@dataclass(frozen=True, slots=True)
class _Row:
    """What is drawn between two heights, and how high it is."""

    drawn: Markup
    height: float


def sequence_svg(sequence: Sequence) -> Markup:
    """Return the picture as an `svg` element."""
    mark = "".join(c if c.isalnum() else "-" for c in f"trace-{sequence.id}")
    names = [wrapped(name, NAME_CHARACTERS) or [""] for name in sequence.participants]
    columns = {name: PAD + COLUMN * (i + 0.5) for i, name in enumerate(sequence.participants)}
    head = LINE * max(map(len, names), default=1) + 1.4 * PAD
    y = PAD + head
    rows = []
    for number, step in enumerate(sequence.steps, start=1):
        row = _step(number, step, columns, y + GAP, mark)
        rows.append(row.drawn)
        y += row.height + GAP
    foot = y + GAP / 2
    width = _width(sequence, columns)
    end = _note(sequence.end, width / 2, foot + GAP, width - 2 * PAD, "crash")
    height = foot + GAP + end.height + PAD
    return Markup("").join(
        (
            opened(sequence.title, width, height),
            arrow_head(mark),
            *(_lifeline(x, PAD + head, foot) for x in columns.values()),
            *(_head(lines, x, head) for lines, x in zip(names, columns.values(), strict=True)),
            *rows,
            end.drawn,
            Markup("</svg>"),
        )
    )


def _width(sequence: Sequence, columns: Mapping[str, float]) -> float:
    """Return the width; what the last participant does alone has its text on the right of its lifeline."""
    last = sequence.participants[-1:]
    beyond = any((step.actor,) == (step.to,) == last and step.kind == "message" for step in sequence.steps)
    return 2 * PAD + COLUMN * (len(columns) + (0.5 if beyond else 0))


def _lifeline(x: float, top: float, bottom: float) -> Markup:
    return Markup('<path class="life" d="M{0:.1f} {1:.1f}V{2:.1f}"/>').format(x, top, bottom)


def _head(lines: list[str], x: float, height: float) -> Markup:
    return _box("store", x, PAD, COLUMN - 2 * PAD, height) + text(lines, x, PAD + height / 2, "name")


def _step(number: int, step: TraceStep, columns: Mapping[str, float], top: float, mark: str) -> _Row:
    start, end = columns[step.actor], columns[step.to]
    says = f"{number}. {step.says}"
    if step.kind in ("crash", "note"):
        return _note(says, start, top, COLUMN - PAD, step.kind)
    return _loop(says, start, top, mark) if start == end else _arrow(says, step, start, end, top, mark)


def _note(says: str, x: float, top: float, width: float, kind: str) -> _Row:
    lines = wrapped(says, int((width - 2 * PAD) / CHARACTER))
    height = LINE * len(lines) + PAD
    drawn = _box(f"note {kind}", x, top, width, height) + text(lines, x, top + height / 2, "name")
    return _Row(drawn, height)


def _arrow(says: str, step: TraceStep, start: float, end: float, top: float, mark: str) -> _Row:
    """Draw a message with its text above; a lost one is broken and ends in a cross before its receiver."""
    lines = wrapped(says, int(LABEL_CHARACTERS * abs(end - start) / COLUMN))
    y = top + LINE * len(lines) + 4
    label = text(lines, (start + end) / 2, top + LINE * len(lines) / 2, f"label {_line(step)}")
    if step.kind == "message":
        arrow = Markup('<path class="edge" d="M{:.1f} {:.1f}H{:.1f}" marker-end="url(#{}-head)"/>')
        return _Row(label + arrow.format(start, y, end, mark), y - top)
    stop = end - 4 * CROSS if end > start else end + 4 * CROSS
    cross = Markup('<path class="cross" d="M{:.1f} {:.1f}l{c} {c}m-{c} 0l{c} -{c}"/>').format(
        stop - CROSS, y - CROSS, c=2 * CROSS
    )
    line = Markup('<path class="edge fault" d="M{:.1f} {:.1f}H{:.1f}"/>').format(start, y, stop)
    return _Row(label + line + cross, y - top)


def _line(step: TraceStep) -> str:
    return "fault" if step.kind == "lost" else "flow"


def _loop(says: str, x: float, top: float, mark: str) -> _Row:
    """Draw what somebody does alone, its text on the right."""
    lines = wrapped(says, LABEL_CHARACTERS - 3)
    height = max(LINE * len(lines), LINE)
    middle = top + height / 2
    path = Markup(
        '<path class="edge" d="M{:.1f} {:.1f}h{loop}v{:.1f}h-{loop}" marker-end="url(#{}-head)"/>'
    ).format(x, middle - 6, 12, mark, loop=LOOP)
    wide = max(map(text_width, lines), default=0.0)
    return _Row(path + text(lines, x + LOOP + 6 + wide / 2, middle, "label"), height)


def _box(kind: str, x: float, top: float, width: float, height: float) -> Markup:
    return Markup(
        '<rect class="box {}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" rx="6"/>'
    ).format(kind, x - width / 2, top, width, height)
