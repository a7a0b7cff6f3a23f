"""Where output goes: results on standard output, everything else on standard error."""

import json
import re
from typing import Any

import click

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def say(text: str) -> None:
    """Tell the user something. Control characters from their files do not reach the terminal."""
    click.echo(_CONTROL.sub("\ufffd", text), err=True)


def put(text: str) -> None:
    """Print a result."""
    click.echo(_CONTROL.sub("\ufffd", text.rstrip("\n")))


def put_json(data: Any) -> None:
    """Print a result as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
