"""What one answer to a question would make of one decision."""

from dataclasses import dataclass

from tools.domain.decisions import UNDETERMINED, Decision, Flip, Value


@dataclass(frozen=True, slots=True)
class Turn:
    """One value of a fact, as it is offered, and what it changes about a decision."""

    decision: Decision
    value: Value
    label: str
    change: str
    alone: bool = True  # False: only together with other answers


def turned(decision: Decision, flip: Flip) -> Turn:
    """Return what a flip does. `= true` is offered as `true`, a comparison as it is."""
    before = "" if decision.choice == UNDETERMINED else f" instead of {decision.choice}"
    change = f"{decision.subject}: {flip.choice}{before}"
    return Turn(decision, flip.value, flip.when.removeprefix("= "), change)
