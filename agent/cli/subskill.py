"""`integration-architect subskill`"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from difflib import get_close_matches
from typing import Any

import click

import prompts
from agent.cli import arguments, exit_codes
from agent.cli.outcome import reading
from agent.cli.output import put, put_json, say
from agent.understanding import designable
from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.design import Design
from tools.domain.questions import Question
from tools.domain.subskills import Advice
from tools.knowledge.thresholds import with_numbers
from tools.questions import own_questions
from tools.report.words import facts_named, reworded, words
from tools.steps import consult
from tools.subskills import SUBSKILLS, Subskill


@click.command()
@click.argument("name", required=False)
@arguments.paths(required=False)
@arguments.answers
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def command(
    name: str | None,
    paths: tuple[str, ...],
    answers_file: str | None,
    sets: tuple[str, ...],
    as_json: bool,
) -> int:
    """Ask one deeper question, such as the isolation level.

    Without NAME it lists the subskills with what each answers.
    With NAME it runs that one on the facts and prints its answers
    and its questions: those that can change its decisions.

    Exits with 3 if a decision waits for an answer, or if there is
    nothing to say: then it prints what it needs to know.

    \b
    Examples:
      integration-architect subskill
      integration-architect subskill \\
        transaction-isolation-selector facts.yaml --json
    """
    if name is None:
        _list(as_json)
        return exit_codes.OK
    one = _named(name)
    if not paths:
        raise click.UsageError(f"{one.name} needs a PATH with facts")
    given = arguments.load(paths, answers_file, sets)
    design = consult(designable(given.facts), one)
    asked = own_questions(design, one)
    if as_json:
        put_json(_report(one, design, asked))
    else:
        put("\n".join(_text(one, design, asked)))
    if notes := reading(given.intake):
        say(notes)
    return _exit_code(one, design)


def _named(name: str) -> Subskill:
    known = {one.name: one for one in SUBSKILLS}
    if name not in known:
        close = get_close_matches(name, known, n=1, cutoff=0) or ["none"]
        raise click.BadParameter(f"no subskill is called {name!r}; the nearest is {close[0]!r}")
    return known[name]


def _exit_code(one: Subskill, design: Design) -> int:
    waits = any(decision.choice == UNDETERMINED for decision in one.decisions(design))
    return exit_codes.NEEDS_ANSWERS if waits or not _advice(one, design) else exit_codes.OK


def _advice(one: Subskill, design: Design) -> tuple[Advice, ...]:
    return tuple(advice for advice in design.advice if advice.subskill == one.name)


def _needs(one: Subskill) -> tuple[str, ...]:
    """Return what a subskill needs to know, in a reader's words."""
    return tuple(f"{spec.meaning} ({spec.unit})" if spec.unit else spec.meaning for spec in one.needs())


def _list(as_json: bool) -> None:
    if as_json:
        put_json([_head(one) for one in SUBSKILLS])
    else:
        put("\n".join(f"{one.name}: {one.title}\n  {one.asks}" for one in SUBSKILLS))


def _head(one: Subskill) -> dict[str, Any]:
    return {"name": one.name, "title": one.title, "step": one.step, "asks": one.asks}


def _report(one: Subskill, design: Design, asked: Sequence[Question]) -> dict[str, Any]:
    advice = _advice(one, design)
    return {
        **_head(one),
        "advice": [asdict(piece) for piece in advice],
        "decisions": [asdict(decision) for decision in one.decisions(design)],
        "questions": [asdict(question) for question in asked],
        "needs": [] if advice else list(_needs(one)),
    }


def _text(one: Subskill, design: Design, asked: Sequence[Question]) -> Iterator[str]:
    yield f"{one.title}. {one.asks}"
    advice = _advice(one, design)
    if not advice:
        yield "Nothing to say: these facts do not raise the question. It needs to know:"
        yield from (f"  - {meaning}" for meaning in _needs(one))
    taken = {decision.id: decision for decision in design.decisions}
    for piece in advice:
        yield from ("", *_piece(piece, [taken[id_] for id_ in piece.decisions]))
    for question in asked:
        yield from ("", prompts.render("question", question=question).rstrip())


def _piece(piece: Advice, taken: Sequence[Decision]) -> Iterator[str]:
    yield f"{piece.subject}: {reworded(piece.says.rstrip('.'))}"
    for decision in taken:
        choice = f"{words('topic', decision.topic)}: {words(decision.topic, decision.choice)}"
        yield f"  {choice}, {_reason(decision)}"
        for flip in decision.flips:
            yield f"    would be {words(decision.topic, flip.choice)} if {flip.fact} {flip.when}"
    for figure in piece.figures:
        yield f"  {figure.name}: {figure.formula}: {figure.value}"
    for number, line in enumerate(piece.shows, start=1):
        yield f"  {number}. {line}"
    for note in piece.notes:
        yield f"  - {note}"


def _reason(decision: Decision) -> str:
    if decision.choice == UNDETERMINED:
        return f"it waits for {facts_named(decision.waits_for) or 'more than one fact'}"
    return f"because {with_numbers(decision.why)} ({decision.rule})"
