"""`integration-architect eval`"""

import click

from agent.cli import exit_codes
from agent.cli.output import put, say
from evals.errors import EvalError
from evals.scenario import load, load_all, names


@click.command()
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the scenarios and run none.")
@click.option("--validate", is_flag=True, help="Only check the scenarios' files.")
def command(scenarios: tuple[str, ...], listing: bool, validate: bool) -> int:
    """Run the scenarios and score what comes out.

    \b
    Examples:
      integration-architect eval --list
      integration-architect eval --validate
    """
    if validate:
        return _validate(scenarios or names())
    for one in load_all(scenarios):
        put(f"{one.name}  {one.expected.title}  ({one.expected.industry}; {', '.join(one.expected.kinds)})")
    return exit_codes.OK


def _validate(chosen: tuple[str, ...]) -> int:
    failed = 0
    for name in chosen:
        try:
            load(name)
        except EvalError as error:
            failed += 1
            say(str(error))
    say(f"{len(chosen) - failed} of {len(chosen)} scenarios are valid")
    return exit_codes.FINDINGS if failed else exit_codes.OK
