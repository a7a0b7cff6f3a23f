"""The eight steps touch nothing outside their arguments."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tools.domain.facts import Facts
from tools.questions import questions
from tools.report import document, html, markdown
from tools.steps import run

ROOT = Path(__file__).parents[2]
OUTSIDE = ("open", "os", "shutil", "socket", "subprocess", "urllib")

_seen: list[str] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _seen is not None and event.partition(".")[0] in OUTSIDE:
        _seen.append(f"{event} {arguments}")


sys.addaudithook(_hook)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Record what is opened, started or connected to inside the block."""
    global _seen
    _seen = seen = []
    try:
        yield seen
    finally:
        _seen = None


def design_and_document(facts: Facts) -> None:
    design = run(facts)
    doc = document(design, questions(design))
    markdown(doc)
    html(doc)


@pytest.mark.parametrize("example", sorted(path.parent.name for path in ROOT.glob("examples/*/facts.yaml")))
def test_the_steps_and_the_document_open_nothing(example: str) -> None:
    facts = Facts.model_validate(yaml.safe_load((ROOT / "examples" / example / "facts.yaml").read_text()))
    design_and_document(facts)  # loads the knowledge
    with watched() as seen:
        design_and_document(facts)
    assert seen == []


def test_the_watch_would_have_seen_it(tmp_path: Path) -> None:
    with watched() as seen:
        (tmp_path / "x").write_text("y")
    assert any(event.startswith("open") for event in seen)
