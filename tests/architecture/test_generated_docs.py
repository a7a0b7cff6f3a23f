"""What the code knows is generated; a hand-edited or stale page is an error."""

from pathlib import Path

import pytest

from agent.cli.pages import PAGES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", sorted(PAGES))
def test_the_page_is_what_the_code_says(path: str) -> None:
    assert (ROOT / path).read_text() == PAGES[path](), "run `make docs`"
