"""One turn of the user's: questions out, replies in, one line at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agent import state as states
from agent.cli import showing
from agent.cli.commands import HELP, QUIT, Place, Sight, meaning
from agent.cli.listening import listen
from agent.cli.outcome import reading
from agent.cli.output import say
from agent.cli.screen import Screen
from agent.cli.understanding import Line, understood
from agent.state import Json, Reply, State
from tools.domain.facts import FactsError

_LOOK: Mapping[Sight, Callable[[State], None]] = {
    "facts": showing.facts,
    "diagram": showing.diagram,
    "findings": showing.findings,
    "document": showing.document,
    "help": lambda _: say(HELP),
}

_CHANGING: tuple[Sight, ...] = ("facts", "diagram", "findings", "document")
"""What looks otherwise after an answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What the user said, in order, and whether they leave."""

    replies: Sequence[Reply]
    leave: bool = False
    then: Sight | None = None  # to be shown once the replies are applied


class Dialogue:
    """Puts cards to the user and takes whatever is typed. `reads`: a model reads free text."""

    def __init__(self, screen: Screen, reads: bool) -> None:
        self._screen = screen
        self._reads = reads
        self._place = 0  # lines of what was understood that were shown
        self._asked: Json | None = None  # the question that was shown last

    def turn(self, state: State, cards: Sequence[Json]) -> Turn:
        """Return the answers to all cards, or what was said until another reply has to come first."""
        given: list[Reply] = []
        shown: Json | None = None
        facts, lines = states.facts_of(state), self.lines(state)
        while True:
            card = next((one for one in cards if not _settled(one, given)), None)
            if cards and card is None:
                return Turn(_merged(given))
            if card is not None and card is not shown:
                self._ask(card, cards)
            shown = card
            typed = listen()
            if typed is None:
                return Turn(_merged(given), leave=True)
            if not typed and card is None:
                continue
            try:
                meant = meaning(typed, Place(facts, card, lines, self._reads))
            except FactsError as error:
                say(str(error))
                continue
            if meant == QUIT:
                return Turn(_merged(given), leave=True)
            if isinstance(meant, str):
                if given and meant in _CHANGING:
                    return Turn(_merged(given), then=meant)
                self.show(meant, state)
            elif meant.undo and given:
                say(f"taken back: {', '.join(_facts(given.pop()))}")
            elif _answers(meant, cards):
                given.append(meant)
            else:
                return Turn([*_merged(given), meant])

    def lines(self, state: State) -> Sequence[Line]:
        """Return what was understood and still stands."""
        return understood(states.intake_of(state).facts, states.facts_of(state))

    def show_understood(self, state: State) -> None:
        """Show what was read, and what could not be."""
        self._place = 0
        say("\nUnderstood. `x NUMBER` strikes out what was misread, `change FACT VALUE` corrects it:")
        self._page(state)
        if missed := reading(states.intake_of(state)):
            say(missed)

    def _page(self, state: State) -> None:
        """Show as much of what was understood as fits."""
        lines = self.lines(state)[self._place :]
        shown = self._screen.understood(lines)
        self._place += shown
        if len(lines) > shown:
            say(f"… and {len(lines) - shown} more; `more` shows them")

    def show(self, sight: Sight, state: State) -> None:
        """Show what the user wants to look at."""
        match sight:
            case "understood":
                self.show_understood(state)
            case "more":
                self._page(state)
            case _:
                _LOOK[sight](state)

    def _ask(self, card: Json, cards: Sequence[Json]) -> None:
        title = f"Question {cards.index(card) + 1} of {len(cards)}" if len(cards) > 1 else "Question"
        if card == self._asked:
            say(f"\n{title} is still open: {card['text']}")
            return
        self._asked = card
        other = "Or something else, in your own words." if self._reads else "Or another value."
        self._screen.question(card, title, f"{other} `assume`, `assume rest`, `why`, `help`")


def _settled(card: Json, given: Sequence[Reply]) -> bool:
    return any(card["fact"] in _facts(reply) for reply in given)


def _facts(reply: Reply) -> tuple[str, ...]:
    return (*reply.answers, *reply.said, *reply.assume)


def _answers(reply: Reply, cards: Sequence[Json]) -> bool:
    """Tell if a reply answers one of the cards, so that it can wait for the answers to the others."""
    return any(card["fact"] in _facts(reply) for card in cards)


def _merged(given: Sequence[Reply]) -> list[Reply]:
    """Return the answers of one turn as one reply, none if there is no answer."""
    if not given:
        return []
    return [
        Reply(
            answers={fact: text for reply in given for fact, text in reply.answers.items()},
            said={fact: text for reply in given for fact, text in reply.said.items()},
            assume=tuple(fact for reply in given for fact in reply.assume),
        )
    ]
