"""What needs no language model and no state machine must not wait for their libraries."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("anthropic", "langgraph", "langchain_core")
PROGRAM = """
import contextlib, io, sys
from agent.cli import main
with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    main(sys.argv[1:])
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def imported_by(*arguments: str) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("check", "examples/library/facts.yaml", "--json"),
        ("questions", "examples/library/facts.yaml", "--json"),
        ("verify", "examples/payments/facts.yaml", "--json"),
        ("schema",),
        ("subskill",),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_deterministic_command_imports_no_heavy_library(arguments: tuple[str, ...]) -> None:
    modules = imported_by(*arguments)
    assert "agent" in modules
    assert modules.isdisjoint(HEAVY)
