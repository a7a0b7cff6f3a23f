"""A real Ctrl-C while a real request hangs ends the program at once, and the chat goes on later."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from socket import create_server, socket

import pytest

from agent.cli import exit_codes

ROOT = Path(__file__).parents[3]
COMMAND = (sys.executable, "-c", "import sys; from agent.cli import main; sys.exit(main())", "chat")
HANGS_S = 60
"""How long nobody answers: longer than the test waits for the program to end."""


@pytest.fixture
def deaf() -> Iterator[socket]:
    """A server on loopback that takes requests and never answers."""
    with create_server(("127.0.0.1", 0)) as server:
        server.settimeout(HANGS_S)
        yield server


def test_it_does_not_wait_for_the_answer(deaf: socket, tmp_path: Path) -> None:
    (tmp_path / "brief.md").write_text("Orders are in PostgreSQL. Search is Elasticsearch. Both are written.")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC_")},
        "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{deaf.getsockname()[1]}",
        "INTEGRATION_ARCHITECT_HOME": str(tmp_path / "home"),
    }
    chat = subprocess.Popen(
        (*COMMAND, str(tmp_path / "brief.md"), "-o", str(tmp_path / "out")),
        cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # which a background run ignores
    )  # fmt: skip
    try:
        connection, _ = deaf.accept()
        with connection:
            assert connection.recv(1)
            stopped = time.monotonic()
            chat.send_signal(signal.SIGINT)
            _, told = chat.communicate(timeout=HANGS_S)
            assert time.monotonic() - stopped < HANGS_S / 2
    finally:
        chat.kill()
    assert chat.returncode == exit_codes.INTERRUPTED, told
    session = told.split()[1].rstrip(".")
    resumed = subprocess.run(
        (*COMMAND, "--resume", session, "--offline", "-o", str(tmp_path / "out")),
        cwd=ROOT, env=environment, input="assume rest\nquit\n", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (tmp_path / "out/integration-architecture.md").is_file(), resumed.stderr
