"""Sessions: where conversations are kept between runs of the program."""

from agent.sessions.errors import SessionError
from agent.sessions.store import Sessions, Summary, open_sessions

__all__ = ["SessionError", "Sessions", "Summary", "open_sessions"]
