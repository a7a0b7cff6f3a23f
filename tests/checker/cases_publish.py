"""Processes that commit and then publish."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.publish import CommitThenPublish
from tools.checker.model import Scope

CASES = (
    Case("publish: one writer, no fault", CommitThenPublish(deletes="hard"), Scope(1, 0), None, 17),
    Case("publish: a crash before the event is sent", CommitThenPublish(), Scope(1, 1), "convergence", 9),
    Case(
        "publish: two writers send in another order than they committed",
        CommitThenPublish(),
        Scope(2, 0),
        "convergence",
        47,
    ),
    Case("publish: two workers overtake", CommitThenPublish(order="pool"), Scope(2, 0), "convergence", 81),
    Case("publish: guarded, no fault", CommitThenPublish(guard=True), Scope(2, 0), None, 45),
    Case(
        "publish: guarded, a crash before the event is sent",
        CommitThenPublish(guard=True),
        Scope(2, 1),
        "convergence",
        105,
    ),
    Case(
        "publish: guarded, a hard delete forgets its version",
        CommitThenPublish(guard=True, deletes="hard"),
        Scope(2, 0),
        "no_resurrection",
        211,
    ),
    Case(
        "publish: guarded with markers, no fault",
        CommitThenPublish(guard=True, deletes="marker"),
        Scope(2, 0),
        None,
        209,
    ),
    Case(
        "publish: guarded with markers, no key, no fault",
        CommitThenPublish(order="unkeyed", guard=True, deletes="marker"),
        Scope(2, 0),
        None,
        783,
    ),
    Case(
        "publish: guarded with markers, two workers, no fault",
        CommitThenPublish(order="pool", guard=True, deletes="marker"),
        Scope(2, 0),
        None,
        474,
    ),
    Case(
        "publish: no key, a delete overtakes its row",
        CommitThenPublish(order="unkeyed", deletes="hard"),
        Scope(1, 0),
        "no_resurrection",
        47,
    ),
    Case(
        "publish: two workers, a delete overtakes its row",
        CommitThenPublish(order="pool", deletes="hard"),
        Scope(1, 0),
        "no_resurrection",
        28,
    ),
    Case(
        "publish: the target hears of no delete",
        CommitThenPublish(deletes="ignored"),
        Scope(1, 0),
        "no_resurrection",
        17,
    ),
    Case(
        "publish: unfenced, markers expire, a crash before the event is sent",
        CommitThenPublish(guard=True, deletes="expiring_marker", fenced=False),
        Scope(1, 1),
        "convergence",
        62,
    ),
)

MUTANTS = (
    Mutant("publish: the guard goes", CommitThenPublish(guard=True), CommitThenPublish(), Scope(2, 0)),
    Mutant(
        "publish: the log has no key",
        CommitThenPublish(deletes="hard"),
        CommitThenPublish(order="unkeyed", deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "publish: two workers take turns",
        CommitThenPublish(deletes="hard"),
        CommitThenPublish(order="pool", deletes="hard"),
        Scope(1, 0),
    ),
    Mutant(
        "publish: a marker becomes a hard delete",
        CommitThenPublish(guard=True, deletes="marker"),
        CommitThenPublish(guard=True, deletes="hard"),
        Scope(2, 0),
    ),
    Mutant(
        "publish: deletes are ignored",
        CommitThenPublish(guard=True, deletes="marker"),
        CommitThenPublish(guard=True, deletes="ignored"),
        Scope(2, 0),
    ),
    Mutant(
        "publish: the event no longer commits with the change", LogCopy(), CommitThenPublish(), Scope(2, 1)
    ),
)
