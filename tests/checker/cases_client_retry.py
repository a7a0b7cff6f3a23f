"""Clients that try again: what is committed twice, with and without an id that the source records."""

from dataclasses import replace

from tests.checker.case import Case, Mutant
from tools.checker.flows.client_retry import ClientRetry
from tools.checker.model import Scope

ONCE = "exactly_once_source"
SAFE = ClientRetry(operation_id=True, dedup="same_transaction")
NO_ID = replace(SAFE, operation_id=False)
NO_DEDUP = replace(SAFE, dedup="none")
LOOK_UP = replace(SAFE, dedup="separate")

CASES = (
    Case("client_retry: no id (2, 0)", ClientRetry(), Scope(2, 0), None, 16),
    Case("client_retry: no id (1, 1)", ClientRetry(), Scope(1, 1), ONCE, 12),
    Case("client_retry: id, no dedup (1, 1)", NO_DEDUP, Scope(1, 1), ONCE, 12),
    Case("client_retry: dedup, no id (1, 1)", NO_ID, Scope(1, 1), ONCE, 12),
    Case("client_retry: looked up before (2, 0)", LOOK_UP, Scope(2, 0), None, 25),
    Case("client_retry: looked up before (1, 1)", LOOK_UP, Scope(1, 1), ONCE, 19),
    Case("client_retry: looked up before (2, 1)", LOOK_UP, Scope(2, 1), ONCE, 161),
    Case("client_retry: id in the transaction (1, 0)", SAFE, Scope(1, 0), None, 4),
    Case("client_retry: id in the transaction (2, 0)", SAFE, Scope(2, 0), None, 16),
    Case("client_retry: id in the transaction (1, 1)", SAFE, Scope(1, 1), None, 12),
    Case("client_retry: id in the transaction (2, 1)", SAFE, Scope(2, 1), None, 76),
    Case("client_retry: id in the transaction (3, 1)", SAFE, Scope(3, 1), None, 408),
    Case("client_retry: id in the transaction (2, 2)", SAFE, Scope(2, 2), None, 216),
)

MUTANTS = (
    Mutant("client_retry: no id", SAFE, NO_ID, Scope(1, 1)),
    Mutant("client_retry: no dedup", SAFE, NO_DEDUP, Scope(1, 1)),
    Mutant("client_retry: looked up before", SAFE, LOOK_UP, Scope(1, 1)),
)
