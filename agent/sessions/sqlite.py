"""Sessions in one SQLite file that only its owner can read."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.sessions.errors import SessionError

HOME = "INTEGRATION_ARCHITECT_HOME"
NAME = "integration-architect"


def home() -> Path:
    """Return the folder of the sessions: INTEGRATION_ARCHITECT_HOME, else the platform's for user data."""
    if named := os.environ.get(HOME):
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library/Application Support" / NAME
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData/Local") / NAME
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / NAME


class SqliteBackend:
    """Checkpoints in `sessions.db`; a lock is an exclusive transaction on a file of its own."""

    def __init__(self, folder: Path, saver: SqliteSaver) -> None:
        self.folder = folder
        self.saver = saver

    @classmethod
    @contextmanager
    def open(cls, serde: SerializerProtocol) -> Iterator["SqliteBackend"]:
        """Open the file, making it if need be. Raise SessionError if that cannot be done."""
        folder = home()
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path = _private(folder / "sessions.db")
        except OSError as error:
            raise _refused(folder, error) from error
        try:
            with closing(sqlite3.connect(path, timeout=30, check_same_thread=False)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")
                saver = SqliteSaver(connection, serde=serde)
                saver.setup()
                yield cls(folder, saver)
        except sqlite3.Error as error:
            raise _refused(folder, error) from error

    @contextmanager
    def lock(self, session: str) -> Iterator[bool]:
        """Hold a session until the block or the process ends: the kernel frees what a killed process held."""
        path = _private(self.folder / f"{session}.lock")
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                yield False
                return
            yield True

    def forget_history(self, session: str) -> None:
        """Drop all but the newest checkpoint; a session is gone on with, never gone back in."""
        with self.saver.cursor() as cursor:
            for table in ("checkpoints", "writes"):
                cursor.execute(
                    f"DELETE FROM {table} WHERE thread_id = :id AND checkpoint_id < "  # noqa: S608
                    "(SELECT max(checkpoint_id) FROM checkpoints WHERE thread_id = :id)",
                    {"id": session},
                )


def _refused(folder: Path, error: Exception) -> SessionError:
    return SessionError(
        f"cannot keep sessions in {folder}: {error}; make room there, or set {HOME} to another folder"
    )


def _private(path: Path) -> Path:
    """Make sure that a file is there for its owner only. SQLite gives its side files the same mode."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)
    return path
