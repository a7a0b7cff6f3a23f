"""The same schedules on a real MariaDB, with and without innodb_snapshot_isolation."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.subskills.agreement import disagreements
from tests.subskills.real_schedules import run_schedule
from tests.subskills.servers import Maria, mariadb, missing
from tests.subskills.transactions import DOUBLE_DEBIT, MEETINGS, drawn
from tools.domain.facts import Transaction
from tools.knowledge.isolation import Level, engines
from tools.subskills.isolation.schedules import search

pytestmark = pytest.mark.skipif(
    bool(missing()),
    reason=f"THE ISOLATION LEVELS WERE NOT COMPARED WITH MARIADB: not installed: {', '.join(missing())}",
)

CASES = [
    pytest.param(engine, level, id=f"{engine}-{level.id}")
    for engine in ("mariadb", "mariadb_snapshot")
    for level in engines()[engine].levels
]


UNWATCHED = [
    (engine, level)
    for engine in ("mariadb", "mariadb_snapshot")
    for level in engines()[engine].levels
    if not level.certifies
]
"""Where reads take locks too, MariaDB now and then sees a deadlock where a lock could have been passed on."""


@pytest.fixture(scope="module")
def socket() -> Iterator[str]:
    with mariadb() as found:
        yield found


@pytest.fixture(scope="module")
def servers(socket: str) -> Iterator[dict[str, Maria]]:
    both = {"mariadb": Maria(socket), "mariadb_snapshot": Maria(socket, snapshot=True)}
    yield both
    for server in both.values():
        server.close()


@pytest.mark.parametrize(("engine", "level"), CASES)
@pytest.mark.parametrize("meeting", MEETINGS)
def test_mariadb_does_what_the_simulation_says(
    servers: dict[str, Maria], meeting: str, engine: str, level: Level
) -> None:
    if level.reads == "latest" and "version" in meeting:
        pytest.skip("a version that nobody committed yet may be committed later: not simulated")
    assert disagreements(servers[engine], MEETINGS[meeting], level, 3) == []


@given(one=drawn(), other=drawn(), case=st.sampled_from(UNWATCHED))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_mariadb_does_so_for_transactions_that_nobody_chose(
    servers: dict[str, Maria], one: Transaction, other: Transaction, case: tuple[str, Level]
) -> None:
    engine, level = case
    assert disagreements(servers[engine], (one, other), level, 1) == []


@pytest.mark.parametrize(("engine", "commits"), [("mariadb", 2), ("mariadb_snapshot", 1)])
def test_repeatable_read_notices_a_lost_update_only_with_snapshot_isolation(
    servers: dict[str, Maria], engine: str, commits: int
) -> None:
    (witness,) = search((DOUBLE_DEBIT, DOUBLE_DEBIT), _level("mariadb", "repeatable_read")).witnesses
    events, _ = run_schedule(servers[engine], witness.program, "repeatable_read", witness.schedule)
    assert [event.kind for event in events].count("committed") == commits


def _level(engine: str, name: str) -> Level:
    found = engines()[engine].level(name)
    assert found is not None
    return found
