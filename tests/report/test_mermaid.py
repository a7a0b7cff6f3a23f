"""What is drawn can be read back, whatever names people use."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report import designs
from tools.report.build import document
from tools.report.diagram import Diagram, Edge, Node, node_id
from tools.report.mermaid import MermaidError, mermaid, parse_mermaid

HOSTILE = (
    '"];click x "javascript:alert(1)"',
    "end",
    "a --> b",
    "#quot;",
    "%%{init: {}}%%",
    "1. list",
    "- list",
    "`code`",
    "<script>alert(1)</script>",
    "数据库",
    "a|b",
    "two\nlines",
    "",
)
labels = st.text(max_size=40).map(lambda text: text.replace("\r", " ")) | st.sampled_from(HOSTILE)


@st.composite
def diagrams(draw: st.DrawFn) -> Diagram:
    names = draw(
        st.lists(
            st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True), min_size=1, max_size=6, unique=True
        )
    )
    kinds = st.sampled_from(("store", "broker", "actor", "reader"))
    nodes = tuple(Node(node_id("store", name), draw(labels), draw(kinds)) for name in names)
    ends = st.sampled_from([node.id for node in nodes])
    edge = st.builds(Edge, ends, ends, labels, st.sampled_from(("flow", "fault", "parked", "use")))
    return Diagram(
        "today",
        draw(labels.map(lambda text: " ".join(text.split()))),
        nodes,
        tuple(draw(st.lists(edge, max_size=8))),
    )


@given(diagrams())
def test_what_is_drawn_reads_back_as_the_same_diagram(diagram: Diagram) -> None:
    assert parse_mermaid(mermaid(diagram)) == diagram


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_line_and_no_command(name: str) -> None:
    plain = mermaid(Diagram("d", "t", (Node("store_a", "x", "store"),), ()))
    drawn = mermaid(Diagram("d", name, (Node("store_a", name, "store"),), ()))
    assert len(drawn.splitlines()) == len(plain.splitlines())
    assert not {"click", "javascript:alert(1)", "%%{init"} & set(drawn.replace('"', " ").split())


@given(st.sets(st.from_regex(r"[a-z0-9][a-z0-9_-]{0,9}", fullmatch=True), min_size=2, max_size=8))
def test_two_names_never_share_a_box(names: set[str]) -> None:
    assert len({node_id("store", name) for name in names}) == len(names)


def test_a_line_that_we_do_not_write_is_refused_by_its_number() -> None:
    with pytest.raises(MermaidError, match="line 2: 'subgraph x'"):
        parse_mermaid("flowchart LR\n  subgraph x")


def test_every_diagram_of_a_document_reads_back() -> None:
    for diagram in document(designs.RETAILER).diagrams:
        assert parse_mermaid(mermaid(diagram)) == diagram


@pytest.mark.parametrize("name", HOSTILE)
def test_a_real_parser_sees_the_same_boxes_and_arrows(name: str) -> None:
    merman = pytest.importorskip("merman", reason="the Mermaid parser is a development dependency")
    nodes = (
        Node("store_end", name, "store"),
        Node("actor_b", name, "actor"),
        Node("broker_c", "c", "broker"),
    )
    edges = tuple(Edge("store_end", "actor_b", name, kind) for kind in ("flow", "fault", "parked", "use"))
    seen = json.loads(merman.Merman().parse_json(mermaid(Diagram("d", name, nodes, edges)), "{}"))
    assert {node["id"] for node in seen["nodes"]} == {node.id for node in nodes}
    assert [(edge["from"], edge["to"]) for edge in seen["edges"]] == [("store_end", "actor_b")] * 4
    shown = next(node["label"] for node in seen["nodes"] if node["id"] == "store_end")
    if not {"<", '"'} & set(name):  # a renderer takes tags and outer quotes out of labels
        assert shown.replace("<br/>", "\n") == name
