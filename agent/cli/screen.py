"""How a conversation looks: plain lines in a pipe, more than that on a terminal."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from agent.cli.output import say
from agent.cli.understanding import Line, shortened
from agent.state import Json


class Screen(Protocol):
    """Where a conversation is shown."""

    def working(self) -> AbstractContextManager[Callable[[str], None]]:
        """Show progress while the block runs; the function takes a line of it."""
        ...

    def question(self, card: Json, title: str, hint: str) -> None:
        """Show an option card."""
        ...

    def understood(self, lines: Sequence[Line]) -> int:
        """Show as many lines as fit; return how many those are."""
        ...


def screen() -> Screen:
    """Return the screen that standard error is."""
    if sys.stderr.isatty():
        from agent.cli.terminal import Terminal  # with Rich, which a pipe does not need

        return Terminal()
    return Plain()


class Plain:
    """Lines of text, each as long as it is."""

    @contextmanager
    def working(self) -> Iterator[Callable[[str], None]]:
        """Print each line of progress."""
        yield say

    def question(self, card: Json, title: str, hint: str) -> None:
        """Print the question, its options, who asks and what else can be typed."""
        say(f"\n{title}: {card['wording'].rstrip()}")
        if card["asked_by"]:
            say(f"  Asked by {', '.join(card['asked_by'])}.")
        say(f"  {hint}")

    def understood(self, lines: Sequence[Line]) -> int:
        """Print every line, its quote shortened."""
        for line in lines:
            say(f"{line.number:>4}  {line.text}  [{line.source}{_quoted(line.quote)}]")
        return len(lines)


def _quoted(quote: str) -> str:
    return f" “{shortened(quote)}”" if quote else ""
