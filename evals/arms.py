"""Who stands behind the product in a run: nobody, recorded answers, a model; or a model without it."""

from collections.abc import Iterator
from contextlib import contextmanager

from agent.context import Context
from agent.llm import OFFLINE, Llm
from evals import drive
from evals.errors import EvalError
from evals.outcome import Outcome
from evals.scenario import Scenario

ARMS = ("offline", "replay", "live", "bare")


class NotRunError(EvalError):
    """A scenario that this arm cannot run here: neither passed nor failed."""


def run(scenario: Scenario, arm: str) -> Outcome:
    """Return one run. Raise NotRunError where there is nothing to run it with; other errors pass through."""
    with llm_for(scenario, arm) as llm:
        return drive.run(scenario, Context(llm=llm))


@contextmanager
def llm_for(scenario: Scenario, arm: str) -> Iterator[Llm]:
    """Yield what answers the product's requests in an arm. Raise NotRunError where there is nothing."""
    if arm == "offline":
        yield OFFLINE
        return
    raise NotRunError(f"{scenario.name}: the arm {arm} has nothing to run with; see `make record`")
