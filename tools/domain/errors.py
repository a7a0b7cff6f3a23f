"""The base of every error that the deterministic floors raise."""


class DomainError(Exception):
    """A value that cannot be used. The message names it, what was expected and what to do."""
