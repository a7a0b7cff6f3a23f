"""On a terminal of 60 columns: cards in frames, nothing wider than the window, and Ctrl-C loses nothing."""

import fcntl
import os
import pty
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent.sessions import open_sessions

SCRIPT = Path(sys.executable).parent / "integration-architect"
COLUMNS, LINES = 60, 24
PATIENCE_S = 60
_CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x07")
_COLOUR = re.compile(r"\x1b\[[0-9;]*3[1-7][0-9;]*m")
CTRL_C, CTRL_D = "\x03", "\x04"


def _so_that_ctrl_c_reaches_it() -> None:
    """Take the window; and hear SIGINT, which whoever runs the tests in the background has ignored."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Window:
    """A program in a terminal window, and the one who sits before it."""

    def __init__(self, *command: object, **environment: str) -> None:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
        unset = ("COLUMNS", "LINES", "NO_COLOR", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL")
        inherited = {name: value for name, value in os.environ.items() if name not in unset}
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=_so_that_ctrl_c_reaches_it,
            env={**inherited, "TERM": "xterm-256color", **environment},
        )
        os.close(theirs)
        self._ours = ours
        self.raw = ""

    @property
    def text(self) -> str:
        return _CONTROL.sub("", self.raw).replace("\r", "")

    def wait_for(self, text: str) -> None:
        self.wait_until(lambda: text in self.text, text)

    def wait_until(self, here: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while not here():
            running = self._read() and time.monotonic() < until
            assert running or here(), f"{what!r} did not come: {self.text[-2000:]}"

    def type(self, text: str) -> None:
        """Type once the program waits for it; what is typed before, the terminal may take as its own."""
        self.wait_until(lambda: self.text.endswith("\n> "), "the prompt")
        self.press(text)

    def press(self, text: str) -> None:
        os.write(self._ours, text.encode())

    def end_input(self) -> None:
        """Press Ctrl-D until it is heard: it is lost while line editing is about to begin."""
        while self.process.poll() is None:
            self.press(CTRL_D)
            self._read()

    def interrupt(self) -> None:
        """Press Ctrl-C at the prompt until it is heard: it, too, can be lost while line editing begins."""
        self.wait_until(lambda: self.text.endswith("\n> "), "the prompt")
        for _ in range(3):
            self.press(CTRL_C)
            until = time.monotonic() + PATIENCE_S / 3
            while time.monotonic() < until:
                if not self._read():
                    return

    def close(self) -> int:
        until = time.monotonic() + PATIENCE_S
        while self._read():
            assert time.monotonic() < until, f"it does not end: {self.text[-2000:]}"
        return self.process.wait(timeout=PATIENCE_S)

    def _read(self) -> bool:
        """Take what the program wrote; False when it has ended."""
        ready, _, _ = select.select([self._ours], [], [], 0.2)
        if not ready:
            return self.process.poll() is None
        try:
            came = os.read(self._ours, 65536)
        except OSError:  # how Linux says that the other side is closed
            return False
        self.raw += came.decode("utf-8", errors="replace")
        return bool(came)


@pytest.fixture
def windows() -> Iterator[list[Window]]:
    opened: list[Window] = []
    yield opened
    for window in opened:
        if window.process.poll() is None:
            window.process.kill()
            window.process.wait()


@pytest.fixture
def open_chat(windows: list[Window], facts_file: Path):
    def one(*arguments: object, **environment: str) -> Window:
        windows.append(Window(SCRIPT, "chat", *(arguments or (facts_file,)), **environment))
        return windows[-1]

    return one


def session(window: Window) -> str:
    found = re.search(r"Session ([0-9a-f]{8})\.", window.text)
    assert found
    return found[1]


def test_a_whole_chat_fits_a_narrow_window(open_chat) -> None:
    window = open_chat()
    window.type("why\n")
    window.type("understood\n")
    window.type("more\n")
    window.type("assume rest\n")
    window.type("what if entities.product.deletes soft\n")
    window.wait_for("flag_travels_as_update")
    window.end_input()
    assert window.close() == 0
    assert "╭─ Question 1 of 3 ─" in window.text
    assert "… and 2 more; `more` shows them" in window.text
    assert "Question 1 of 3 is still open" in window.text
    assert "flag_travels_as_update" in window.text
    assert "1 true  recommended" in window.text
    assert "step 8 of 8" in window.text
    assert _COLOUR.search(window.raw)
    drawn = (line.rsplit("\r", 1)[-1] for line in _CONTROL.sub("", window.raw).split("\r\n"))
    assert [line for line in drawn if len(line) > COLUMNS] == []


def test_without_colour_it_is_drawn_all_the_same_and_ctrl_c_ends_it(open_chat) -> None:
    window = open_chat(NO_COLOR="1")
    window.interrupt()
    assert window.close() == 130
    assert "╭─ Question 1 of 3 ─" in window.text
    assert not _COLOUR.search(window.raw)


@pytest.mark.parametrize("moment", ["reading the brief", "noted: "])
def test_ctrl_c_leaves_a_chat_that_goes_on(open_chat, moment: str) -> None:
    window = open_chat()
    if moment == "noted: ":
        window.type("entities.product.pii = true\n")
    window.wait_for(moment)
    window.press(CTRL_C)
    assert window.close() == 130
    id_ = session(window)
    assert f"chat --resume\n{id_}" in window.text or f"--resume {id_}" in window.text
    assert "Traceback" not in window.text
    again = open_chat("--resume", id_)
    again.type("assume rest\n")
    again.type("quit\n")
    assert again.close() == 0
    with open_sessions() as sessions:
        expected = {"entities.product.pii": "true"} if moment == "noted: " else {}
        assert sessions.state(id_).get("answers") == expected


def test_ctrl_c_does_not_wait_for_a_model_that_is_silent(open_chat, tmp_path: Path) -> None:
    brief = tmp_path / "brief.md"
    brief.write_text("Orders are in PostgreSQL. A job copies them to Elasticsearch every night.\n")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        window = open_chat(brief, ANTHROPIC_BASE_URL=f"http://127.0.0.1:{silent.getsockname()[1]}")
        window.wait_for("asking the model (extract)")
        silent.accept()  # the request is on its way
        window.press(CTRL_C)
        pressed = time.monotonic()
        assert window.close() == 130
    assert time.monotonic() - pressed < 20  # a request may take two minutes
    assert "Stopped. The chat is kept" in window.text
    assert "Traceback" not in window.text
