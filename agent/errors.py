"""The base of every error that this floor raises."""


class AgentError(Exception):
    """Something outside the design went wrong. The message names it, what was expected and what to do."""
