"""`integration-architect questions`"""

from dataclasses import asdict

import click

import prompts
from agent.cli import arguments, exit_codes
from agent.cli.output import put, put_json
from agent.understanding import designable
from tools.questions import contradictions_first
from tools.steps import run


@click.command()
@arguments.paths()
@arguments.answers
@click.option("--limit", type=click.IntRange(1), default=3, show_default=True, help="Questions at most.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def command(
    paths: tuple[str, ...], answers_file: str | None, sets: tuple[str, ...], limit: int, as_json: bool
) -> int:
    """Print what to ask next.

    Only facts whose answer can change the design are asked for,
    the most consequential first, each with its options and what
    they would change.

    \b
    Examples:
      integration-architect questions facts.yaml --json
      integration-architect questions . --limit 10
    """
    given = arguments.load(paths, answers_file, sets)
    asked = contradictions_first(run(designable(given.facts)), given.contradictions, limit)
    if as_json:
        put_json([asdict(question) for question in asked])
    else:
        put("\n".join(prompts.render("question", question=question) for question in asked))
    return exit_codes.OK
