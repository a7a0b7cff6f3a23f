"""Keep conversations: one checkpoint after each node, so that killing the program loses nothing it confirmed.

By default in one SQLite file of the user's, or in PostgreSQL when INTEGRATION_ARCHITECT_SESSIONS is a
`postgresql://` URL.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver, CheckpointTuple
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from agent.sessions.errors import SessionError
from agent.state import State, readable

LOCATION = "INTEGRATION_ARCHITECT_SESSIONS"
_ID = re.compile(r"[0-9a-f]{8}")


class Backend(Protocol):
    """A place that keeps checkpoints."""

    @property
    def saver(self) -> BaseCheckpointSaver[str]:
        """LangGraph's way to the checkpoints."""
        ...

    def lock(self, session: str) -> AbstractContextManager[bool]:
        """Hold a session for one process; False if another one holds it. A killed process holds nothing."""
        ...

    def forget_history(self, session: str) -> None:
        """Drop all but the newest checkpoint of a session."""
        ...


@dataclass(frozen=True, slots=True)
class Summary:
    """One line about a session."""

    id: str
    changed: str  # time of the last checkpoint, ISO 8601, UTC
    system: str | None
    answers: int
    questions: int  # open right now
    finished: bool


class Sessions:
    """The sessions of one backend."""

    def __init__(self, backend: Backend) -> None:
        self.backend = backend
        self.saver = backend.saver

    def new(self) -> str:
        """Return the id of a session that does not exist yet."""
        while self.saver.get_tuple(config(session := secrets.token_hex(4))):
            pass
        return session

    def state(self, session: str) -> State:
        """Return what a session holds. Raise SessionError if there is none, StateError for another format."""
        return readable(_values(self._checkpoint(session)))

    def renewed(self, session: str) -> State | None:
        """Return what a session of an older format goes on with; None if it goes on from where it is."""
        stored = _values(self._checkpoint(session))
        state = readable(stored)
        return None if state == stored else state

    def list(self) -> tuple[Summary, ...]:
        """Return all sessions, the one used last first."""
        newest: dict[str, CheckpointTuple] = {}
        for found in self.saver.list(None):
            newest.setdefault(found.config["configurable"]["thread_id"], found)
        every = (_summary(session, found) for session, found in newest.items())
        return tuple(sorted(every, key=lambda summary: (summary.changed, summary.id), reverse=True))

    def delete(self, session: str) -> None:
        """Delete a session. Raise SessionError if there is none or it is in use."""
        self._checkpoint(session)
        with self.held(session):
            self.saver.delete_thread(session)

    @contextmanager
    def held(self, session: str) -> Iterator[None]:
        """Keep other processes out of a session. Raise SessionError if one is in it."""
        with self.backend.lock(session) as mine:
            if not mine:
                raise SessionError(
                    f"session {session} is open in another process; finish it there, or start a new session"
                )
            yield
            self.backend.forget_history(session)

    def _checkpoint(self, session: str) -> CheckpointTuple:
        found = self.saver.get_tuple(config(session)) if _ID.fullmatch(session) else None
        if found is None:
            raise SessionError(
                f"there is no session {session!r}; see `integration-architect sessions list` for the ids"
            )
        return found


def config(session: str) -> RunnableConfig:
    """Return LangGraph's address of a session."""
    return {"configurable": {"thread_id": session, "checkpoint_ns": ""}}


@contextmanager
def open_sessions() -> Iterator[Sessions]:
    """Open the place where sessions are kept. Raise SessionError if that cannot be done."""
    serde = JsonPlusSerializer(allowed_msgpack_modules=None)
    location = os.environ.get(LOCATION)
    if not location:
        from agent.sessions.sqlite import SqliteBackend

        with SqliteBackend.open(serde) as backend:
            yield Sessions(backend)
    elif location.startswith(("postgresql://", "postgres://")):
        from agent.sessions.postgres import PostgresBackend

        with PostgresBackend.open(location, serde) as other:
            yield Sessions(other)
    else:
        scheme = location.partition(":")[0]
        raise SessionError(f"{LOCATION} begins with {scheme!r}; expected postgresql://…, or leave it unset")


def _values(found: CheckpointTuple) -> dict[str, Any]:
    """Return the state of a checkpoint, with the input that it has taken and not yet spread."""
    values = found.checkpoint["channel_values"]
    return {**values, **values.get("__start__", {})}


def _summary(session: str, found: CheckpointTuple) -> Summary:
    values = _values(found)
    facts = (values.get("intake") or {}).get("facts") or {}
    return Summary(
        id=session,
        changed=found.checkpoint["ts"],
        system=facts.get("system"),
        answers=len(values.get("answers") or {}),
        questions=len(values.get("cards") or ()),
        finished=bool(values.get("files")),
    )
