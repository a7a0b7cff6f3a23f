"""`docs` writes the generated pages of a checkout, and `--check` only looks."""

from pathlib import Path

import pytest


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "agent/cli").mkdir(parents=True)
    (tmp_path / "agent/cli/docs.py").touch()
    monkeypatch.setattr("agent.cli.docs.PAGES", {"docs/a.md": lambda: "A\n", "docs/b.md": lambda: "B\n"})
    return tmp_path


def test_check_names_each_stale_page_and_writes_nothing(run, checkout: Path) -> None:
    (checkout / "docs").mkdir()
    (checkout / "docs/a.md").write_text("A\n")
    code, _, err = run("docs", "--check")
    assert (code, err) == (1, "docs/b.md is stale; run `make docs`\n")
    assert not (checkout / "docs/b.md").exists()


def test_docs_writes_what_is_stale_and_then_check_is_content(run, checkout: Path) -> None:
    assert run("docs")[0] == 0
    assert (checkout / "docs/b.md").read_text() == "B\n"
    assert run("docs", "--check") == (0, "", "")
