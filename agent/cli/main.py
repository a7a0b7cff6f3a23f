"""Start a command, and turn every way in which it can end into an exit code and one clear message."""

import gc
import os
from collections.abc import Sequence
from importlib import import_module

import click

from agent.cli import exit_codes
from agent.cli.output import say

DEBUG = "INTEGRATION_ARCHITECT_DEBUG"

COMMANDS = {
    "design": "Write the integration architecture of a system.",
    "chat": "Be asked what is missing, then get the document.",
    "facts": "Print what files and prose say, as a facts file.",
    "questions": "Print what to ask next.",
    "check": "Check facts and judge the design they lead to.",
    "verify": "Search every path for a run in which it goes wrong.",
    "subskill": "Ask one deeper question, such as the isolation level.",
    "explain": "Explain a rule, law, technology or decision.",
    "schema": "Print the JSON Schema of a file format.",
    "lint": "Compare an edited document with its design.",
    "sessions": "List, show, export or delete chats.",
    "docs": "Write this project's generated pages.",
    "eval": "Run the scenarios and score what comes out.",
}
"""Name -> summary. The command is `command` in the module that `module_of` names."""

_ELSEWHERE = {"eval": "evals.command"}
"""Commands of a floor above this one: named here, imported only when called."""


def module_of(name: str) -> str:
    """Return the module of a command: the one of its name beside this one, but for those of a floor above."""
    return _ELSEWHERE.get(name, f"agent.cli.{name}")


class Commands(click.Group):
    """A group that imports a command when it is called, and none for its own help."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(module_of(cmd_name)).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes."""
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in exit_codes.MEANINGS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="data-integration-architect", prog_name="integration-architect")
def commands() -> None:
    """Design how data gets from one store to the next.

    \b
    Examples:
      integration-architect design brief.md
      integration-architect chat docs/ docker-compose.yml
      integration-architect COMMAND --help

    JSON comes on standard output, everything else on standard
    error. No command but chat ever asks. Nothing leaves this
    machine, unless you set up a language model: then chat and
    `eval --arm live` send it your text.
    """


def collect_rarely() -> None:
    """Let the garbage collector run rarely: a design is one large value without cycles."""
    gc.set_threshold(10_000_000, 20, 50)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    collect_rarely()
    try:
        return commands.main(arguments, prog_name="integration-architect", standalone_mode=False) or 0
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "integration-architect"
        say(f"error: {error.format_message()}\nSee {path} --help.")
        return exit_codes.BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        return exit_codes.INTERRUPTED
    except SystemExit:  # click's way to end when the reader of the output went away
        return exit_codes.OK
    except Exception as error:
        if os.environ.get(DEBUG) == "1":
            raise
        return _fail(error)


def _fail(error: Exception) -> int:
    """Say what went wrong. The imports wait until now, for most runs never need them."""
    from agent.errors import AgentError
    from agent.files import WriteError
    from tools.domain.errors import DomainError

    if isinstance(error, AgentError | DomainError):
        say(f"error: {error}")
        return exit_codes.CANNOT_WRITE if isinstance(error, WriteError) else exit_codes.BAD_INPUT
    say(
        f"error: a defect of this program: {type(error).__name__}: {error}\n"
        f"Nothing was half written. Set {DEBUG}=1 for the details, and report them."
    )
    return exit_codes.INTERNAL
