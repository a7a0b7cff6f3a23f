"""PostgreSQL and MariaDB as the schedules need them."""

import getpass
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep
from typing import Any, LiteralString, cast

import psycopg
import pymysql
from psycopg import errors

from tests.subskills.real_schedules import AbortedError, RefusedError

PLANNER = "-c enable_seqscan=off -c enable_bitmapscan=off -c deadlock_timeout=20ms"
"""A row is read by its key, as in a table of real size, and a deadlock is found soon."""


class PostgresSession:
    def __init__(self, uri: str) -> None:
        self.connection = psycopg.connect(uri, autocommit=True, options=PLANNER)

    def do(self, sql: str, *values: Any) -> tuple[list[tuple[Any, ...]], int]:
        try:
            cursor = self.connection.execute(cast(LiteralString, sql), values or None)
        except (errors.SerializationFailure, errors.DeadlockDetected) as error:
            raise AbortedError from error
        except errors.IntegrityError as error:
            raise RefusedError from error
        return cursor.fetchall() if cursor.description else [], cursor.rowcount

    def close(self) -> None:
        self.connection.close()


class Postgres:
    """The server that the recipes run on too."""

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.watcher = psycopg.connect(uri, autocommit=True)

    def connect(self) -> PostgresSession:
        return PostgresSession(self.uri)

    def waiting(self) -> int:
        query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        row = self.watcher.execute(query).fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        self.watcher.close()

    def begin(self, level: str) -> Sequence[str]:
        return (f"BEGIN ISOLATION LEVEL {level.replace('_', ' ')}",)


class MariaSession:
    def __init__(self, socket: str, snapshot: bool) -> None:
        self.connection = pymysql.connect(
            unix_socket=socket, database="test", autocommit=True, ssl_disabled=True
        )
        if snapshot:
            self.do("SET innodb_snapshot_isolation = ON")

    def do(self, sql: str, *values: Any) -> tuple[list[tuple[Any, ...]], int]:
        with self.connection.cursor() as cursor:
            try:
                changed = cursor.execute(sql, values or None)
            except (pymysql.err.OperationalError, pymysql.err.IntegrityError) as error:
                if error.args[0] in DEADLOCK_OR_CHANGED:
                    raise AbortedError from error
                if error.args[0] in REFUSED:
                    raise RefusedError from error
                raise
            return list(cursor.fetchall()), changed

    def close(self) -> None:
        self.connection.close()


DEADLOCK_OR_CHANGED = (1213, 1020)
REFUSED = (1062, 4025)


class Maria:
    """A MariaDB server of the test's own; `snapshot` is its innodb_snapshot_isolation."""

    def __init__(self, socket: str, *, snapshot: bool = False) -> None:
        self.socket, self.snapshot = socket, snapshot
        self.watcher = pymysql.connect(
            unix_socket=socket, database="test", autocommit=True, ssl_disabled=True
        )

    def connect(self) -> MariaSession:
        return MariaSession(self.socket, self.snapshot)

    def waiting(self) -> int:
        with self.watcher.cursor() as cursor:
            cursor.execute("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'")
            row = cursor.fetchone()
            return int(row[1]) if row else 0

    def close(self) -> None:
        self.watcher.close()

    def begin(self, level: str) -> Sequence[str]:
        name = level.replace("_", " ")
        return (f"SET SESSION TRANSACTION ISOLATION LEVEL {name}", "START TRANSACTION")


MARIADB = ("mariadbd", "mariadb-install-db")


def missing() -> list[str]:
    """The programs of Debian's package mariadb-server that are not installed."""
    return [program for program in MARIADB if _program(program) is None]


def _program(name: str) -> str | None:
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


@contextmanager
def mariadb() -> Iterator[str]:
    """Start MariaDB on a socket of its own, in a folder whose path is short enough for one."""
    with TemporaryDirectory(prefix="my") as folder:
        data, socket, user = Path(folder) / "data", str(Path(folder) / "s"), getpass.getuser()
        own = [f"--datadir={data}", f"--user={user}"]
        install = [str(_program("mariadb-install-db")), "--no-defaults", "--skip-test-db", *own]
        subprocess.run(
            [*install, "--auth-root-authentication-method=normal"], check=True, capture_output=True
        )
        quick = ["--innodb-flush-method=nosync", "--innodb-buffer-pool-size=32M"]
        server = subprocess.Popen(
            [
                *(str(_program("mariadbd")), "--no-defaults", *own, *quick),
                *(f"--socket={socket}", "--skip-networking", "--skip-grant-tables", "--skip-log-bin"),
                f"--pid-file={Path(folder) / 'pid'}",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _create_database(socket)
            yield socket
        finally:
            server.terminate()
            server.wait()


def _create_database(socket: str) -> None:
    for attempt in range(300):
        try:
            connection = pymysql.connect(unix_socket=socket)
            break
        except pymysql.err.OperationalError:
            assert attempt < 299, "MariaDB does not start"
            sleep(0.1)
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE IF NOT EXISTS test")
