"""The next line that the user types, on a terminal or in a pipe."""

import contextlib
import sys

import click

from agent.cli.output import say
from tools.intake.redact import redact

PROMPT = "> "


def listen() -> str | None:
    """Return the next line; None when there are no more.

    What comes from a pipe is repeated, secrets redacted, so that the output tells who said what.
    """
    line = _typed() if sys.stdin.isatty() else sys.stdin.readline()
    if not line:
        return None
    if not sys.stdin.isatty():
        say(f"{PROMPT}{redact(line.strip())}")
    return line.strip()


def _typed() -> str:
    """Prompt for a line, with the platform's line editing unless standard output is not the terminal."""
    if not sys.stdout.isatty():
        click.echo(PROMPT, nl=False, err=True)
        return sys.stdin.readline()
    with contextlib.suppress(ImportError):  # not on every platform
        import readline  # noqa: F401 -- `input` uses it once it is there
    try:
        return input(PROMPT) + "\n"
    except EOFError:
        return ""
