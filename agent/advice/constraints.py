"""What a constraint refuses and accepts, tried on the engine, with NULL and open ends in every column."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from agent.advice.claims import Case, Constraint, Row
from agent.advice.engine import Failure
from agent.advice.outcome import Outcome, ran, refused
from agent.advice.postgresql import Database
from tools.recipes.names import literal, sql_name
from tools.report.text import counted

INTEGRITY = "23"
"""The class of SQLSTATEs that says that a constraint refused a row."""
CASES = 12
"""Cases of one claim that are tried."""

_RANGE = re.compile(r"([\[(])([^,\[\]()]*),[^,\[\]()]*[\])]")


def constraint(claim: Constraint, database: Database | None) -> Outcome:
    """Insert what it accepts and refuses; then what it refuses again, with NULL and with open ends.

    `database` is where the statements that make the constraint ran; None if they did not run.
    """
    if database is None:
        return Outcome("not checked", "what the constraint refuses was not tried, for its SQL did not run")
    if not claim.refuses:
        return Outcome("not checked", "it names no row that the constraint refuses")
    tried = _Trial(database)
    for case in claim.accepts[:CASES]:
        if failure := tried.insert(case.rows):
            return _not_a_refusal(failure) or refused(
                f"it refuses a row that it is to accept: {failure.message}"
            )
    for case in claim.refuses[:CASES]:
        if outcome := _refuses(case, claim.null_may_pass, tried):
            return outcome
    return ran(f"the constraint refused and accepted what it is said to, in {counted(tried.number, 'trial')}")


class _Trial:
    """Inserts that are rolled back, counted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.number = 0

    def insert(self, rows: Sequence[Row]) -> Failure | None:
        """Insert rows as one transaction, deferred constraints checked; return what refused them."""
        self.number += 1
        inserts = ";\n".join(map(_insert, rows))
        failure = self._database.run(f"BEGIN;\n{inserts};\nSET CONSTRAINTS ALL IMMEDIATE")
        self._database.run("ROLLBACK")
        return failure


def _refuses(case: Case, null_may_pass: Sequence[str], tried: _Trial) -> Outcome | None:
    """Return what is wrong with one case, None if it is refused in all its variants."""
    if failure := tried.insert(case.rows[:-1]) if len(case.rows) > 1 else None:
        return Outcome("not checked", f"the first rows of its example do not go in: {failure.message}")
    failure = tried.insert(case.rows)
    if failure is None:
        return refused("a row that it is to refuse goes in")
    if other := _not_a_refusal(failure) or _misses_a_column(failure, case):
        return other
    for what, rows in _variants(case, null_may_pass):
        if tried.insert(rows) is None:
            return refused(f"what it is to refuse goes in {what}")
    return None


def _not_a_refusal(failure: Failure) -> Outcome | None:
    if failure.code.startswith(INTEGRITY):
        return None
    return Outcome("not checked", f"its example does not fit the table: {failure.message}")


def _misses_a_column(failure: Failure, case: Case) -> Outcome | None:
    """Return that a row was refused for a column that the example leaves out: that shows nothing."""
    named = {cell.column for row in case.rows for cell in row.cells}
    if not failure.column or failure.column in named:
        return None
    return Outcome("not checked", f"its example lacks a value for {failure.column}")


def _variants(case: Case, null_may_pass: Sequence[str]) -> Iterator[tuple[str, list[Row]]]:
    """Yield the case with NULL in one column, in every row, and with every range left open at its end."""
    for column in dict.fromkeys(cell.column for row in case.rows for cell in row.cells):
        if column not in null_may_pass:
            yield f"with NULL in {column}", _changed(case.rows, column, lambda _: "NULL")
        if any(
            _RANGE.fullmatch(cell.value) for row in case.rows for cell in row.cells if cell.column == column
        ):
            yield f"with an open end in {column}", _changed(case.rows, column, _open)


def _changed(rows: Iterable[Row], column: str, change: Callable[[str], str]) -> list[Row]:
    return [
        row.model_copy(
            update={
                "cells": [
                    cell.model_copy(update={"value": change(cell.value)}) if cell.column == column else cell
                    for cell in row.cells
                ]
            }
        )
        for row in rows
    ]


def _open(value: str) -> str:
    return _RANGE.sub(r"\1\2,)", value)


def _insert(row: Row) -> str:
    names = ", ".join(sql_name(cell.column) for cell in row.cells)
    values = ", ".join("NULL" if cell.value == "NULL" else literal(cell.value) for cell in row.cells)
    return f"INSERT INTO {sql_name(row.table)} ({names}) VALUES ({values})"  # noqa: S608 -- quoted above, and run where nothing is to be lost
