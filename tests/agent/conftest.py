"""A small system of which much is unsaid, and a place for sessions of its own."""

from pathlib import Path

import pytest

FACTS = """\
schema_version: 1
system: shop
stores:
  - {id: shop_db, technology: postgresql}
  - {id: search, technology: elasticsearch}
writers:
  - {id: shop_api, writes: [{store: shop_db, entity: product}]}
entities:
  - {id: product}
paths:
  - {id: sync, source: shop_db, target: search, entities: [product], mechanism: dual_write}
reads:
  - {id: site_search, entities: [product], store: search, pattern: full_text}
"""


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
