"""`integration-architect eval`"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from agent.cli import exit_codes
from agent.cli.output import put, say
from agent.files import replace_all
from evals import thresholds
from evals.arms import ARMS
from evals.errors import EvalError
from evals.judge import baselines, judge
from evals.report import Evaluation, reports, table
from evals.results import Job, Result, keep, kept
from evals.runner import jobs, run_all
from evals.scenario import SCENARIOS, Scenario, load, load_all, names
from evals.thresholds import Thresholds

SHOWN: Mapping[tuple[str, ...], tuple[str, ...]] = {
    (): ("offline",),
    ("replay",): ("offline", "replay", "bare"),
}
"""Arms that are named -> those that are run, where it is not the same: recorded answers are read beside the
product without a model, and the model without the product."""


@click.command()
@click.argument("scenarios", metavar="[SCENARIO...]", nargs=-1)
@click.option(
    "--arm",
    "arms",
    type=click.Choice(ARMS),
    multiple=True,
    help="May be repeated; else offline. replay alone is shown beside offline and bare.",
)
@click.option("--repeat", type=click.IntRange(1), default=1, help="Runs of each scenario in each arm.")
@click.option("--jobs", "at_once", type=click.IntRange(1), default=1, help="Runs at the same time.")
@click.option("-o", "--output", metavar="DIR", default="build/eval", help="Folder of runs and reports.")
@click.option("--fresh", is_flag=True, help="Run again what was run before.")
@click.option(
    "--scenarios", "folder", metavar="DIR", default=SCENARIOS, type=Path, help="Your own scenarios."
)
@click.option(
    "--thresholds",
    "limits_file",
    metavar="FILE",
    default=thresholds.FILE,
    type=Path,
    help="Your own minimum.",
)
@click.option("--list", "listing", is_flag=True, help="List the scenarios and run none.")
@click.option("--validate", is_flag=True, help="Check the scenarios' files and run none.")
def command(
    scenarios: tuple[str, ...],
    arms: tuple[str, ...],
    repeat: int,
    at_once: int,
    output: str,
    fresh: bool,
    folder: Path,
    limits_file: Path,
    listing: bool,
    validate: bool,
) -> int:
    """Run the scenarios and score what comes out.

    Without SCENARIO it runs all, and exits with 1 if an arm falls
    below evals/thresholds.yaml. Runs that are there already, made
    of the same files by the same program, are kept.

    Writes results.json, results.md, results.html and junit.xml.

    \b
    Examples:
      integration-architect eval
      integration-architect eval --arm replay --jobs 2
      integration-architect eval clinic-slots -o results
      integration-architect eval --validate
    """
    if validate:
        return _validate(scenarios or names(folder), folder)
    chosen = load_all(scenarios, folder)
    if listing:
        put("\n".join(f"{one.name}  {one.expected.title}" for one in chosen))
        return exit_codes.OK
    limits = thresholds.load(limits_file)
    wanted = jobs(chosen, SHOWN.get(arms, arms), repeat)
    results = _run(wanted, Path(output), at_once, fresh)
    evaluation = _evaluation(chosen, [results[job] for job in wanted], limits)
    replace_all(Path(output), reports(evaluation))
    put(table(evaluation))
    return _verdict(evaluation, limits, judged=not scenarios)


def _validate(chosen: Sequence[str], folder: Path) -> int:
    failed = 0
    for name in chosen:
        try:
            load(name, folder)
        except EvalError as error:
            failed += 1
            say(str(error))
    say(f"{len(chosen) - failed} of {len(chosen)} scenarios are valid")
    return exit_codes.FINDINGS if failed else exit_codes.OK


def _run(wanted: Sequence[Job], folder: Path, at_once: int, fresh: bool) -> dict[Job, Result]:
    """Run what is not there yet, each kept as soon as it is done."""
    found = {job: result for job in wanted if not fresh and (result := kept(job, folder))}
    missing = [job for job in wanted if job not in found]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("runs", total=len(wanted), completed=len(found))

        def done(job: Job, result: Result) -> None:
            keep(result, folder)
            found[job] = result
            progress.update(task, advance=1, description=job.scenario)

        def tell(line: str) -> None:
            if progress.console.is_terminal:
                progress.update(task, description=line)
            elif line != told[-1]:  # a batch is looked at for hours
                told.append(line)
                say(f"{line}; {len(found)} of {len(wanted)} runs are done")

        told = [""]
        run_all(missing, at_once, done, folder, tell, fresh=fresh)
    return found


def _evaluation(scenarios: Sequence[Scenario], results: Sequence[Result], limits: Thresholds) -> Evaluation:
    by_name = {one.name: one for one in scenarios}
    return Evaluation(
        runs=tuple(judge(one, by_name[one.scenario], limits.passes) for one in results),
        baselines=tuple(one for scenario in scenarios for one in baselines(scenario, limits.passes)),
        scenarios=tuple(scenarios),
    )


def _verdict(evaluation: Evaluation, limits: Thresholds, judged: bool) -> int:
    """Say what is not as it should be. The thresholds are for all scenarios, not for a choice of them."""
    for run in evaluation.runs:
        if run.status == "error":
            say(f"error: {run.scenario}, {run.arm}: {run.message}")
    below = list(limits.below(evaluation.arms)) if judged else []
    for line in below:
        say(line)
    return exit_codes.FINDINGS if below else exit_codes.OK
