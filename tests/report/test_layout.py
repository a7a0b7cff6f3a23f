"""Boxes and labels have room."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.report.diagram import Diagram, Edge, Node
from tools.report.layout import Layout, Stop, layout, text_width, wrapped
from tools.report.svg import svg


@st.composite
def graphs(draw: st.DrawFn) -> Diagram:
    count = draw(st.integers(1, 12))
    nodes = tuple(Node(f"n{i}", f"store {i}\nPostgreSQL", "store") for i in range(count))
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges = tuple(
        Edge(f"n{a}", f"n{b}", "product: change data capture from the log", "flow")
        for a, b in draw(st.lists(pair, max_size=16))
    )
    return Diagram("d", "D", nodes, edges)


def stops(drawn: Layout) -> list[Stop]:
    return [*drawn.boxes.values(), *(line.label for line in drawn.lines)]


def overlap(one: Stop, other: Stop) -> bool:
    across = abs(one.x - other.x) < (one.width + other.width) / 2
    down = abs(one.y - other.y) < (one.height + other.height) / 2
    return across and down


@settings(max_examples=60)
@given(graphs())
def test_no_box_or_label_lies_on_another(diagram: Diagram) -> None:
    assert not [pair for pair in combinations(stops(layout(diagram)), 2) if overlap(*pair)]


@settings(max_examples=60)
@given(graphs())
def test_everything_lies_inside_the_picture(diagram: Diagram) -> None:
    drawn = layout(diagram)
    for stop in stops(drawn):
        assert stop.width / 2 <= stop.x <= drawn.width - stop.width / 2
        assert stop.height / 2 <= stop.y <= drawn.height - stop.height / 2


def test_an_arrow_goes_to_the_right_unless_it_closes_a_cycle() -> None:
    nodes = tuple(Node(name, name, "store") for name in "abc")
    there = (Edge("a", "b", "x", "flow"), Edge("b", "c", "x", "flow"))
    drawn = layout(Diagram("d", "D", nodes, (*there, Edge("c", "a", "back", "flow"))))
    assert drawn.boxes["a"].x < drawn.boxes["b"].x < drawn.boxes["c"].x


def test_a_long_word_is_broken_and_a_wide_one_measured() -> None:
    assert wrapped("supercalifragilistic", 10) == ["supercalif", "ragilistic"]
    assert text_width("数") > text_width("a")


def test_a_name_cannot_leave_its_text() -> None:
    drawn = str(svg(Diagram("d", "t", (Node("a", "<script>&", "store"),), ())))
    assert "<script>" not in drawn
    assert "&lt;script&gt;&amp;" in drawn
