"""The examples' documents are what the program writes today: same facts, same bytes."""

from pathlib import Path

import pytest

from agent.cli import main
from agent.cli.exit_codes import NEEDS_ANSWERS, OK

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent for path in ROOT.glob("examples/*/facts.yaml"))
DOCUMENTS = ("integration-architecture.md", "integration-architecture.json")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_documents_are_current(example: Path, tmp_path: Path) -> None:
    assert main(["design", str(example), "-o", str(tmp_path), "--quiet"]) in (OK, NEEDS_ANSWERS)
    for name in DOCUMENTS:
        assert (tmp_path / name).read_text() == (example / name).read_text(), "run `make golden`"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_the_example_has_a_brief_of_readable_length(example: Path) -> None:
    lines = (example / "brief.md").read_text().splitlines()
    assert 15 <= len(lines) <= 40
