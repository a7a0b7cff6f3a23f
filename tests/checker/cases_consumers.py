"""Two copies that follow one log."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.consumers import Consumers
from tools.checker.model import Scope

CASES = (
    Case("consumers: own places, nobody crashes", Consumers(), Scope(2, 0), None, 98),
    Case(
        "consumers: own places, the one change comes twice",
        Consumers(),
        Scope(1, 1),
        None,
        81,
    ),
    Case(
        "consumers: own places, a stalled consumer writes an old version late",
        Consumers(),
        Scope(2, 1),
        "every_copy_converges",
        765,
    ),
    Case("consumers: own places and guards", Consumers(guard=True), Scope(2, 1), None, 711),
    Case("consumers: own places and guards, three changes", Consumers(guard=True), Scope(3, 1), None, 3399),
    Case(
        "consumers: own places, saved before the write",
        Consumers(saves="before_writes", guard=True),
        Scope(1, 1),
        "every_copy_converges",
        27,
    ),
    Case(
        "consumers: the log is cut past a slow consumer",
        Consumers(guard=True, retention_covers=False),
        Scope(1, 1),
        "every_copy_converges",
        93,
    ),
    Case(
        "consumers: the log is cut past a slow consumer, which copies the source anew",
        Consumers(guard=True, retention_covers=False, rebuild=True),
        Scope(2, 1),
        None,
        835,
    ),
    Case(
        "consumers: one consumer writes both, nobody crashes",
        Consumers(fed="one_consumer"),
        Scope(2, 0),
        None,
        18,
    ),
    Case(
        "consumers: one consumer writes both and stalls in between",
        Consumers(fed="one_consumer"),
        Scope(2, 1),
        "every_copy_converges",
        143,
    ),
    Case(
        "consumers: one consumer writes both, guarded",
        Consumers(fed="one_consumer", guard=True),
        Scope(2, 1),
        None,
        141,
    ),
    Case(
        "consumers: one consumer writes both, its place saved before",
        Consumers(fed="one_consumer", saves="before_writes", guard=True),
        Scope(1, 1),
        "every_copy_converges",
        12,
    ),
    Case(
        "consumers: one consumer writes both, and the log is cut past it",
        Consumers(fed="one_consumer", guard=True, retention_covers=False),
        Scope(1, 1),
        "every_copy_converges",
        32,
    ),
    Case(
        "consumers: one consumer writes both, the log is cut past it, and it copies the source anew",
        Consumers(fed="one_consumer", guard=True, retention_covers=False, rebuild=True),
        Scope(2, 1),
        None,
        155,
    ),
)

MUTANTS = (
    Mutant("consumers: a copy takes older versions", Consumers(guard=True), Consumers(), Scope(2, 1)),
    Mutant(
        "consumers: both copies of one consumer take older versions",
        Consumers(fed="one_consumer", guard=True),
        Consumers(fed="one_consumer"),
        Scope(2, 1),
    ),
    Mutant(
        "consumers: the place is saved before the write",
        Consumers(guard=True),
        Consumers(guard=True, saves="before_writes"),
        Scope(2, 1),
    ),
    Mutant(
        "consumers: the place is saved before both writes",
        Consumers(fed="one_consumer", guard=True),
        Consumers(fed="one_consumer", guard=True, saves="before_writes"),
        Scope(2, 1),
    ),
    Mutant(
        "consumers: the log is cut too early",
        Consumers(guard=True),
        Consumers(guard=True, retention_covers=False),
        Scope(2, 1),
    ),
    Mutant(
        "consumers: nobody copies the source anew",
        Consumers(guard=True, retention_covers=False, rebuild=True),
        Consumers(guard=True, retention_covers=False),
        Scope(2, 1),
    ),
)
