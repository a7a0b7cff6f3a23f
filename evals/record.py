"""Record a scenario's cassettes: `python -m evals.record SCENARIO… [--arm ARM] [--repeat K] [--from WHO]`.

The model is the one that the environment names. What it answers is kept as it is.
"""

from datetime import UTC, datetime

import click

from agent.context import Context
from agent.llm.model import Model
from agent.llm.settings import BASE_URL, KEY, Settings
from evals import bare, drive
from evals.arms import cassette
from evals.errors import EvalError
from evals.recording import recording
from evals.scenario import RECORDED, Scenario, load

PATIENCE_S = 1800.0
"""A person, or a model without an endpoint of its own, may sit behind a relay."""


@click.command()
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True)
@click.option("--arm", "arms", type=click.Choice(["replay", "bare"]), multiple=True, help="Else both.")
@click.option("--repeat", type=click.IntRange(1), default=1, help="Which of several recordings.")
@click.option("--keep", is_flag=True, help="Keep answers to requests that are still the same.")
@click.option("--from", "source", default="api", help="Who answers: api, or relay.")
def main(scenarios: tuple[str, ...], arms: tuple[str, ...], repeat: int, keep: bool, source: str) -> None:
    """Record what a model answers in each scenario, in place of what was recorded before."""
    settings = Settings.of()
    if not settings.reachable:
        raise EvalError(f"no model to record; set {KEY} or {BASE_URL}")
    for name in scenarios:
        scenario = load(name)
        for arm in arms or ("replay", "bare"):
            record(scenario, arm, repeat, settings, source, keep=keep)
            click.echo(f"{name}: {arm} is recorded", err=True)


def record(scenario: Scenario, arm: str, repeat: int, settings: Settings, source: str, *, keep: bool) -> None:
    """Record one arm of one scenario, and say in the scenario by whom and when."""
    patient = Settings(settings.model, needs_key=settings.needs_key, timeout_s=PATIENCE_S)
    with recording(cassette(scenario, arm, repeat), patient, keep=keep) as transport:
        if arm == "bare":
            bare.run(scenario, transport, settings.model)
        else:
            drive.run(scenario, Context(llm=Model(transport, settings.model)))
    said = f"recorded_from: {source}\nrecorded_on: {datetime.now(UTC).date()}\nasked_for: {settings.model}\n"
    (scenario.folder / RECORDED).write_text(said)


if __name__ == "__main__":
    main()
