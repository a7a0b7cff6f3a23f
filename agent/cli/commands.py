"""What a typed line means."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from agent.cli.arguments import ASSUME
from agent.cli.understanding import Line
from agent.state import Json, Reply, answered
from tools.domain.facts import Facts, FactsError

Sight = Literal["understood", "more", "facts", "diagram", "findings", "document", "help"]
"""Something to look at, which changes nothing."""

QUIT: Final = "quit"
ASSUME_REST = "assume rest"
HOW = "Answer with a number or a value, `assume`, `assume rest`, `help` or `quit`."
HELP = """\
NUMBER, or a value    answers the question; = before it: this is the value, # before it: the option
assume, assume rest   take the safer value, for this question or for all
why                   why this is asked
why ID                why something was decided, and what a rule, law, technology or finding is
what if FACT VALUE    what would be decided otherwise; nothing changes
change FACT VALUE     say or correct a fact; also FACT=VALUE
x N, x FACT           strike out what was misread, and what cannot stand without it
understood, more      what was read, with its source and its number N; N may stand for FACT
facts, diagram, findings, document
undo                  take the last answers back
quit                  leave; everything noted is kept"""

_ASSIGNMENT = re.compile(r"([a-z_]+(?:\.[\w-]+)*)\s*=\s*(.*)")
_FACT_AND_VALUE = re.compile(r"([^\s=]+)(?:\s*=\s*|\s+)(\S.*)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line is typed."""

    facts: Facts
    card: Json | None = None  # the question that is open
    lines: Sequence[Line] = ()  # what was understood, for numbers that stand for facts
    reads: bool = False  # a model reads answers in the user's own words


def meaning(line: str, at: Place) -> Reply | Sight | Literal["quit"]:
    """Return what a line says or asks for. Raise FactsError, with what is possible, if that is nothing."""
    if line == QUIT:
        return QUIT
    if line in get_args(Sight):
        return cast(Sight, line)
    for verb, read in _VERBS.items():
        if line == verb or line.startswith(f"{verb} "):
            return read(line.removeprefix(verb).strip(), at)
    if found := _ASSIGNMENT.fullmatch(line):
        return _noting(found[1], found[2], at)
    if line.endswith("?"):
        return Reply(why=line)
    return _answer(line, at)


def _why(rest: str, at: Place) -> Reply:
    if rest:
        return Reply(why=rest)
    if at.card is None:
        raise FactsError("why what? Give an id or a question, e.g. `why S3.capture`; `findings` shows ids")
    return Reply(why=at.card["fact"])


def _what_if(rest: str, at: Place) -> Reply:
    fact, value = _fact_and_value(rest, "what if", at)
    return Reply(what_if={fact: value})


def _change(rest: str, at: Place) -> Reply:
    if at.card and at.reads and "." not in rest:  # an answer such as: change data capture
        return Reply(said={at.card["fact"]: f"change {rest}"})
    return _noting(*_fact_and_value(rest, "change", at), at)


def _strike(rest: str, at: Place) -> Reply:
    if not rest:
        raise FactsError("x what? Give the number of a line of `understood`, or a fact")
    return Reply(remove=tuple(ref for word in rest.split() for ref in _struck(word, at)))


def _undo(rest: str, at: Place) -> Reply:
    return Reply(undo=True)


_VERBS: Mapping[str, Callable[[str, Place], Reply]] = {
    "why": _why,
    "what if": _what_if,
    "change": _change,
    "x": _strike,
    "undo": _undo,
}


def _noting(fact: str, text: str, at: Place) -> Reply:
    answered(at.facts, fact, text)  # refused at once if it cannot be
    return Reply(answers={fact: text})


def _answer(line: str, at: Place) -> Reply:
    """Return an answer to the open question: an option, a value, or words for a model to read."""
    if at.card is None:
        raise FactsError(f"No question is open, and {line!r} is no command; `help` lists them")
    if not line:
        raise FactsError(HOW)
    fact, options = at.card["fact"], at.card["answers"]
    if line == ASSUME_REST:
        return Reply(assume_rest=True)
    if line == ASSUME:
        return Reply(assume=(fact,))
    if line.startswith("="):
        return _noting(fact, line[1:].strip(), at)
    number = line.removeprefix("#")
    if number.isdecimal() and 1 <= int(number) <= len(options):
        chosen = options[int(number) - 1]
        if line in options and chosen != line:
            raise FactsError(f"{line} is both an option and a value; write #{line} for the option or ={line}")
        return _noting(fact, chosen, at)
    if at.reads and " " in line and line not in options:
        return Reply(said={fact: line})
    try:
        return _noting(fact, line, at)
    except FactsError:
        if not at.reads:
            raise
        return Reply(said={fact: line})


def _fact_and_value(text: str, verb: str, at: Place) -> tuple[str, str]:
    found = _FACT_AND_VALUE.fullmatch(text.strip())
    if not found:
        raise FactsError(f"expected {verb} FACT VALUE, e.g. {verb} team.operations_level 2")
    called, value = found.groups()
    if not called.isdecimal():
        return called, value
    facts = _line(called, at).facts
    if len(facts) != 1:
        choice = " or ".join(facts) or "a fact of it"
        raise FactsError(f"line {called} holds more than one fact; name it: {choice}")
    return facts[0], value


def _struck(word: str, at: Place) -> tuple[str, ...]:
    return _line(word, at).struck if word.isdecimal() else (word,)


def _line(number: str, at: Place) -> Line:
    for line in at.lines:
        if line.number == int(number):
            return line
    raise FactsError(f"there is no line {number}; `understood` lists them with their numbers")
