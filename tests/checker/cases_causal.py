"""Causal dependencies: one topic or two, and a consumer that waits or does not."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.causal import Causal
from tools.checker.model import Scope

CASES = (
    Case(
        "causal: one topic keyed by the user",
        Causal(topics="one_keyed", deferral=False, dependency_recorded=False),
        Scope(2, 1),
        None,
        219,
    ),
    Case(
        "causal: one topic keyed by the user, and waiting on top",
        Causal(topics="one_keyed", deferral=True, dependency_recorded=True),
        Scope(2, 1),
        None,
        219,
    ),
    Case(
        "causal: two topics",
        Causal(topics="two", deferral=False, dependency_recorded=False),
        Scope(1, 0),
        "causal_privacy",
        17,
    ),
    Case(
        "causal: two topics, and nobody waits for the event that is named",
        Causal(topics="two", deferral=False, dependency_recorded=True),
        Scope(1, 0),
        "causal_privacy",
        17,
    ),
    Case(
        "causal: two topics, and nothing is named to wait for",
        Causal(topics="two", deferral=True, dependency_recorded=False),
        Scope(1, 0),
        "causal_privacy",
        17,
    ),
    Case(
        "causal: two topics, two users and a fault",
        Causal(topics="two", deferral=False, dependency_recorded=False),
        Scope(2, 1),
        "causal_privacy",
        691,
    ),
    Case(
        "causal: two topics, and the consumer waits for the event that is named",
        Causal(topics="two", deferral=True, dependency_recorded=True),
        Scope(2, 1),
        None,
        303,
    ),
)

MUTANTS = (
    Mutant(
        "causal: the topic is split",
        Causal(topics="one_keyed", deferral=False, dependency_recorded=False),
        Causal(topics="two", deferral=False, dependency_recorded=False),
        Scope(1, 0),
    ),
    Mutant(
        "causal: the consumer does not wait",
        Causal(topics="two", deferral=True, dependency_recorded=True),
        Causal(topics="two", deferral=False, dependency_recorded=True),
        Scope(1, 0),
    ),
    Mutant(
        "causal: the dependency is not recorded",
        Causal(topics="two", deferral=True, dependency_recorded=True),
        Causal(topics="two", deferral=True, dependency_recorded=False),
        Scope(1, 0),
    ),
)
