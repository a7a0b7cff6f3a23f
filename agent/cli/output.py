"""Where output goes: results on standard output, everything else on standard error."""

import json
import re
import shutil
import sys
import textwrap
from typing import Any

import click

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def say(text: str) -> None:
    """Tell the user something. Control characters from their files do not reach the terminal.

    On a terminal long lines break between words; in a pipe they stay whole.
    """
    shown = printable(text)
    terminal = sys.stderr.isatty()
    click.echo(wrapped(shown, shutil.get_terminal_size().columns) if terminal else shown, err=True)


def printable(text: str) -> str:
    """Return text without control characters other than tabs and line ends."""
    return _CONTROL.sub("\ufffd", text)


def wrapped(text: str, width: int) -> str:
    """Return text with its long lines broken between words, each piece indented like its line."""
    return "\n".join(
        textwrap.fill(
            line,
            width,
            subsequent_indent=" " * (len(line) - len(line.lstrip())),
            break_long_words=False,
            break_on_hyphens=False,
        )
        for line in text.split("\n")
    )


def put(text: str) -> None:
    """Print a result."""
    click.echo(printable(text.rstrip("\n")))


def put_json(data: Any) -> None:
    """Print a result as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
