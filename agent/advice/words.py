"""Words that promise something: without the claim that would be checked, a promise stays unchecked."""

import re
from collections.abc import Iterable

from agent.advice.claims import Atomic, Constraint, Fencing, RetrySafe
from agent.advice.outcome import Outcome

PROMISES: tuple[tuple[re.Pattern[str], tuple[type, ...]], ...] = (
    (re.compile(r"exactly[- ]once|idempotent|safe to (?:retry|repeat|replay|re-?run)", re.IGNORECASE),
     (RetrySafe,)),
    (re.compile(r"\batomic(?:ally)?\b", re.IGNORECASE), (Atomic, RetrySafe)),
    (re.compile(r"\bfenc(?:ed?|ing)\b", re.IGNORECASE), (Fencing,)),
    (re.compile(r"\bcan(?:not| never) (?:overlap|collide|be booked twice)", re.IGNORECASE), (Constraint,)),
)  # fmt: skip
"""What a text promises, in English, and the claims of which one has to go with it (engineering judgement)."""


def unclaimed(text: str, claims: Iterable[object]) -> Outcome | None:
    """Return that a text promises something that no claim of its block lets us check."""
    made = tuple(claims)
    for promise, kinds in PROMISES:
        found = promise.search(text)
        if found and not any(isinstance(claim, kinds) for claim in made):
            return Outcome("not checked", f"it says “{found[0]}”, and nothing here checked that")
    return None
