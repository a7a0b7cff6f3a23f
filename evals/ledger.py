"""What the arm `batch` asked and what came back, on the disk, so that a run that was killed goes on.

A conversation is not kept but held again with the answers that are here. That takes some 30 ms, needs no
format of half a conversation, and a changed program asks only what it would ask differently, for an answer is
found by the digest of its whole request. It is one table of SQLite and not a file per conversation, because
what belongs together is then written together: the answers of a batch, and that it is open no more.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from agent.llm.transport import Request
from agent.state import Json
from evals.errors import EvalError

FILE = "batches.db"

_TABLE = """
CREATE TABLE IF NOT EXISTS questions (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL,
    after TEXT,   -- the newest batch when it was about to be sent
    batch TEXT,   -- none until the endpoint has taken it
    answer TEXT   -- JSON; none until it is there
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Question:
    """A request of a conversation. It may send the same one again where an answer was of no use."""

    conversation: str
    request: Request
    time: int = 1

    @cached_property
    def id(self) -> str:
        """Return a digest of it all, of 64 characters, which is what a batch takes at most."""
        whole = json.dumps([self.conversation, self.time, self.request], sort_keys=True)
        return sha256(whole.encode()).hexdigest()


class Ledger:
    """The questions of conversations that have not ended."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        with self._db:
            self._db.execute(_TABLE)

    @classmethod
    @contextmanager
    def open(cls, folder: Path) -> Iterator["Ledger"]:
        """Open the ledger of a folder, making it if need be. Raise EvalError if that cannot be done."""
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute("PRAGMA synchronous=NORMAL")  # a killed process loses nothing
                yield cls(connection)
        except (OSError, sqlite3.Error) as error:
            raise EvalError(f"{path} cannot be used: {error}; remove it, or choose another folder") from error

    def answers(self, conversation: str) -> Mapping[str, Json]:
        """Return what came back for a conversation, by question."""
        rows = self._db.execute(
            "SELECT id, answer FROM questions WHERE conversation = ? AND answer IS NOT NULL", (conversation,)
        )
        return {id_: json.loads(answer) for id_, answer in rows}

    def sending(self, questions: Collection[Question], after: str | None) -> None:
        """Note what is about to be sent, and the newest batch before it."""
        rows = [(question.id, question.conversation, after) for question in questions]
        with self._db:
            self._db.executemany("INSERT INTO questions (id, conversation, after) VALUES (?, ?, ?)", rows)

    def unsure(self) -> tuple[Collection[str], str | None]:
        """Return the ids of what was perhaps sent and the newest batch before it; no ids: all is sure."""
        rows = self._db.execute("SELECT id, after FROM questions WHERE batch IS NULL").fetchall()
        return [id_ for id_, _ in rows], next((after for _, after in rows), None)

    def sent(self, batch: str | None) -> None:
        """Note which batch has what was about to be sent; none has it, and all is as before."""
        with self._db:
            if batch:
                self._db.execute("UPDATE questions SET batch = ? WHERE batch IS NULL", (batch,))
            else:
                self._db.execute("DELETE FROM questions WHERE batch IS NULL")

    def batches(self) -> Mapping[str, Collection[str]]:
        """Return the ids of the questions that each batch has yet to answer."""
        found: dict[str, list[str]] = {}
        for batch, id_ in self._db.execute(
            "SELECT batch, id FROM questions WHERE batch IS NOT NULL AND answer IS NULL"
        ):
            found.setdefault(batch, []).append(id_)
        return found

    def answered(self, answers: Mapping[str, Json]) -> None:
        """Note what came back."""
        rows = [(json.dumps(answer), id_) for id_, answer in answers.items()]
        with self._db:
            self._db.executemany("UPDATE questions SET answer = ? WHERE id = ?", rows)

    def forget(self, conversations: Iterable[str]) -> None:
        """Drop what conversations asked: they have ended, or begin anew."""
        with self._db:
            self._db.executemany(
                "DELETE FROM questions WHERE conversation = ?", [(name,) for name in conversations]
            )
