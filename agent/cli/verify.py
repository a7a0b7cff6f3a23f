"""`integration-architect verify`"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from time import monotonic
from typing import get_args

import click

from agent.cli import arguments, exit_codes
from agent.cli.outcome import reading
from agent.cli.output import put, put_json, say
from agent.files import write_all
from agent.understanding import designable
from tools.checker.export import EXPORTS, Language
from tools.checker.flows.flow import Flow
from tools.checker.ladder import Limits
from tools.checker.search import MOST_STATES
from tools.checker.subjects import Subject, subjects
from tools.checker.verify import verify
from tools.domain.verdict import Explored
from tools.report.groups import grouped
from tools.report.text import counted, listing
from tools.report.verdicts import VerdictEntry, alike, length, outcome, repaired, told, verdict_entry
from tools.steps import run
from tools.steps.witnesses import compared

SECONDS = 5.0
"""Time for one path (issue: a cap of 5 s a path)."""


@click.command()
@arguments.paths()
@arguments.answers
@click.option(
    "--path",
    "wanted",
    metavar="ID",
    multiple=True,
    help="Only this path, operation or constraint; may be repeated.",
)
@click.option("--deep", is_flag=True, help="Also 3 writers, and 2 faults.")
@click.option(
    "--states",
    type=click.IntRange(min=1),
    default=MOST_STATES,
    show_default=True,
    help="States of one model at most.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(min=0, min_open=True),
    default=SECONDS,
    show_default=True,
    help="Time for one path.",
)
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@click.option(
    "--export",
    type=(click.Choice(get_args(Language)), click.Path(file_okay=False)),
    metavar="LANG DIR",
    help="Write the models: tla, quint or promela.",
)
@click.option("--force", is_flag=True, help="Overwrite models edited by hand.")
def command(
    paths: tuple[str, ...],
    answers_file: str | None,
    sets: tuple[str, ...],
    wanted: tuple[str, ...],
    deep: bool,
    states: int,
    seconds: float,
    as_json: bool,
    export: tuple[Language, str] | None,
    force: bool,
) -> int:
    """Search every path for a run in which it goes wrong.

    Today's and the recommended paths are explored as models,
    with crashes, lost answers and repeats; so are operations
    of today and constraints, where enough is known of them.
    Exits with 1 if only today's system breaks, with 5 if a
    search reached its limit or nothing has a model, with 6 if
    what is recommended breaks. What has no model is listed.

    \b
    Examples:
      integration-architect verify facts.yaml
      integration-architect verify facts.yaml --deep --json
      integration-architect verify . --export tla models
    """
    given = arguments.load(paths, answers_file, sets)
    design = run(designable(given.facts))
    chosen = _chosen(subjects(design), wanted)
    found = verify(chosen, deep, Limits(states, seconds, monotonic))
    seen = compared(found, design.verdict.laws, design.verdict.findings)
    entries = tuple(map(verdict_entry, seen))
    if as_json:
        put_json({"verdicts": [asdict(entry) for entry in entries]})
    else:
        put("\n".join(_lines(entries)))
    if export:
        _export(chosen, deep, *export, force)
    if notes := reading(given.intake):
        say(notes)
    return exit_code(seen)


def exit_code(seen: Sequence[Explored]) -> int:
    """Return what the program ends with.

    A path of today that breaks is a finding, as with `check`. A search that gave up is no verdict and must
    not look like one. A path without a model is no failure of the run, unless there is nothing else.
    """
    endings = {one.status for one in seen}
    if ("recommended", "violated") in {(one.about, one.status) for one in seen}:
        return exit_codes.DESIGN_BREAKS
    if "exhausted" in endings or endings == {"not_modelled"}:
        return exit_codes.NO_VERDICT
    return exit_codes.FINDINGS if "violated" in endings else exit_codes.OK


def _chosen(explored: Sequence[Subject], wanted: Sequence[str]) -> tuple[Subject, ...]:
    known = [subject.id for subject in explored]
    for id_ in wanted:
        if id_ not in known:
            close = get_close_matches(id_, known, n=1, cutoff=0) or ["none"]
            raise click.BadParameter(f"nothing to search is called {id_!r}; the nearest is {close[0]!r}")
    return tuple(subject for subject in explored if not wanted or subject.id in wanted)


def _lines(seen: Sequence[VerdictEntry]) -> Iterator[str]:
    """Yield a line for each path, then the counterexamples."""
    yield from map(_line, seen)
    for same in grouped((one for one in seen if one.status == "violated"), alike):
        yield from ("", *_run(same))
    if not seen:
        yield "no path to search"


def _line(seen: VerdictEntry) -> str:
    said = f"{seen.status.replace('_', ' ')}  {seen.about}  {seen.path}"
    if seen.status == "not_modelled":
        return f"{said}: {seen.reason}"
    if seen.status == "violated":
        return f"{said}: {seen.contradiction} ({seen.family})"
    return f"{said}: {outcome(seen.status, seen.states, seen.scope)} ({seen.family})"


def _run(same: Sequence[VerdictEntry]) -> Iterator[str]:
    """Tell a counterexample, once for all paths that break alike."""
    seen = same[0]
    others = f", and likewise {listing([one.path for one in same[1:]], 3)}" if same[1:] else ""
    yield f"{seen.path}{others} ({seen.family}), {length(seen)}:"
    for number, (lead, text) in enumerate(told(seen), start=1):
        yield f"  {number}. {f'{lead} ' if lead else ''}{text}"
    yield f"  → {seen.contradiction}; it must hold that {seen.violated}"
    for line in seen.assumed:
        yield f"  Assumed: {line}"
    if mended := repaired(seen):
        yield f"  Repair: {mended}"
    if seen.disagrees:
        yield f"  The laws say otherwise: {seen.disagrees}"


def _export(chosen: Sequence[Subject], deep: bool, language: Language, folder: str, force: bool) -> None:
    """Write the models of each subject, a folder for each flow it is checked as and each scope."""
    count = 0
    for subject in chosen:
        flows: dict[Flow, int] = {}
        for flow, scope, model in subject.models(deep):
            number = flows.setdefault(flow, len(flows) + 1)
            named = f"{number}-{model.name}-writers-{scope.writers}-faults-{scope.faults}"
            target = Path(folder) / subject.id.replace("/", ".") / named
            write_all(target, EXPORTS[language](model), force=force)
            count += 1
    say(f"Written: {counted(count, 'model')} below {folder}, each with a README.md")
