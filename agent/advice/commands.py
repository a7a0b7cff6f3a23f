"""Redis commands that a model advised: run one by one on a throwaway Valkey; scripts are compiled there."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from agent.advice.engine import STOPPED, EngineError, Failure
from agent.advice.outcome import STATUSES, Outcome, ran, refused
from agent.advice.valkey import Server, available, throwaway

Command = Sequence[str]

ENGINES = ("redis", "valkey")
"""How the names of engines begin that take these commands."""

SHAPE = ("ERR unknown command", "ERR unknown subcommand", "ERR wrong number of arguments")
"""Refusals that do not depend on what the values are."""
NOT_HERE = ("NOPERM", "NOAUTH", "WRONGPASS", "NOGROUP", "NOSCRIPT", "NOREPLICAS")
"""Codes of what needs rights, or a group, script or replica that is not here."""
CONSEQUENCE = "EXECABORT"
"""The code of a transaction that is given up, for one of its commands was refused before."""
LIMITS = (STOPPED, "OOM")
"""Codes of a command that was too large or too slow."""

_NOT_HERE = re.compile(
    r"command not allowed|^ERR no such key|requires the key to exist|cluster support disabled"
    r"|(?:Function|Library) not found|appendonly is disabled|without any password configured"
)
_ELSEWHERE = re.compile(  # modules, and what Redis 8 has and Valkey 9.1 has not (the former from memory)
    r".*\..*|DELEX|DIGEST|HOTKEYS|XACKDEL|XCFGSET|XDELEX"
    r"|V(?:ADD|CARD|DIM|EMB|GETATTR|INFO|ISMEMBER|LINKS|RANDMEMBER|RANGE|REM|SETATTR|SIM)"
)
_TOKEN = re.compile(
    r"(?P<skip>[ \t\r]+|\\\n|(?:\#|--|//)[ \t][^\n]*)|(?P<end>\n)"
    r'|"(?P<double>(?:[^"\\]|\\.)*)"(?=\s|$)|\'(?P<single>(?:[^\'\\]|\\.)*)\'(?=\s|$)|(?P<word>[^\s"\']\S*)',
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(?:x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CLI = re.compile(r"^(?:redis|valkey)-cli[ \t]+", re.MULTILINE)
_NAME = re.compile(r"[A-Z][A-Z0-9_.]*")
_OPEN = re.compile(r"<[^<>]*>|\{\w+\}|\$\{?\w+\}?|:\w+|%[sd]|\?|\.\.\.|…|\[.*\]")
_LUA = re.compile(r"(?:--|local |redis\.|if .* then\b)")
_CALLS = re.compile(r"\b(?:redis|server)\.p?call\(")


def is_for(engine: str) -> bool:
    """Tell if code for an engine of that name can be commands."""
    return engine.lower().startswith(ENGINES)


def check(code: str) -> Outcome:
    """Run commands, or compile a Lua script. What is neither, such as settings, is not checked."""
    script = commands(code)
    if not script and not is_lua(code):
        return Outcome("not checked", "no engine here reads the code: it is no list of Redis commands")
    if not available():
        return Outcome("not checked", "the commands were not run, for no Valkey is installed")
    try:
        with throwaway() as server:
            return _run(script, server) if script else _compile(code, server)
    except EngineError as error:
        return Outcome("not checked", str(error))


def commands(code: str) -> tuple[Command, ...]:
    """Split text as redis-cli does, into commands in capitals; nothing if it is not plainly that."""
    found = tuple(_split(_CLI.sub("", code)))
    return found if all(_NAME.fullmatch(name) for name, *_ in found) else ()


def is_lua(code: str) -> bool:
    """Tell if text is plainly a Lua script for EVAL."""
    return bool(_LUA.match(code.strip()) and _CALLS.search(code))


def _split(code: str) -> Iterator[Command]:
    """Yield the words of each line. A quotation that is not closed makes a word that is no name."""
    place, words = 0, list[str]()
    while place < len(code):
        token = _TOKEN.match(code, place)
        if token is None:
            yield ["\N{QUOTATION MARK}"]
            return
        place, kind = token.end(), token.lastgroup or ""
        if kind == "end" and words:
            yield words
            words = []
        elif kind in _UNQUOTED:
            words.append(_UNQUOTED[kind](token[kind]))
    if words:
        yield words


def _plain(escaped: re.Match[str]) -> str:
    names = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "a": "\a"}
    return chr(int(escaped[1], 16)) if escaped[1] else names.get(escaped[2], escaped[2])


_UNQUOTED: Mapping[str, Callable[[str], str]] = {
    "double": lambda text: _ESCAPED.sub(_plain, text),
    "single": lambda text: text.replace("\\'", "'"),
    "word": str,
}


def _run(script: Sequence[Command], server: Server) -> Outcome:
    """Run all commands; the first that is wrong counts, else the one that was checked least."""
    outcome = ran("the commands ran on an empty Valkey")
    for command in script:
        failure = server.run(command)
        found = _judged(command, failure) if failure else outcome
        outcome = min(outcome, found, key=lambda one: STATUSES.index(one.status))
    return outcome


def _judged(command: Command, failure: Failure) -> Outcome:
    name, said = command[0], failure.message.removeprefix("ERR ").rstrip(".")[:300]
    if failure.code in LIMITS:
        return refused(f"Valkey did not finish {name} within its limits: {said}")
    if failure.message.startswith(SHAPE[0]) and _ELSEWHERE.fullmatch(name):
        return Outcome("not checked", f"{name} is of a module or of Redis alone, and was not run")
    if failure.code == CONSEQUENCE or failure.code in NOT_HERE or _NOT_HERE.search(failure.message):
        return Outcome("parsed", f"Valkey knows {name} with so many arguments; it cannot run here: {said}")
    if any(map(_OPEN.fullmatch, command[1:])) and not failure.message.startswith(SHAPE):
        return Outcome("parsed", f"Valkey knows {name}; it did not run, for its placeholders are open")
    return refused(f"Valkey refuses {name}: {said}")


def _compile(code: str, server: Server) -> Outcome:
    failure = server.run(["SCRIPT", "LOAD", code])
    if failure:
        return refused(f"Valkey refuses the script: {failure.message.removeprefix('ERR ')[:300]}")
    return Outcome("parsed", "Valkey compiled the script; it did not run, for its keys are not here")
