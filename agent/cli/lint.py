"""`integration-architect lint`"""

import json
from pathlib import Path
from typing import Any

import click

from agent.cli import exit_codes
from agent.cli.output import put, say
from agent.files import ReadError, read_text
from tools.report import lint


@click.command()
@click.argument("document")
@click.option("--against", metavar="JSON", required=True, help="The integration-architecture.json beside it.")
def command(document: str, against: str) -> int:
    """Compare an edited document with its design.

    Says where the text has other boxes, arrows, decisions or
    values than the JSON. Exits with 1 if it does.

    \b
    Examples:
      integration-architect lint integration-architecture.md \\
        --against integration-architecture.json
    """
    text, data = read_text(document), design_json(against)
    try:
        problems = lint(text, data)
    except (KeyError, TypeError) as error:
        raise _not_ours(against) from error
    if problems:
        put("\n".join(f"{Path(document).name}: {problem}" for problem in problems))
        return exit_codes.FINDINGS
    say(f"{Path(document).name} agrees with {Path(against).name}")
    return exit_codes.OK


def design_json(path: str) -> dict[str, Any]:
    """Read an integration-architecture.json. Raise ReadError if the file is something else."""
    try:
        data = json.loads(read_text(path))
    except ValueError as error:
        raise ReadError(f"{path} is not JSON: {error}; give the integration-architecture.json") from None
    if not isinstance(data, dict) or not isinstance(data.get("decisions"), list):
        raise _not_ours(path)
    return data


def _not_ours(path: str) -> ReadError:
    return ReadError(f"{path} is not an integration-architecture.json of this version; run `design` again")
