"""`integration-architect check`"""

from collections.abc import Sequence
from dataclasses import asdict

import click

from agent.cli import arguments, exit_codes
from agent.cli.outcome import findings_from, reading, waiting
from agent.cli.output import put, put_json, say
from agent.understanding import designable
from tools.domain.design import Design
from tools.domain.questions import Question
from tools.questions import contradictions_first
from tools.steps import run


@click.command()
@arguments.paths()
@arguments.answers
@arguments.fail_on(default="low")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def command(
    paths: tuple[str, ...], answers_file: str | None, sets: tuple[str, ...], fail_on: str, as_json: bool
) -> int:
    """Check facts and judge the design they lead to.

    Prints what is wrong today and in the recommended design,
    what is missing, and what was assumed. Writes nothing.

    \b
    Examples:
      integration-architect check facts.yaml --json
      integration-architect check facts.yaml --fail-on high
    """
    given = arguments.load(paths, answers_file, sets)
    design = run(designable(given.facts))
    asked = contradictions_first(design, given.contradictions)
    if as_json:
        put_json(_report(design, asked))
    else:
        put(_text(design, asked))
    if notes := reading(given.intake):
        say(notes)
    if waiting(design):
        return exit_codes.NEEDS_ANSWERS
    return exit_codes.FINDINGS if findings_from(design, fail_on) else exit_codes.OK


def _report(design: Design, asked: Sequence[Question]) -> dict[str, object]:
    return {
        "findings": [asdict(finding) for finding in design.verdict.findings],
        "undecided": [
            {"decision": decision.id, "waits_for": decision.waits_for} for decision in waiting(design)
        ],
        "missing": [{"fact": one.fact, "question": one.text} for one in asked],
        "assumed": [{"fact": one.fact, "value": one.value} for one in design.assumptions],
        "gaps": design.verdict.gaps,
    }


def _text(design: Design, asked: Sequence[Question]) -> str:
    findings = [
        f"{one.severity}  {one.about}  {one.subject}: {one.message} ({one.rule})"
        for one in design.verdict.findings
    ]
    undecided = [f"undecided  {one.id} waits for {', '.join(one.waits_for)}" for one in waiting(design)]
    missing = [f"missing  {one.fact}: {one.text}" for one in asked]
    return "\n".join([*findings, *undecided, *missing]) or "no findings, nothing missing"
