"""`integration-architect facts`"""

from typing import Any

import click

from agent.cli import arguments, exit_codes
from agent.cli.outcome import reading
from agent.cli.output import put, put_json, say
from agent.facts_yaml import facts_yaml
from tools.domain.facts import Facts


@click.command()
@arguments.paths()
@arguments.answers
@click.option("--json", "as_json", is_flag=True, help="JSON with evidence instead of YAML.")
def command(paths: tuple[str, ...], answers_file: str | None, sets: tuple[str, ...], as_json: bool) -> int:
    """Print what files and prose say, as a facts file.

    Each value comes with the place it was read from. What was
    not understood is listed on standard error.

    \b
    Examples:
      integration-architect facts brief.md > facts.yaml
      cat notes.txt | integration-architect facts - --json
    """
    given = arguments.load(paths, answers_file, sets)
    if as_json:
        put_json(_as_json(given.facts))
    else:
        put(facts_yaml(given.facts))
    if notes := reading(given.intake):
        say(notes)
    return exit_codes.OK


def _as_json(facts: Facts) -> dict[str, Any]:
    """Return a facts file without what is unsaid."""
    said = facts.model_dump(mode="json", exclude_defaults=True, exclude={"evidence"})
    return {**said, "evidence": {ref: one.model_dump(mode="json") for ref, one in facts.evidence.items()}}
