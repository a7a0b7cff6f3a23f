"""`integration-architect design`"""

from pathlib import Path

import click

from agent.cli import arguments
from agent.cli.outcome import exit_code, reading, summary
from agent.cli.output import put, say
from agent.documents import JSON, documents
from agent.files import write_all
from agent.understanding import designable
from tools.questions import contradictions_first
from tools.steps import run


@click.command()
@arguments.paths()
@click.option("-o", "--output", metavar="DIR", default=".", help="Folder of the documents.")
@arguments.answers
@click.option("--html", is_flag=True, help="Also write one page with diagrams.")
@click.option("--json", "as_json", is_flag=True, help="Also print the JSON document.")
@click.option("--force", is_flag=True, help="Overwrite documents edited by hand.")
@click.option("--quiet", is_flag=True, help="No summary.")
@arguments.fail_on()
def command(
    paths: tuple[str, ...],
    output: str,
    answers_file: str | None,
    sets: tuple[str, ...],
    html: bool,
    as_json: bool,
    force: bool,
    quiet: bool,
    fail_on: str | None,
) -> int:
    """Write the integration architecture of a system.

    The documents are integration-architecture.md and .json.
    PATH is prose, a facts file, docker-compose, SQL or connector
    JSON, a folder of these, or - for standard input.

    \b
    Examples:
      integration-architect design brief.md schema.sql
      integration-architect design . -o docs --html
      integration-architect design facts.yaml \\
        --set entities.order.deletes=soft --fail-on high

    Your own text survives between <!-- keep:NAME --> and
    <!-- /keep -->.
    """
    given = arguments.load(paths, answers_file, sets)
    design = run(designable(given.facts))
    asked = contradictions_first(design, given.contradictions)
    files = documents(design, asked, given.intake, with_html=html)
    write_all(Path(output), files, force=force)
    if as_json:
        put(files[JSON])
    if not quiet:
        say(f"{reading(given.intake)}\n{summary(design, asked, Path(output))}".lstrip())
    return exit_code(design, fail_on)
