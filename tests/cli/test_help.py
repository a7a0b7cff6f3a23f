"""Help is short, has examples, fits 60 columns, and starting up is cheap."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from agent.cli.exit_codes import MEANINGS
from agent.cli.main import COMMANDS, commands, module_of

HEAVY = {"anthropic", "langgraph", "langchain_core", "pydantic", "jinja2"}
SCRIPT = Path(sys.executable).parent / "integration-architect"


def every_command(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        yield (*above, name)
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, *above, name)


EVERY = [(), *every_command(commands)]


@pytest.mark.parametrize("names", EVERY, ids=" ".join)
def test_help_shows_an_example_and_fits_sixty_columns(
    run, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    code, out, err = run(*names, "--help")
    assert (code, err) == (0, "")
    assert re.search(rf"integration-architect {' '.join(names)}", out.split("Example")[1])
    assert [line for line in out.splitlines() if len(line) > 60] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_summary_is_the_first_line_of_the_command_s_own_help(name: str) -> None:
    command = import_module(module_of(name)).command
    assert (command.help or "").splitlines()[0] == COMMANDS[name]


def test_the_exit_codes_are_distinct_and_in_the_help(run) -> None:
    _, out, _ = run("--help")
    assert len(set(MEANINGS.values())) == len(MEANINGS)
    for code, meaning in MEANINGS.items():
        assert re.search(rf"^  {code} +{re.escape(meaning)}$", out, re.MULTILINE)


def test_help_of_the_installed_command_loads_no_library_that_takes_time() -> None:
    program = (
        "import sys; from agent.cli import main; main(['--help']); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert HEAVY.isdisjoint(ran.stderr.split())
    assert "click" in ran.stderr.split()


def test_the_installed_command_starts() -> None:
    ran = subprocess.run([SCRIPT, "--version"], capture_output=True, text=True, check=True)
    assert re.fullmatch(r"integration-architect, version \d+\.\d+\.\d+\n", ran.stdout)
