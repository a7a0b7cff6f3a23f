"""Who stands behind the product in a run: nobody, recorded answers, a model; or a model without it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from agent.context import Context
from agent.llm import OFFLINE
from agent.llm.batches import Batches
from agent.llm.connect import connect
from agent.llm.model import Model
from agent.llm.settings import BASE_URL, DEFAULT_MODEL, KEY, Settings
from evals import bare, drive, waves
from evals.errors import EvalError
from evals.ledger import Ledger
from evals.outcome import Outcome
from evals.scenario import Scenario
from evals.told import told

BATCH = "batch"
ARMS = ("offline", "told", "replay", "live", "bare", BATCH)


class NotRunError(EvalError):
    """A scenario that this arm cannot run here: neither passed nor failed."""


def run(scenario: Scenario, arm: str, repeat: int = 1) -> Outcome:
    """Return one run. Raise NotRunError where there is nothing to run it with; other errors pass through."""
    match arm:
        case "offline":
            return drive.run(scenario, Context(llm=OFFLINE))
        case "told":
            return drive.run(_told(scenario), Context(llm=OFFLINE))
        case "live":
            return drive.run(scenario, Context(llm=connect(_settings(scenario.name))))
        case _:
            return _recorded(scenario, arm, repeat)


def run_together(
    scenarios: Mapping[str, Scenario], ledger: Ledger, tell: waves.Tell
) -> Iterator[tuple[str, Outcome | Exception]]:
    """Run the arm `batch`: all conversations, by name, wait for one batch of requests after the other.

    Yield each run, or its error, when it ends. Raise NotRunError without a model to ask.
    """
    settings = _settings(f"{len(scenarios)} conversations")
    yield from waves.run(scenarios, Batches(settings), ledger, settings.model, tell)


def cassette(scenario: Scenario, arm: str, repeat: int) -> Path:
    """Return the file that an arm is recorded in: replay.cassette.yaml, replay.2.cassette.yaml …"""
    return scenario.folder / f"{arm}{'' if repeat == 1 else f'.{repeat}'}.cassette.yaml"


def _told(scenario: Scenario) -> Scenario:
    if "subskill" in scenario.expected.kinds:
        raise NotRunError(f"{scenario.name}: its brief is a facts file already, and says more than the gold")
    return told(scenario)


def _settings(what: str) -> Settings:
    settings = Settings.of()
    if not settings.reachable:
        raise NotRunError(f"{what}: no model to ask; set {KEY} or {BASE_URL}")
    return settings


def _recorded(scenario: Scenario, arm: str, repeat: int) -> Outcome:
    path = cassette(scenario, arm, repeat)
    if not path.is_file():
        raise NotRunError(
            f"{scenario.name}: {path.name} is not recorded; `make record SCENARIO={scenario.name}` does it"
        )
    from evals.recording import playing  # VCR is installed with the extra `evals` only

    with playing(path) as transport:
        if arm == "bare":
            return bare.run(scenario, transport, DEFAULT_MODEL)
        return drive.run(scenario, Context(llm=Model(transport, DEFAULT_MODEL)))
