"""Sessions: where conversations are kept between runs of the program."""

from agent.sessions.store import SessionError, Sessions, Summary, open_sessions

__all__ = ["SessionError", "Sessions", "Summary", "open_sessions"]
