"""The code of a piece of advice: SQL and Redis commands are run or parsed, YAML and JSON are read."""

import json
import re
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec

import yaml

from agent.advice import commands
from agent.advice.claims import Advised
from agent.advice.engine import STOPPED, Failure
from agent.advice.outcome import Outcome, ran, refused
from agent.advice.postgresql import Database

LONGEST = 20_000
"""Characters of one piece of code; advice for one subject is shorter (engineering judgement)."""
DEEPEST = 60
"""Levels of nesting, and references to one anchor, that a configuration may have."""

MISSING = ("42P01", "42703", "42883", "3F000", "42704")
"""SQLSTATEs of a table, column, function, schema or other object that does not exist here."""
NOT_HERE = ("42501", "25001", "42P07", "42701", "42710")
"""SQLSTATEs of what needs rights, or no transaction, or is here already: recipes made it."""
LIMITS = ("53", "54", "57", "58", "XX")
"""Classes of SQLSTATEs of a statement that was too large or too slow, or that broke the server."""
OPEN_PARAMETER, SYNTAX = "42P02", "42601"

_NOT_MISSING = re.compile(r"^operator\b|operator class")
_UNAVAILABLE = re.compile(r"^extension .* is not available")
_PARAMETER = re.compile(r"(--[^\n]*|'(?:[^']|'')*')|(?<![:\w]):([a-z_]\w*)")


def called(block: Advised) -> str:
    """Return what a reader calls a block's code."""
    if block.language == "other" and commands.is_for(block.engine):
        return "Redis commands"
    return "SQL" if block.language == "sql" else "a configuration"


def check(block: Advised, name: str, database: Database | None, runs: bool = True) -> Outcome:
    """Run or read a block's code. `name` is what a reader calls the engine behind `database`.

    Without `runs` no other engine is started.
    """
    if len(block.code) > LONGEST:
        return Outcome("not checked", f"the code is longer than {LONGEST:,} characters")
    if block.language == "sql":
        if not block.engine.lower().startswith("postgres"):
            return Outcome(
                "not checked", f"no engine here runs SQL for {block.engine or 'an unnamed engine'}"
            )
        return _run(block.code, name, database) if database else _parse(block.code)
    if runs and block.language == "other" and commands.is_for(block.engine):
        return commands.check(block.code)
    read = READERS.get(block.language)
    return read(block.code) if read else Outcome("not checked", "no engine here reads the code")


def _run(code: str, name: str, database: Database) -> Outcome:
    script = _numbered(code)
    failure = database.run(script) or database.run("COMMIT")
    if failure:
        database.run("ROLLBACK")
    if failure and failure.code == OPEN_PARAMETER:
        failure = database.run(f"EXPLAIN (GENERIC_PLAN) {script}")
        if failure is None:
            return Outcome("parsed", f"{name} planned the SQL with its parameters left open")
        if failure.code in (OPEN_PARAMETER, SYNTAX):
            return Outcome("parsed", f"{name} parsed the SQL; it did not run, for its parameters are open")
    return _judged(failure, name) if failure else ran(f"the SQL ran on {name}, on empty tables")


def _judged(failure: Failure, name: str) -> Outcome:
    said = failure.message.rstrip(".")
    if (failure.code in MISSING and not _NOT_MISSING.search(said)) or _UNAVAILABLE.match(said):
        return Outcome(
            "parsed", f"{name} parsed the SQL; it did not run, for what it names is not here: {said}"
        )
    if failure.code in NOT_HERE:
        return Outcome("parsed", f"{name} parsed the SQL; it cannot run here: {said}")
    if failure.code == STOPPED or failure.code[:2] in LIMITS:
        return refused(f"{name} did not finish the SQL within its limits: {said}")
    return refused(f"{name} refuses the SQL: {said}")


def _numbered(code: str) -> str:
    """Return SQL with `:name` as `$1`, as a driver would send it; texts and comments stay."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return found[1] or f"${numbers.setdefault(found[2], len(numbers) + 1)}"

    return _PARAMETER.sub(number, code)


def _parse(code: str) -> Outcome:
    """Read SQL with PostgreSQL's grammar where that is installed."""
    if find_spec("pglast") is None:
        return Outcome("not checked", "the SQL was not run, and no grammar of PostgreSQL is installed")
    pglast = import_module("pglast")
    try:
        pglast.parse_sql(_numbered(code))
    except pglast.Error as error:
        return refused(f"the grammar of PostgreSQL refuses the SQL: {error.args[0]}")
    return Outcome("parsed", "the SQL was read with the grammar of PostgreSQL, not run")


def _json(code: str) -> Outcome:
    try:
        json.loads(code)
    except ValueError as error:
        return refused(f"it is no JSON: {error}")
    except RecursionError:
        return refused("the JSON is nested too deeply to be read")
    return Outcome("parsed", "the JSON was read")


def _yaml(code: str) -> Outcome:
    try:
        depth = aliases = 0
        for event in yaml.parse(code, Loader=yaml.SafeLoader):
            aliases += isinstance(event, yaml.AliasEvent)
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if max(depth, aliases) > DEEPEST:
                return refused(f"the YAML has more than {DEEPEST} levels or references")
        list(yaml.compose_all(code, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        return refused(f"it is no YAML: {' '.join(str(error).split())}")
    return Outcome("parsed", "the YAML was read")


READERS: Mapping[str, Callable[[str], Outcome]] = {"json": _json, "yaml": _yaml}
