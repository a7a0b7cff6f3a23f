"""What goes wrong with sessions."""

from agent.errors import AgentError


class SessionError(AgentError):
    """A session that does not exist, is in use, or cannot be kept."""
