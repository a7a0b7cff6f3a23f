"""`integration-architect explain`"""

import click

from agent.cli import exit_codes
from agent.cli.lint import design_json
from agent.cli.output import put
from agent.explanations import account


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--design", metavar="JSON", help="An integration-architecture.json, for its decisions.")
def command(id_: str, design: str | None) -> int:
    """Explain a rule, law, technology or decision.

    ID is that of a decision rule or group, a subskill, a design
    rule, a law, a checklist item, a failure mode, a threshold, a
    technology, or, with --design, a decision.

    \b
    Examples:
      integration-architect explain S3.capture
      integration-architect explain postgresql
      integration-architect explain s2.sor.order \\
        --design integration-architecture.json
    """
    shown = design_json(design) if design else {"decisions": (), "questions": ()}
    put("\n".join(account(id_, shown["decisions"], shown["questions"])))
    return exit_codes.OK
