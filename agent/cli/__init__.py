"""The command `integration-architect`: one file per command, imported when it is used."""

from agent.cli.main import main

__all__ = ["main"]
