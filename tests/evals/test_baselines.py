"""Documents made without thinking score badly, though each shines on some scorer taken alone."""

import pytest

from evals import thresholds
from evals.baselines import BASELINES
from evals.judge import baselines, judge
from evals.report import Evaluation
from evals.runner import jobs, run_one
from evals.scenario import load_all
from evals.summary import ArmRow

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
def evaluation(limits: thresholds.Thresholds) -> Evaluation:
    """Run what needs no model over the scenarios of the project, and the degenerate documents beside it.

    The large ones are left to `make check`, which runs every arm and holds it against its minimum.
    """
    scenarios = tuple(one for one in load_all() if "large" not in one.expected.kinds)
    by_name = {one.name: one for one in scenarios}
    results = map(run_one, jobs(scenarios, ["offline", "told"], 1))
    return Evaluation(
        tuple(judge(one, by_name[one.scenario], limits.passes) for one in results),
        tuple(one for scenario in scenarios for one in baselines(scenario, limits.passes)),
        scenarios,
    )


def by_arm(evaluation: Evaluation) -> dict[str, ArmRow]:
    return {row.arm: row for row in (*evaluation.arms, *evaluation.degenerate)}


def test_no_scenario_ends_in_an_error(evaluation: Evaluation) -> None:
    assert [run.message for run in evaluation.runs if run.status == "error"] == []


@pytest.mark.parametrize("name", [one.name for one in BASELINES])
def test_a_degenerate_document_is_well_below_the_product_and_passes_nothing(
    evaluation: Evaluation, name: str
) -> None:
    rows = by_arm(evaluation)
    assert (rows[name].overall or 0) < (rows["offline"].overall or 0) - 0.1
    assert rows[name].passed == 0


@pytest.mark.parametrize("name", [one.name for one in BASELINES])
def test_where_the_brief_is_prose_it_is_far_below_what_the_rules_make_of_the_same_facts(
    evaluation: Evaluation, name: str
) -> None:
    rows = by_arm(evaluation.shared)
    assert rows["told"].ran > 20
    assert (rows[name].document or 0) < (rows["told"].document or 0) - 0.4


@pytest.mark.parametrize(("name", "scorer"), SHINES_ON.items())
def test_on_one_scorer_alone_each_of_them_looks_better_than_the_product(
    evaluation: Evaluation, name: str, scorer: str
) -> None:
    rows = by_arm(evaluation.shared)  # where the brief is prose
    assert (rows[name].means[scorer] or 0) > (rows["offline"].means[scorer] or 0)


def test_every_scorer_sees_something_in_the_project_s_scenarios(evaluation: Evaluation) -> None:
    unseen = [name for name, mean in by_arm(evaluation)["offline"].means.items() if mean is None]
    assert unseen == []
