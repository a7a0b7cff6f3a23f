"""Progress, while a node runs."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from langgraph.config import get_stream_writer

_listener: ContextVar[Callable[[str], None] | None] = ContextVar("listener", default=None)


def tell(line: str) -> None:
    """Say one line of progress to who listens in this process, else into LangGraph's stream."""
    (_listener.get() or get_stream_writer())(line)


@contextmanager
def heard_by(listener: Callable[[str], None]) -> Iterator[None]:
    """Hand every line to a function.

    LangGraph runs nodes in a thread of its own while anybody reads its stream, and Ctrl-C then waits until a
    node is done, however long a model takes. Without a stream nodes run where the user's Ctrl-C arrives.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
