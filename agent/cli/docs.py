"""`integration-architect docs`: the pages that are generated from what the code knows."""

from pathlib import Path

import click

from agent.cli import exit_codes
from agent.cli.output import say
from agent.cli.pages import PAGES
from agent.files import ReadError, replace_all


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if a page is stale.")
def command(check: bool) -> int:
    """Write this project's generated pages.

    For those who change the program. Run it at the root of a
    checkout.

    \b
    Examples:
      integration-architect docs
      integration-architect docs --check
    """
    if not Path("agent/cli/docs.py").is_file():
        raise ReadError("the generated pages belong to a checkout of this project; run it at its root")
    stale = {path: text for path, render in PAGES.items() if (text := render()) != _current(Path(path))}
    for path, text in stale.items():
        say(f"{path} is stale; run `make docs`" if check else f"{path} is written")
        if not check:
            replace_all(Path(path).parent, {Path(path).name: text})
    return exit_codes.FINDINGS if check and stale else exit_codes.OK


def _current(path: Path) -> str | None:
    return path.read_text("utf-8") if path.is_file() else None
