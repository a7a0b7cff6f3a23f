"""The base of every error that this floor raises."""

from agent.errors import AgentError


class EvalError(AgentError):
    """An evaluation that cannot be run as asked. The message names the file and what to do."""
