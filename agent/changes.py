"""What an answer touches, and what it changed."""

from collections.abc import Sequence

from agent.state import Json, dump_design
from tools.domain.decisions import Decision
from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.steps import STAGES, start


def first_affected(designs: Sequence[Json], facts: Facts) -> int:
    """Return the first stage that decides otherwise for new facts, by its place; `len(STAGES)` if none does.

    `designs` are the results of the stages for the old facts, as the state remembers them. This is found out
    by trying: the stages are pure and quick, and a list of what each of them reads could be wrong.
    """
    so_far = start(facts)
    for place, (stage, old) in enumerate(zip(STAGES, designs, strict=True)):
        so_far = stage.decide(so_far)
        if dump_design(so_far) != old:
            return place
    return len(STAGES)


def changes(before: Design, after: Design) -> tuple[str, ...]:
    """Say what became of the decisions, one line for each that differs, in their order."""
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
