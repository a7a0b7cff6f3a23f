"""Documents made without thinking score badly, though each shines on some scorer taken alone."""

import pytest

from evals import thresholds
from evals.baselines import BASELINES
from evals.judge import baselines, judge
from evals.runner import jobs, run_one
from evals.scenario import load_all
from evals.summary import ArmRow, summarise

SHINES_ON = {
    "empty": "finding_precision",
    "template": "composition",
    "kafka everywhere": "composition",
    "every finding": "finding_recall",
}


@pytest.fixture(scope="module")
def limits() -> thresholds.Thresholds:
    return thresholds.load(thresholds.FILE)


@pytest.fixture(scope="module")
def rows(limits: thresholds.Thresholds) -> dict[str, ArmRow]:
    """Run the offline arm over every scenario of the project, and the degenerate documents beside it."""
    scenarios = load_all()
    results = map(run_one, jobs(scenarios, ["offline"], 1))
    judged = [judge(one, scenario, limits.passes) for one, scenario in zip(results, scenarios, strict=True)]
    judged += [one for scenario in scenarios for one in baselines(scenario, limits.passes)]
    return {row.arm: row for row in summarise(judged)}


def test_no_scenario_ends_in_an_error(rows: dict[str, ArmRow]) -> None:
    assert rows["offline"].errors == 0


def test_the_offline_arm_is_not_below_its_thresholds(
    rows: dict[str, ArmRow], limits: thresholds.Thresholds
) -> None:
    assert list(limits.below((rows["offline"],))) == []


@pytest.mark.parametrize("name", [one.name for one in BASELINES])
def test_a_degenerate_document_is_well_below_the_product_and_passes_nothing(
    rows: dict[str, ArmRow], name: str
) -> None:
    assert (rows[name].overall or 0) < (rows["offline"].overall or 0) - 0.1
    assert rows[name].passed == 0


@pytest.mark.parametrize(("name", "scorer"), SHINES_ON.items())
def test_on_one_scorer_alone_each_of_them_looks_better_than_the_product(
    rows: dict[str, ArmRow], name: str, scorer: str
) -> None:
    assert (rows[name].means[scorer] or 0) > (rows["offline"].means[scorer] or 0)


def test_every_scorer_sees_something_in_the_project_s_scenarios(rows: dict[str, ArmRow]) -> None:
    unseen = [name for name, mean in rows["offline"].means.items() if mean is None]
    assert unseen == []
