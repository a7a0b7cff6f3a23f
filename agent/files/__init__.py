"""The user's files: the only reader and the only writer."""

from agent.files.errors import FilesError, ReadError, WriteError
from agent.files.read import read_brief, read_text
from agent.files.write import replace_all, write_all

__all__ = ["FilesError", "ReadError", "WriteError", "read_brief", "read_text", "replace_all", "write_all"]
