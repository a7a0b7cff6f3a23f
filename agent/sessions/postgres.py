"""Sessions in PostgreSQL, for teams; needs the extra `postgres`."""

from collections.abc import Iterator
from contextlib import contextmanager

from langgraph.checkpoint.serde.base import SerializerProtocol

from agent.sessions.errors import SessionError
from tools.intake.redact import redact

try:
    import psycopg
    from langgraph.checkpoint.postgres import PostgresSaver  # type: ignore[import-not-found, unused-ignore]
    from psycopg.rows import dict_row
except ImportError as error:
    raise SessionError(
        "sessions in PostgreSQL need the extra `postgres`; install data-integration-architect[postgres]"
    ) from error


class PostgresBackend:
    """Checkpoints by LangGraph's saver; a lock is an advisory lock of the connection."""

    def __init__(self, url: str, saver: PostgresSaver) -> None:
        self.url = url
        self.saver = saver

    @classmethod
    @contextmanager
    def open(cls, url: str, serde: SerializerProtocol) -> Iterator["PostgresBackend"]:
        """Connect and make the tables. Raise SessionError, without the password, if that cannot be done."""
        try:
            with psycopg.connect(
                url, autocommit=True, prepare_threshold=0, row_factory=dict_row
            ) as connection:
                saver = PostgresSaver(connection, serde=serde)
                saver.setup()
                yield cls(url, saver)
        except psycopg.Error as error:
            raise SessionError(f"cannot keep sessions in PostgreSQL: {redact(str(error))}") from error

    @contextmanager
    def lock(self, session: str) -> Iterator[bool]:
        """Hold a session until the block or the connection ends."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            row = connection.execute(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [session]
            ).fetchone()
            yield bool(row and row[0])

    def forget_history(self, session: str) -> None:
        """Keep it: LangGraph's saver stores each value once, so the history is small."""
