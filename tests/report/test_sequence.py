"""A counterexample can be drawn, whatever names people use."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.report.runs import BROKEN, RUN
from tests.report.test_mermaid import HOSTILE
from tools.domain.verdict import TraceStep
from tools.report.sequence import Sequence, counterexample, sequence_diagram
from tools.report.sequence_svg import sequence_svg
from tools.report.verdicts import picture

NASTY = (
    *HOSTILE,
    "a; b",
    "# x",
    "wrap: no",
    "style:x;",
    "end of day, weekend",
    "over p1: x",
    "p1->>p2: x",
    " ",
)
names = st.text(max_size=40) | st.sampled_from(NASTY)
steps = st.builds(TraceStep, names, names, names, st.sampled_from(("message", "crash", "lost", "note")))
sequences = st.builds(
    Sequence, st.just("a/b"), names, st.lists(steps, min_size=1, max_size=8).map(tuple), names
)


def drawn(*steps: TraceStep, end: str = "a has 1, b has 2") -> str:
    return sequence_diagram(Sequence("a/b", "", steps, end))


def parsed(text: str) -> Any:
    merman = pytest.importorskip("merman", reason="the Mermaid parser is a development dependency")
    return json.loads(merman.Merman().parse_json(text, "{}"))


def shown(text: str) -> str:
    """Return a text as Mermaid shows it: it keeps entities in a form of its own until it draws them."""
    return re.sub("ﬂ°°(\\d+)¶ß", lambda match: chr(int(match[1])), text)


def test_a_run_is_drawn_with_its_crash_its_lost_answer_and_its_end() -> None:
    assert sequence_diagram(picture(BROKEN)) == "\n".join(
        (
            "sequenceDiagram",
            "  %% counterexample: index_products/product",
            "  autonumber",
            "  participant p1 as storefront",
            "  participant p2 as shop_db",
            "  participant p3 as search",
            "  p1->>p2: commits v1 in shop_db",
            "  Note over p1: 2. crashes before it writes v1 to search",
            "  autonumber 3",
            "  p2--xp1: confirms v1, and the answer is lost",
            "  Note over p3: 4. keeps what it has",
            "  Note over p1,p3: shop_db has v1, search has nothing",
        )
    )


def test_a_message_after_a_note_has_the_number_of_its_step() -> None:
    numbers = [line for line in drawn(*RUN[1:3], *RUN[:2], RUN[0]).splitlines() if "autonumber" in line]
    assert numbers == ["  autonumber", "  autonumber 2", "  autonumber 5"]


def test_one_who_is_alone_gets_the_last_note_alone() -> None:
    assert drawn(RUN[3]).endswith("  Note over p1: a has 1, b has 2")


def test_the_path_of_a_drawing_is_read_back() -> None:
    assert counterexample(drawn(*RUN)) == "a/b"
    assert counterexample("flowchart LR\n%% diagram: today | Today") is None


@pytest.mark.parametrize("name", NASTY)
def test_a_real_parser_sees_the_same_participants_and_texts(name: str) -> None:
    seen = parsed(
        drawn(TraceStep(name, "b", name, "message"), TraceStep(name, name, name, "crash"), end=name)
    )
    assert seen["actorOrder"] == ["p1", "p2"]
    assert [message["type"] for message in seen["messages"]] == [26, 0, 2, 2]
    if not {"<", "\n"} & set(name) and name.strip():  # a renderer takes tags out of labels
        assert shown(seen["actors"]["p1"]["description"]).replace("<br/>", " ") == name
        assert shown(seen["messages"][1]["message"]).replace("<br/>", " ") == name
        assert shown(seen["notes"][-1]["message"]).replace("<br/>", " ") == name


@given(sequences)
def test_any_run_is_a_diagram_for_a_real_parser(sequence: Sequence) -> None:
    seen = parsed(sequence_diagram(sequence))
    assert len(seen["actors"]) == len(sequence.participants)
    kinds = [step.kind for step in sequence.steps]
    assert len(seen["notes"]) == 1 + kinds.count("crash") + kinds.count("note")
    arrows = [message["type"] for message in seen["messages"] if message["type"] in (0, 4)]
    assert arrows == [4 if kind == "lost" else 0 for kind in kinds if kind in ("message", "lost")]


def test_the_word_end_ends_nothing() -> None:
    assert "end" not in drawn(TraceStep("a", "b", "end", "message")).replace("counterexample", "")
    assert "weekend" in drawn(TraceStep("a", "b", "weekend", "message"))


@given(sequences)
def test_any_run_is_a_picture_that_lets_no_tag_through(sequence: Sequence) -> None:
    text = str(sequence_svg(sequence))
    assert set(re.findall(r"<(/?\w+)", text)) <= {
        *("svg", "/svg", "defs", "/defs", "marker", "/marker", "path", "rect"),
        *("text", "/text", "tspan", "/tspan"),
    }


def test_the_picture_shows_a_lifeline_for_each_and_marks_what_fails() -> None:
    text = str(sequence_svg(picture(BROKEN)))
    assert text.count('class="life"') == 3
    assert text.count("note crash") == 2  # the crash and the contradiction
    assert text.count('class="cross"') == 1


def test_time_runs_downwards_and_nothing_leaves_the_picture() -> None:
    long = tuple(replace(step, says=f"{step.says} " * 4) for step in RUN * 3)
    text = str(sequence_svg(Sequence("a", "", long, "x " * 200)))
    size = re.search(r'viewBox="0 0 (\d+) (\d+)"', text)
    assert size is not None
    numbered = [float(y) for y in re.findall(r'y="([\d.]+)">\d+\. ', text)]
    assert numbered == sorted(numbered)
    assert len(numbered) == len(long)
    assert max(float(y) for y in re.findall(r' y="([\d.]+)"', text)) < int(size[2])
    assert all(0 <= float(x) <= int(size[1]) for x in re.findall(r' x="(-?[\d.]+)"', text))
