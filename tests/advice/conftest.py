"""One throwaway PostgreSQL a file, with the tables of the retailer: its processor time is bounded."""

from collections.abc import Iterator

import pytest

from agent.advice.postgresql import Database, Engine, throwaway
from agent.advice.schema import schema
from tests.advice.designs import DESIGN


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with throwaway() as running:
        running.prepare(schema(DESIGN))
        yield running


@pytest.fixture
def database(engine: Engine) -> Iterator[Database]:
    with engine.database() as one:
        yield one
