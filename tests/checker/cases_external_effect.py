"""Calls to a provider: what is carried out twice, never, or without a commit."""

from dataclasses import replace

from tests.checker.case import Case, Mutant
from tools.checker.flows.external_effect import ExternalEffect
from tools.checker.model import Scope

SAFE = ExternalEffect(intent="outbox", key=True)
NO_KEY = replace(SAFE, key=False)
EXPIRES = replace(SAFE, key_expires=True)
CALL_FIRST = replace(SAFE, intent="inside_transaction")
CALL_LAST = replace(SAFE, intent="none")

CASES = (
    Case("external_effect: outbox, no key (2, 0)", NO_KEY, Scope(2, 0), None, 16),
    Case("external_effect: outbox, no key (1, 1)", NO_KEY, Scope(1, 1), "effect_at_most_once", 7),
    Case("external_effect: outbox, key (1, 0)", SAFE, Scope(1, 0), None, 4),
    Case("external_effect: outbox, key (2, 1)", SAFE, Scope(2, 1), None, 33),
    Case("external_effect: outbox, key (3, 1)", SAFE, Scope(3, 1), None, 150),
    Case("external_effect: outbox, key (2, 2)", SAFE, Scope(2, 2), None, 50),
    Case("external_effect: outbox, key expires (2, 0)", EXPIRES, Scope(2, 0), None, 16),
    Case("external_effect: outbox, key expires (1, 1)", EXPIRES, Scope(1, 1), "effect_at_most_once", 10),
    Case("external_effect: outbox, key expires (2, 1)", EXPIRES, Scope(2, 1), "effect_at_most_once", 53),
    Case("external_effect: call inside the transaction (2, 0)", CALL_FIRST, Scope(2, 0), None, 9),
    Case(
        "external_effect: call inside the transaction (1, 1)",
        CALL_FIRST,
        Scope(1, 1),
        "no_effect_without_commit",
        4,
    ),
    Case(
        "external_effect: call inside the transaction (2, 1)",
        CALL_FIRST,
        Scope(2, 1),
        "no_effect_without_commit",
        15,
    ),
    Case("external_effect: call after the commit (2, 0)", CALL_LAST, Scope(2, 0), None, 9),
    Case("external_effect: call after the commit (1, 1)", CALL_LAST, Scope(1, 1), "everything_delivered", 4),
    Case("external_effect: call after the commit (2, 1)", CALL_LAST, Scope(2, 1), "everything_delivered", 15),
)

MUTANTS = (
    Mutant("external_effect: no key", SAFE, NO_KEY, Scope(1, 1)),
    Mutant("external_effect: key expires", SAFE, EXPIRES, Scope(1, 1)),
    Mutant("external_effect: call inside the transaction", SAFE, CALL_FIRST, Scope(1, 1)),
    Mutant("external_effect: call after the commit", SAFE, CALL_LAST, Scope(1, 1)),
)
