"""Hold a result against the gold: its scores, whether it passes, and one number for all of it."""

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict

from evals.baselines import BASELINES, outcome_of
from evals.edges import by_ends, show
from evals.outcome import Outcome, UsageSeen
from evals.results import Result, Status
from evals.scenario import Scenario
from evals.scorers import SCORERS, Run, Score, score


class Judged(BaseModel):
    """One run, judged. `passed`, `overall` and `document` are None unless it ran."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    arm: str
    repeat: int
    status: Status
    message: str = ""
    passed: bool | None = None
    overall: float | None = None
    document: float | None = None  # overall, of the scorers that any document can be held to
    scores: Mapping[str, Score] = {}
    usage: UsageSeen = UsageSeen()
    decided: tuple[str, ...] = ()  # the decisions in gold ids, to compare repeats by


def judge(result: Result, scenario: Scenario, bars: Mapping[str, float]) -> Judged:
    """Judge one result."""
    head = {"scenario": result.scenario, "arm": result.arm, "repeat": result.repeat}
    if result.outcome is None:
        return Judged(**head, status=result.status, message=result.message)
    run = Run(scenario.expected, result.outcome)
    scores = score(run)
    return Judged(
        **head,
        status="ran",
        message=result.outcome.refused,
        passed=all(_reaches(scores[name], bar) for name, bar in bars.items()),
        overall=overall(scores.values()),
        document=overall(scores[one.name] for one in SCORERS if one.any_document),
        scores=scores,
        usage=result.outcome.usage,
        decided=tuple(sorted(_decided(run))),
    )


def baselines(scenario: Scenario, bars: Mapping[str, float]) -> tuple[Judged, ...]:
    """Judge every degenerate document for a scenario."""
    return tuple(
        judge(_result(scenario, one.name, outcome_of(one, scenario)), scenario, bars) for one in BASELINES
    )


def overall(scores: Iterable[Score]) -> float | None:
    """Return the mean of the scores that the scenario asks for; what a run is silent about counts as 0."""
    counted = [one.value or 0.0 for one in scores if one.value is not None or one.silent]
    return sum(counted) / len(counted) if counted else None


def _reaches(one: Score, bar: float) -> bool:
    return not one.silent and (one.value is None or one.value >= bar)


def _decided(run: Run) -> set[str]:
    meant, outcome = run.meant, run.outcome
    authorities = {
        f"{meant.entity(entity)} in {meant.store(store)}"
        for entity, stores in outcome.authorities.items()
        for store in stores
    }
    paths = {f"{show(ends)} by {edge.mechanism}" for ends, edge in by_ends(outcome.paths, meant).items()}
    return {f"composition: {outcome.composition}", *authorities, *paths}


def _result(scenario: Scenario, arm: str, outcome: Outcome) -> Result:
    return Result(scenario=scenario.name, arm=arm, repeat=1, identity="", status="ran", outcome=outcome)
