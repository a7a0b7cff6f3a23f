"""What many runs come to, per arm: one row of the table."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from pydantic import BaseModel, ConfigDict

from evals.intervals import pass_all, pass_at, wilson
from evals.judge import Judged
from evals.outcome import UsageSeen
from evals.scorers import SCORERS


class Repeats(BaseModel):
    """What k tries come to, each the mean over the scenarios that ran at least k times."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    k: int
    any_passes: float  # pass@k
    all_pass: float  # pass^k


class ArmRow(BaseModel):
    """One arm, or one of the degenerate documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    arm: str
    ran: int
    errors: int
    not_run: int
    passed: int
    interval: tuple[float, float]  # of the share that passed, 95 %
    overall: float | None
    document: float | None  # overall, of the scorers that any document can be held to
    means: Mapping[str, float | None]  # scorer -> mean of its values
    repeats: tuple[Repeats, ...] = ()
    agreement: float | None = None  # share of equal decisions between two repeats of a scenario
    usage: UsageSeen = UsageSeen()


def summarise(runs: Sequence[Judged]) -> tuple[ArmRow, ...]:
    """Return a row for each arm, in the order in which the arms come."""
    arms = dict.fromkeys(run.arm for run in runs)
    return tuple(_row(arm, [run for run in runs if run.arm == arm]) for arm in arms)


def _row(arm: str, runs: Sequence[Judged]) -> ArmRow:
    ran = [run for run in runs if run.status == "ran"]
    passed = sum(run.passed is True for run in ran)
    scores = {scorer.name: [run.scores[scorer.name].value for run in ran] for scorer in SCORERS}
    by_scenario: dict[str, list[Judged]] = {}
    for run in ran:
        by_scenario.setdefault(run.scenario, []).append(run)
    return ArmRow(
        arm=arm,
        ran=len(ran),
        errors=sum(run.status == "error" for run in runs),
        not_run=sum(run.status == "not run" for run in runs),
        passed=passed,
        interval=wilson(passed, len(ran)),
        overall=_mean(run.overall for run in ran),
        document=_mean(run.document for run in ran),
        means={name: _mean(values) for name, values in scores.items()},
        repeats=tuple(_repeats(list(by_scenario.values()))),
        agreement=_mean(_agreement(one) for one in by_scenario.values()),
        usage=_total(run.usage for run in ran),
    )


def _repeats(groups: Sequence[Sequence[Judged]]) -> Iterable[Repeats]:
    most = max(map(len, groups), default=0)
    for k in range(1, most + 1) if most > 1 else ():
        counts = [(len(one), sum(run.passed is True for run in one)) for one in groups if len(one) >= k]
        yield Repeats(
            k=k,
            any_passes=sum(pass_at(k, *one) for one in counts) / len(counts),
            all_pass=sum(pass_all(k, *one) for one in counts) / len(counts),
        )


def _agreement(runs: Sequence[Judged]) -> float | None:
    """Return the mean overlap of the decisions of two repeats: what both decide, of what either does."""
    pairs = [({*one.decided}, {*other.decided}) for one, other in combinations(runs, 2)]
    return _mean(len(one & other) / len(one | other) for one, other in pairs)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _total(usages: Iterable[UsageSeen]) -> UsageSeen:
    all_of = list(usages)
    return UsageSeen(**{name: sum(getattr(one, name) for one in all_of) for name in UsageSeen.model_fields})
