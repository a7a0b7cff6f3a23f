"""Hold chats in child processes, each killed at one point of writing its checkpoints, and resume them.

Called as `kill_driver.py FACTS FOLDER POINT…`. POINT counts the calls that write; 0 kills nobody. For each
it leaves FOLDER/POINT with the sessions (home), what the first and the second run told, and the documents.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from langgraph.checkpoint.sqlite import SqliteSaver

from agent.cli import chat, main  # noqa: F401 -- imported once, for all children

ANSWERS = "=soft\nentities.product.pii=true\n2\n2\n2\n2\n2\n2\n2\nassume rest\n"


def kill_at(point: int, count_file: Path) -> None:
    """Have the point-th writing call end the process: before it writes if odd, after if even."""
    calls = 0

    def killing(write: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            count_file.write_text(str(calls))
            if calls == point and point % 2:
                os.kill(os.getpid(), signal.SIGKILL)
            result = write(*args, **named)
            if calls == point:
                os.kill(os.getpid(), signal.SIGKILL)
            return result

        return call

    SqliteSaver.put = killing(SqliteSaver.put)  # type: ignore[method-assign]
    SqliteSaver.put_writes = killing(SqliteSaver.put_writes)  # type: ignore[method-assign]


def in_child(arguments: Sequence[str], answers: str, told: Path, prepare: Callable[[], None]) -> None:
    """Run one command in a process of its own."""
    (told.parent / "answers").write_text(answers)
    if (child := os.fork()) == 0:
        os.dup2(os.open(told.parent / "answers", os.O_RDONLY), 0)
        os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT, 0o600), 2)
        prepare()
        os._exit(main(arguments))
    os.waitpid(child, 0)


def hold(facts: str, folder: Path, point: int) -> None:
    """Hold one chat until it is killed, then resume it."""
    folder.mkdir()
    os.environ["INTEGRATION_ARCHITECT_HOME"] = str(folder / "home")
    output = ["-o", str(folder / "out")]
    in_child(["chat", facts, *output], ANSWERS, folder / "first", lambda: kill_at(point, folder / "calls"))
    session = (folder / "first").read_text().split()[1].rstrip(".")
    in_child(["chat", "--resume", session, *output], "assume rest\n", folder / "second", lambda: None)


if __name__ == "__main__":
    main(["design", sys.argv[1], "-o", f"{sys.argv[2]}/loaded", "--quiet"])  # loads knowledge once
    for point in sys.argv[3:]:
        hold(sys.argv[1], Path(sys.argv[2]) / point, int(point))
