"""The conversation on a terminal: Rich draws it, as wide as the window, in colour where that is wanted."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from agent.cli.output import printable
from agent.cli.understanding import Line
from agent.state import Json

_BESIDE = 12
"""Lines of the window that stay free below a list, for what comes after it."""

_PASSING = ("step ", "asking the model ")
"""How lines begin that say what is being done; they give way to the next one."""


class Terminal:
    """Cards in frames, progress on one line, lists a page at a time."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, highlight=False)

    @contextmanager
    def working(self) -> Iterator[Callable[[str], None]]:
        """Show the step that runs on one line, which goes when it is done; keep every other line."""
        with self._console.status(_text("one moment")) as status:

            def tell(line: str) -> None:
                if line.startswith(_PASSING):
                    status.update(_text(line))
                else:
                    self._console.print(_text(line))

            yield tell

    def question(self, card: Json, title: str, hint: str) -> None:
        """Draw the question and its options in a frame."""
        grid = Table.grid(padding=(0, 1))
        grid.add_column(justify="right", style="bold cyan", no_wrap=True)
        grid.add_column(ratio=1)
        grid.add_row("", _text(card["text"], "bold"))
        if card["why"] and card["why"] not in card["text"]:
            grid.add_row("", _text(card["why"], "dim"))
        for number, option in enumerate(card["options"], start=1):
            grid.add_row("", "")
            grid.add_row(str(number), _label(option))
            for change in option["changes"]:
                grid.add_row("", _text(f"→ {change}", "dim"))
        by = f"Asked by {', '.join(card['asked_by'])}. " if card["asked_by"] else ""
        grid.add_row("", "")
        grid.add_row("", _text(by + hint, "dim"))
        self._console.print(Panel(grid, title=_text(title), title_align="left", border_style="cyan"))

    def understood(self, lines: Sequence[Line]) -> int:
        """Draw the lines that fit into the window, at least one."""
        free = self._console.height - _BESIDE
        for shown, line in enumerate(lines):
            drawn = _drawn(line)
            free -= len(self._console.render_lines(drawn))
            if shown and free < 0:
                return shown
            self._console.print(drawn)
        return len(lines)


def _label(option: Json) -> Text:
    label = _text(option["label"])
    return label.append("  recommended", "green") if option["recommended"] else label


def _drawn(line: Line) -> Table:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="cyan", no_wrap=True, min_width=3)
    grid.add_column()
    quote = f" “{line.quote}”" if line.quote else ""
    grid.add_row(str(line.number), _text(line.text))
    grid.add_row("", _text(f"{line.source}{quote}", "dim"))
    return grid


def _text(text: str, style: str = "") -> Text:
    """Return text in which nothing is markup and no control character is left."""
    return Text(printable(text), style)
