"""The steps as data, and how to run them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.steps import (
    s1_dataflow,
    s2_authority,
    s3_mechanism,
    s4_composition,
    s5_processing,
    s6_ordering,
    s7_correctness,
    s8_document,
)
from tools.steps.complete import complete
from tools.subskills import SUBSKILLS, Subskill


@dataclass(frozen=True, slots=True)
class Step:
    """One of the eight. `decide` takes the design so far and returns it with this step's part added."""

    number: int
    name: str
    title: str
    decide: Callable[[Design], Design]


STEPS = (
    Step(1, "dataflow", "Map the dataflow", s1_dataflow.decide),
    Step(2, "authority", "Find the system of record", s2_authority.decide),
    Step(3, "mechanism", "Choose the integration mechanism", s3_mechanism.decide),
    Step(4, "composition", "Single system or composed", s4_composition.decide),
    Step(5, "processing", "Choose the processing", s5_processing.decide),
    Step(6, "ordering", "Order what must be ordered", s6_ordering.decide),
    Step(7, "correctness", "Check correctness end to end", s7_correctness.decide),
    Step(8, "document", "Check the document", s8_document.decide),
)
"""In the order in which they run."""

Stage = Step | Subskill


def _stages() -> Iterator[Stage]:
    for step in STEPS:
        yield step
        yield from (subskill for subskill in SUBSKILLS if subskill.step == step.number)


STAGES = tuple(_stages())
"""The steps, each followed by the subskills that it delegates to."""


def asker(group: str) -> Stage:
    """Return who asks a rule group, by id (`S3.capture`): a step, or the subskill that it delegates to."""
    subskill = next((one for one in SUBSKILLS if group in one.groups), None)
    return subskill or STEPS[int(group.partition(".")[0].removeprefix("S")) - 1]


def start(facts: Facts) -> Design:
    """Return the design before the first step: the facts, with the rows that they imply."""
    return Design(facts=complete(facts))


def run(facts: Facts) -> Design:
    """Return the finished design."""
    design = start(facts)
    for stage in STAGES:
        design = stage.decide(design)
    return design


def consult(facts: Facts, subskill: Subskill) -> Design:
    """Return the design as far as one subskill needs it, ending with what that one says."""
    design = start(facts)
    for step in STEPS[: subskill.step]:
        design = step.decide(design)
    return subskill.decide(design)
