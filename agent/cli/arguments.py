"""Arguments that several commands share, and what they are turned into."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

import click

from agent.files import read_brief, read_text
from agent.understanding import understand
from tools.domain.evidence import Answer
from tools.domain.facts import Facts, FactsError, set_ref
from tools.domain.facts.refs import parse_value
from tools.domain.verdict import SEVERITIES
from tools.intake.redact import redact
from tools.intake.result import Contradiction, Intake
from tools.intake.tree import parse, plain
from tools.questions import assume
from tools.steps import start

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

ASSUME = "assume"
"""The answer that leaves a fact unsaid."""


@dataclass(frozen=True, slots=True)
class Input:
    """What a command works on."""

    intake: Intake
    facts: Facts  # with the answers
    contradictions: tuple[Contradiction, ...]  # those that no answer has settled


def paths(required: bool = True) -> Decorator:
    """Take files, folders and `-`."""
    return click.argument("paths", metavar="PATH...", nargs=-1, required=required)


def answers(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take answers from a file and from the command line."""
    from_file = click.option(
        "--answers", "answers_file", metavar="FILE", help="YAML or JSON: fact to value, or `assume`."
    )
    one = click.option(
        "--set", "sets", metavar="FACT=VALUE", multiple=True, help="One answer; may be repeated."
    )
    return from_file(one(command))


def fail_on(default: str | None = None) -> Decorator:
    """Take the severity from which findings make the command fail."""
    return click.option(
        "--fail-on",
        type=click.Choice([severity for severity in SEVERITIES if severity != "none"]),
        default=default,
        show_default=default is not None,
        help="Exit with 1 at a finding of this severity or worse.",
    )


def load(named: Sequence[str], answers_file: str | None = None, sets: Sequence[str] = ()) -> Input:
    """Read paths and answers. Raise FilesError or DomainError for what cannot be used."""
    found = understand(read_brief(named, _standard_input()))
    given = [*_from_file(answers_file), *map(_from_command_line, sets)]
    settled = {fact for _, fact, value in given if value != ASSUME}
    return Input(
        intake=found,
        facts=_with_answers(found.facts, given) if given else found.facts,
        contradictions=tuple(one for one in found.contradictions if one.fact not in settled),
    )


def _with_answers(facts: Facts, given: list[tuple[str, str, Any]]) -> Facts:
    facts = start(facts).facts  # questions may ask about rows that other facts imply
    for where, fact, value in given:
        try:
            facts = facts if value == ASSUME else set_ref(facts, fact, value, Answer(text=str(value)))
        except FactsError as error:
            raise FactsError(f"{where}: {error}") from None
    return assume(facts, [fact for _, fact, value in given if value == ASSUME])


def _standard_input() -> TextIO:
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="strict")
    return sys.stdin


def _from_file(path: str | None) -> list[tuple[str, str, Any]]:
    """Return (where, fact, value) of each answer."""
    if path is None:
        return []
    root = parse(read_text(path), Path(path).name)
    if not isinstance(root.value, dict):
        raise FactsError(f"{root.file}:{root.line}: expected answers as `fact: value`, one a line")
    return [(f"{node.file}:{node.line}", fact, plain(node)) for fact, node in root.pairs.items()]


def _from_command_line(text: str) -> tuple[str, str, Any]:
    fact, equals, value = text.partition("=")
    if not equals:
        raise FactsError(f"--set {text!r}: expected FACT=VALUE, e.g. reads.site_search.freshness_s=60")
    return "--set", fact.strip(), parse_value(redact(value.strip()))
