"""Sources that fail over to a standby."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.failover import SourceFailover
from tools.checker.model import Scope

CASES = (
    Case("failover: only what the standby has too", SourceFailover(), Scope(2, 1), None, 28),
    Case(
        "failover: a change is handed out that the standby never gets",
        SourceFailover(durable_only=False),
        Scope(1, 1),
        "convergence",
        7,
    ),
    Case(
        "failover: a change is handed out and lost, another follows",
        SourceFailover(durable_only=False),
        Scope(2, 1),
        "convergence",
        50,
    ),
)

MUTANTS = (
    Mutant(
        "failover: the log runs ahead of the standby",
        SourceFailover(),
        SourceFailover(durable_only=False),
        Scope(1, 1),
    ),
)
