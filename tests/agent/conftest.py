"""A small system of which much is unsaid, and a place for sessions of its own."""

from pathlib import Path

import pytest

FACTS = (Path(__file__).parent / "partial.yaml").read_text()


@pytest.fixture
def facts_text() -> str:
    return FACTS


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    path = tmp_path / "facts.yaml"
    path.write_text(FACTS)
    return path


@pytest.fixture(autouse=True)
def sessions_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every test out of the sessions of whoever runs it."""
    home = tmp_path / "home"
    monkeypatch.setenv("INTEGRATION_ARCHITECT_HOME", str(home))
    monkeypatch.delenv("INTEGRATION_ARCHITECT_SESSIONS", raising=False)
    monkeypatch.delenv("INTEGRATION_ARCHITECT_DEBUG", raising=False)
    return home
