"""Errors of the knowledge floor."""


class KnowledgeError(Exception):
    """The package's own data breaks its schema; the message names the file, the value and what to do."""
