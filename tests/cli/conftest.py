"""A small system of which much is unsaid, and a place for sessions of its own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.cli import main

ROOT = Path(__file__).parents[2]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.yaml"
    path.write_text((ROOT / "tests/agent/partial.yaml").read_text())
    return path


@pytest.fixture(autouse=True)
def own_world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run in a folder of its own, away from the sessions of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INTEGRATION_ARCHITECT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("INTEGRATION_ARCHITECT_SESSIONS", raising=False)
    monkeypatch.delenv("INTEGRATION_ARCHITECT_DEBUG", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a user would; return exit code, standard output, standard error."""

    def one(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return one
