"""`integration-architect schema`"""

import click

from agent.cli import exit_codes
from agent.cli.output import put_json
from tools.domain.facts import Facts
from tools.report import json_schema


@click.command()
@click.argument("what", type=click.Choice(["facts", "document"]), default="facts")
def command(what: str) -> int:
    """Print the JSON Schema of a file format.

    `facts` is what the commands read, `document` is
    integration-architecture.json.

    \b
    Examples:
      integration-architect schema > facts.schema.json
      integration-architect schema document
    """
    put_json(Facts.model_json_schema() if what == "facts" else json_schema())
    return exit_codes.OK
