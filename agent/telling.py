"""Progress, while a node runs."""

from langgraph.config import get_stream_writer


def tell(line: str) -> None:
    """Stream one line of progress."""
    get_stream_writer()(line)
