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
    click.echo(_wrapped(shown) if sys.stderr.isatty() else shown, err=True)


def printable(text: str) -> str:
    """Return text without control characters other than tabs and line ends."""
    return _CONTROL.sub("\ufffd", text)


def _wrapped(text: str) -> str:
    width = shutil.get_terminal_size().columns
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
