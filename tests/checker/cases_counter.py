"""Counters fed by a log: what counts twice or not at all after a crash, and what never does."""

from dataclasses import replace

from tests.checker.case import Case, Mutant
from tools.checker.flows.counter import Counter
from tools.checker.model import Scope

ONCE = "exactly_once_derived"
BARE = Counter(dedup="none")
WINDOW = Counter(dedup="windowed")
SHORT = replace(WINDOW, window_covers=False)
BEFORE = Counter(dedup="marked_before")
AFTER = Counter(dedup="marked_after")
SAFE = Counter(dedup="same_transaction")


def unfenced(flow: Counter) -> Counter:
    return replace(flow, fenced=False)


CASES = (
    Case("counter: no dedup (2, 0)", BARE, Scope(2, 0), None, 18),
    Case("counter: no dedup (1, 1)", BARE, Scope(1, 1), ONCE, 13),
    Case("counter: no dedup, not fenced (1, 1)", unfenced(BARE), Scope(1, 1), ONCE, 10),
    Case("counter: window covers (2, 1)", WINDOW, Scope(2, 1), None, 73),
    Case("counter: window covers (2, 2)", WINDOW, Scope(2, 2), None, 144),
    Case("counter: window covers, not fenced (1, 1)", unfenced(WINDOW), Scope(1, 1), ONCE, 12),
    Case("counter: window too short (1, 1)", SHORT, Scope(1, 1), ONCE, 14),
    Case("counter: window too short, not fenced (2, 1)", unfenced(SHORT), Scope(2, 1), ONCE, 108),
    Case("counter: marked before (2, 0)", BEFORE, Scope(2, 0), None, 26),
    Case("counter: marked before (1, 1)", BEFORE, Scope(1, 1), ONCE, 14),
    Case("counter: marked before, not fenced (2, 1)", unfenced(BEFORE), Scope(2, 1), ONCE, 117),
    Case("counter: marked after (2, 0)", AFTER, Scope(2, 0), None, 26),
    Case("counter: marked after (1, 1)", AFTER, Scope(1, 1), ONCE, 18),
    Case("counter: marked after, not fenced (2, 1)", unfenced(AFTER), Scope(2, 1), ONCE, 141),
    Case("counter: same transaction (1, 0)", SAFE, Scope(1, 0), None, 4),
    Case("counter: same transaction (2, 1)", SAFE, Scope(2, 1), None, 73),
    Case("counter: same transaction (3, 1)", SAFE, Scope(3, 1), None, 489),
    Case("counter: same transaction (2, 2)", SAFE, Scope(2, 2), None, 144),
    Case("counter: same transaction, not fenced (2, 1)", unfenced(SAFE), Scope(2, 1), None, 69),
    Case("counter: same transaction, not fenced (3, 1)", unfenced(SAFE), Scope(3, 1), None, 474),
    Case("counter: same transaction, not fenced (2, 2)", unfenced(SAFE), Scope(2, 2), None, 132),
)

MUTANTS = (
    Mutant("counter: no dedup", SAFE, BARE, Scope(1, 1)),
    Mutant("counter: marked before", SAFE, BEFORE, Scope(1, 1)),
    Mutant("counter: marked after", SAFE, AFTER, Scope(1, 1)),
    Mutant("counter: window too short", WINDOW, SHORT, Scope(1, 1)),
    Mutant("counter: window covers, not fenced", WINDOW, unfenced(WINDOW), Scope(1, 1)),
)
