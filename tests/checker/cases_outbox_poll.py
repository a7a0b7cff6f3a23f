"""Outboxes that a relay polls while transactions are open."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.outbox_poll import OutboxPoll
from tools.checker.model import Scope

CASES = (
    Case("outbox_poll: one transaction", OutboxPoll(), Scope(1, 1), None, 9),
    Case(
        "outbox_poll: by id, a lower id commits late", OutboxPoll(), Scope(2, 0), "everything_delivered", 39
    ),
    Case(
        "outbox_poll: by id, three transactions and a rollback",
        OutboxPoll(),
        Scope(3, 1),
        "everything_delivered",
        1357,
    ),
    Case(
        "outbox_poll: by transaction, an older transaction commits late",
        OutboxPoll(by_transaction=True),
        Scope(2, 0),
        "everything_delivered",
        89,
    ),
    Case(
        "outbox_poll: by id below the oldest open transaction, whose id is lower",
        OutboxPoll(horizon=True),
        Scope(2, 0),
        "everything_delivered",
        73,
    ),
    Case(
        "outbox_poll: by transaction below the oldest open one",
        OutboxPoll(horizon=True, by_transaction=True),
        Scope(2, 1),
        None,
        167,
    ),
    Case(
        "outbox_poll: by transaction below the oldest open one, three transactions",
        OutboxPoll(horizon=True, by_transaction=True),
        Scope(3, 1),
        None,
        4618,
    ),
    Case("outbox_poll: by mark", OutboxPoll(marks_rows=True), Scope(2, 1), None, 95),
    Case("outbox_poll: by mark, three transactions", OutboxPoll(marks_rows=True), Scope(3, 1), None, 1203),
)

MUTANTS = (
    Mutant(
        "outbox_poll: rows of transactions that are open beside older ones are read",
        OutboxPoll(horizon=True, by_transaction=True),
        OutboxPoll(by_transaction=True),
        Scope(2, 0),
    ),
    Mutant(
        "outbox_poll: the place is an id again",
        OutboxPoll(horizon=True, by_transaction=True),
        OutboxPoll(horizon=True),
        Scope(2, 0),
    ),
    Mutant("outbox_poll: rows are no longer marked", OutboxPoll(marks_rows=True), OutboxPoll(), Scope(2, 0)),
)
