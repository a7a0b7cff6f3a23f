"""What an answer touches, and what it changed."""

from collections.abc import Collection, Iterator

from tools.domain.decisions import Decision
from tools.domain.design import Design


def first_affected(design: Design, facts: Collection[str]) -> int:
    """Return the number of the first step that depends on one of some facts, given by reference.

    A step depends on the facts that its decisions cite. A fact that no decision cites may have been read by
    any step, so everything depends on it.
    """
    return min(_first_citing(design, fact) for fact in facts)


def _first_citing(design: Design, fact: str) -> int:
    return min((decision.step for decision in design.decisions if fact in _cited(decision)), default=1)


def _cited(decision: Decision) -> Iterator[str | None]:
    yield from (because.fact for because in decision.because)
    yield from (flip.fact for flip in decision.flips)
    yield from decision.assumed
    yield from decision.waits_for


def changes(before: Design, after: Design) -> tuple[str, ...]:
    """Say what became of the decisions, one line for each that differs, in the order of the steps."""
    old = {decision.id: decision for decision in before.decisions}
    new = {decision.id: decision for decision in after.decisions}
    turned = [
        f"{decision.topic} of {decision.subject}: {decision.choice} instead of {old[id_].choice}"
        for id_, decision in new.items()
        if id_ in old and old[id_].choice != decision.choice
    ]
    added = [f"{_line(decision)} (new)" for id_, decision in new.items() if id_ not in old]
    gone = [f"{_line(decision)} (no longer needed)" for id_, decision in old.items() if id_ not in new]
    return (*turned, *added, *gone)


def _line(decision: Decision) -> str:
    return f"{decision.topic} of {decision.subject}: {decision.choice}"
