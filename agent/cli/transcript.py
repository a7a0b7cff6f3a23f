"""A chat over an example, recorded for the README."""

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from agent.cli.output import wrapped

WIDTH = 100
SESSION = "1f2e3d4c"
"""Stands for the random id of the session; nothing else of what was recorded is changed but long lines."""

BRIEF = "examples/good-outbox/brief.md"
TYPED = (
    "why",
    "=2",
    "what if entities.order.deletes soft",
    "assume rest",
    "change entities.order.deletes soft",
    "undo",
)


def transcript() -> str:
    """Hold the chat in a process of its own and return what it told, with what was typed."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "examples").symlink_to(Path("examples").resolve())
        ran = subprocess.run(  # noqa: S603 -- this program itself
            [sys.executable, "-c", "import agent.cli; agent.cli.main()", "chat", BRIEF, "--offline"],
            input="".join(f"{line}\n" for line in TYPED),
            cwd=folder,
            env={
                **os.environ,
                "INTEGRATION_ARCHITECT_HOME": str(Path(folder) / "home"),
                "PYTHONPATH": str(Path.cwd()),
                "PYTHONUTF8": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
    told = re.sub(r"\b" + ran.stdout.split()[1].rstrip(".") + r"\b", SESSION, ran.stdout)
    return wrapped(f"$ integration-architect chat {BRIEF} --offline\n{told.rstrip()}", WIDTH)
