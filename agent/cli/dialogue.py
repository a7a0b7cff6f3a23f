"""Cards out, answers in: a terminal or a pipe, one line at a time."""

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.cli.arguments import ASSUME
from agent.cli.output import say
from agent.state import Json, Reply, answered
from tools.domain.facts import Facts, FactsError

HOW = "Answer with a number or a value, `assume`, `assume rest` or `quit`. FACT=VALUE changes any other fact."
ASSUME_REST = "assume rest"
QUIT = "quit"
_ASSIGNMENT = re.compile(r"([a-z_]+(?:\.[\w-]+)*)\s*=\s*(.*)")


@dataclass(slots=True)
class Turn:
    """What the user said to one set of cards."""

    answers: dict[str, str] = field(default_factory=dict)
    assume: list[str] = field(default_factory=list)
    assume_rest: bool = False
    leave: bool = False

    @property
    def reply(self) -> Reply | None:
        """The answers; None if there is none."""
        if not (self.answers or self.assume or self.assume_rest):
            return None
        return Reply(answers=self.answers, assume=tuple(self.assume), assume_rest=self.assume_rest)


def ask(cards: Sequence[Json], facts: Facts) -> Turn:
    """Put the cards to the user, one after the other. Answers that cannot be are refused at once."""
    turn = Turn()
    for card in cards:
        say(f"\n{card['wording'].rstrip()}")
        if card["asked_by"]:
            say(f"  Asked by {', '.join(card['asked_by'])}.")
        while not (turn.leave or turn.assume_rest or _is_settled(card, turn)):
            _take(_listen(), card, facts, turn)
    return turn


def ask_for_change(facts: Facts) -> Turn:
    """Wait for one changed fact, or for the user to leave."""
    turn = Turn()
    while not (turn.leave or turn.answers):
        _take(_listen(), None, facts, turn)
    return turn


def _is_settled(card: Json, turn: Turn) -> bool:
    return card["fact"] in turn.answers or card["fact"] in turn.assume


def _take(line: str, card: Json | None, facts: Facts, turn: Turn) -> None:
    """Understand one line and add it to the turn, or say why not."""
    if line == QUIT:
        turn.leave = True
    elif line == ASSUME_REST and card:
        turn.assume_rest = True
    elif line == ASSUME and card:
        turn.assume.append(card["fact"])
    else:
        try:
            fact, text = _meaning(line, card)
            answered(facts, fact, text)
        except FactsError as error:
            say(str(error))
        else:
            turn.answers[fact] = text


def _meaning(line: str, card: Json | None) -> tuple[str, str]:
    """Return (fact, answer). Raise FactsError for a line that is neither, or could be two things."""
    if found := _ASSIGNMENT.fullmatch(line):
        return found[1], found[2]
    if card is None or not line:
        raise FactsError(HOW)
    fact, answers = card["fact"], card["answers"]
    if line.startswith("="):
        return fact, line[1:].strip()
    number = line.removeprefix("#")
    if not (number.isdecimal() and 1 <= int(number) <= len(answers)):
        return fact, line
    chosen = answers[int(number) - 1]
    if line in answers and chosen != line:
        raise FactsError(f"{line} is both an option and a value; write #{line} for the option or ={line}")
    return fact, chosen


def _listen() -> str:
    """Return the next line; the end of the input is a way to quit."""
    if sys.stdin.isatty():
        say(HOW)
    line = sys.stdin.readline()
    return line.strip() if line else QUIT
