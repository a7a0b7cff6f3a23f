"""Transactions: what each statement reads and writes, and on what a write depends."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several

IsolationName = Literal[
    "none",
    "read_uncommitted",
    "read_committed",
    "read_committed_snapshot",
    "repeatable_read",
    "snapshot",
    "serializable",
]


class Statement(Model):
    """One statement of a transaction.

    It concerns one row, called by a name that stands for its key (`sender`), or all rows that match a
    condition (`row` left out). Two steps with the same name concern the same row; the rows of two concurrent
    runs may be the same or not.
    """

    id: Id = Field(description="short name of the step, e.g. `check_balance`")
    does: Literal["read", "update", "insert", "delete"] = Field(description="what it does")
    entity: Id = Field(description="entity it reads or changes")
    row: str | None = fact("name of the one row it concerns, e.g. `sender`; left out: all that match")
    shared: bool | None = fact("every run means the same row by this name, e.g. one counter")
    matching: str | None = fact("condition that picks the rows, e.g. `on call in the shift`")
    lock: bool | None = fact(
        "the read locks what it finds (SELECT … FOR UPDATE)",
        ask="Does this read of {name} lock the rows that it finds (SELECT … FOR UPDATE)?",
    )
    needs: Id | None = fact("earlier read on which this write depends")
    at_least: int | None = fact("the write is done only if that read found at least this much, in sum")
    below: int | None = fact("the write is done only if that read found less than this, in sum")
    adds: int | None = fact("by how much it changes the value of the row, or what a new row counts")
    to: int | None = fact("value that it sets, if that does not depend on what was read")
    in_place: bool | None = fact(
        "the database works the new value out from the row as it is then (SET x = x - 1)",
        ask="Does this write of {name} let the database compute the new value (SET x = x - 1)?",
    )
    conditional: bool | None = fact(
        "its condition stands in its WHERE, so that it takes effect only if that still holds",
        ask="Does this write of {name} repeat its condition in its WHERE?",
    )
    version_checked: bool | None = fact(
        "it takes effect only if the row still has the version that was read (optimistic lock)",
        ask="Does this write of {name} compare the version of the row with the one that was read?",
    )
    constrained: bool | None = fact(
        "a constraint (unique, exclusion, check) refuses it when it would break its condition",
        ask="Does a constraint in the database refuse this write of {name} when it must not happen?",
    )


class Transaction(Model):
    """What one transaction of a system of record does, statement by statement."""

    id: Id = Field(description="short name of the transaction, e.g. `transfer`")
    store: Id | None = fact("store it runs in")
    operation: Id | None = fact("operation that it is part of")
    steps: tuple[Statement, ...] = several("its statements in order")
    isolation: IsolationName | None = fact(
        "isolation level it runs at today; `none`: each statement commits by itself",
        ask="At which isolation level does {name} run today?",
    )
    retries: bool | None = fact(
        "the caller repeats it from the start when the database aborts it",
        ask="Is {name} repeated from the start when the database aborts it?",
    )
