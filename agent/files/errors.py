"""What can go wrong with the user's files."""

from agent.errors import AgentError


class FilesError(AgentError):
    """A file of the user that cannot be used as asked."""


class ReadError(FilesError):
    """A path that cannot be read, or is more than can be read."""


class WriteError(FilesError):
    """A file that could not, or must not, be written. Nothing was half written."""
