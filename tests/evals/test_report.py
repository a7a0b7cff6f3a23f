"""The same runs give the same bytes, a brief is only text, and a third outcome stays a third outcome."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
import yaml

from agent.cli import exit_codes, main
from evals.judge import Judged, baselines, judge, overall
from evals.report import Evaluation, reports, table
from evals.results import Job, Result
from evals.runner import run_one
from evals.scenario import Scenario, load
from evals.scorers import SCORERS, Score
from evals.summary import summarise

FOLDER = Path(__file__).parent / "scenarios"
EASY = {"paths": 1.0, "composition": 1.0}


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("corner_shop", FOLDER)


@pytest.fixture(scope="module")
def result() -> Result:
    return run_one(Job(FOLDER, "corner_shop", "offline", 1, ""))


@pytest.fixture(scope="module")
def evaluation(scenario: Scenario, result: Result) -> Evaluation:
    other = {"arm": "replay", "outcome": None}
    results = (
        result,
        result.model_copy(update={**other, "status": "error", "message": "<b>broke</b> \x07"}),
        result.model_copy(update={**other, "arm": "live", "status": "not run", "message": "no key"}),
    )
    return Evaluation(
        runs=tuple(judge(one, scenario, EASY) for one in results),
        baselines=baselines(scenario, EASY),
        scenarios=(scenario,),
    )


def test_an_error_and_a_run_that_was_not_made_neither_pass_nor_fail(evaluation: Evaluation) -> None:
    rows = [(row.arm, row.ran, row.passed, row.errors, row.not_run) for row in evaluation.arms]
    assert rows == [("offline", 1, 1, 0, 0), ("replay", 0, 0, 1, 0), ("live", 0, 0, 0, 1)]
    suites = {one.get("name"): one for one in fromstring(reports(evaluation)["junit.xml"])}
    counts = {
        name: [one.get(kind) for kind in ("failures", "errors", "skipped")] for name, one in suites.items()
    }
    assert counts == {"offline": ["0", "0", "0"], "replay": ["0", "1", "0"], "live": ["0", "0", "1"]}


def test_a_run_below_a_bar_is_a_failure_with_its_scores(scenario: Scenario, result: Result) -> None:
    run = judge(result, scenario, {"fact_recall": 1.0})
    assert run.passed is False
    (case,) = fromstring(reports(Evaluation((run,), (), (scenario,)))["junit.xml"]).iter("failure")
    assert "fact_recall" in (case.get("message") or "")


def test_a_scorer_that_a_run_is_silent_about_is_not_passed_and_counts_as_nothing(scenario: Scenario) -> None:
    (empty, *_) = baselines(scenario, {"groundedness": 0.0})
    assert empty.scores["groundedness"].silent
    assert empty.passed is False
    values = [one.value or 0 for one in empty.scores.values() if one.silent or one.value is not None]
    assert empty.overall == pytest.approx(sum(values) / len(values))


def test_the_page_shows_markup_as_text_and_needs_nothing_else(evaluation: Evaluation) -> None:
    page = reports(evaluation)["results.html"]
    assert "&lt;b&gt;broke" in page
    assert "<b>broke" not in page
    assert not any(word in page for word in ("<script", "<link", "http://", "https://"))


def test_every_scorer_stands_in_the_json_with_what_was_expected_and_what_came(evaluation: Evaluation) -> None:
    (run, *_) = json.loads(reports(evaluation)["results.json"])["runs"]
    (line,) = run["scores"]["systems_of_record"]["lines"]
    assert line == {"expected": "purchase: main_db", "got": "main_db", "credit": 1.0}


def test_the_table_has_a_column_for_each_arm_and_each_degenerate_document(evaluation: Evaluation) -> None:
    head = table(evaluation).splitlines()[2]
    assert head == "|  | offline | replay | live | empty | template | kafka everywhere | every finding |"


def test_arms_are_compared_over_the_scenarios_that_all_of_them_ran(
    scenario: Scenario, result: Result
) -> None:
    other = replace(scenario, name="other_shop")
    runs = [
        judge(result.model_copy(update={"scenario": name, "arm": arm}), scenario, EASY)
        for name, arm in (("corner_shop", "offline"), ("corner_shop", "bare"), ("other_shop", "offline"))
    ]
    evaluation = Evaluation(tuple(runs), (), (scenario, other))
    assert [row.ran for row in evaluation.arms] == [2, 1]
    assert [row.ran for row in evaluation.shared.arms] == [1, 1]
    assert "## Scenarios that every arm ran: 1" in table(evaluation)
    assert "every arm ran" not in table(evaluation.shared)


def test_a_document_alone_is_not_held_to_what_only_our_session_has(
    scenario: Scenario, result: Result
) -> None:
    run = judge(result, scenario, EASY)
    alone = [run.scores[scorer.name] for scorer in SCORERS if scorer.any_document]
    assert run.document == overall(alone)
    assert {scorer.name for scorer in SCORERS if not scorer.any_document} == {
        "fact_recall", "fact_precision", "groundedness", "questions", "advice"
    }  # fmt: skip


def repeated(*passed: bool, decided: tuple[str, ...]) -> list[Judged]:
    """Repeats of one scenario, the first with two of the decisions, each further one with one more."""
    scores = {scorer.name: Score(value=None) for scorer in SCORERS}
    head: dict[str, Any] = {"scenario": "s", "arm": "live", "status": "ran", "scores": scores}
    return [
        Judged(repeat=number, passed=one, decided=decided[: number + 1], **head)
        for number, one in enumerate(passed, 1)
    ]


def test_repeats_give_pass_at_k_pass_all_k_and_how_far_the_decisions_agree() -> None:
    (row,) = summarise(repeated(True, False, False, decided=("a", "b", "c")))
    assert [(one.k, one.any_passes, one.all_pass) for one in row.repeats] == [
        (1, pytest.approx(1 / 3), pytest.approx(1 / 3)),
        (2, pytest.approx(2 / 3), 0),
        (3, 1, 0),
    ]
    assert row.agreement == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)


def test_a_scenario_with_fewer_repeats_says_nothing_of_more_tries() -> None:
    once = repeated(False, decided=("a",))[0].model_copy(update={"scenario": "once"})
    (row,) = summarise([*repeated(True, True, decided=("a", "b", "c")), once])
    assert [(one.k, one.all_pass) for one in row.repeats] == [(1, 0.5), (2, 1)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "scenarios")
    return tmp_path / "scenarios"


def evaluate(folder: Path, *more: str, out: str = "out") -> int:
    return main(["eval", "--scenarios", str(folder), "-o", str(folder.parent / out), *more])


def limits(folder: Path, **minimum: float) -> str:
    path = folder.parent / "limits.yaml"
    path.write_text(yaml.safe_dump({"passes": EASY, "minimum": {"offline": minimum}}))
    return str(path)


def test_two_runs_write_the_same_bytes_and_no_path(folder: Path) -> None:
    limit = limits(folder)
    for out in ("one", "two"):
        assert evaluate(folder, "--thresholds", limit, out=out) == exit_codes.OK
    names = sorted(path.name for path in (folder.parent / "one").iterdir() if path.is_file())
    assert names == ["junit.xml", "results.html", "results.json", "results.md"]
    for name in names:
        text = (folder.parent / "one" / name).read_text()
        assert text == (folder.parent / "two" / name).read_text()
        assert str(folder.parent) not in text


def test_a_regression_ends_with_exit_code_1_and_says_what_fell(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limit = limits(folder, composition=1.0, ran=1)
    assert evaluate(folder, "--thresholds", limit) == exit_codes.OK
    brief = folder / "corner_shop/brief.md"
    brief.write_text("Our orders are in PostgreSQL.")
    assert evaluate(folder, "--thresholds", limit) == exit_codes.FINDINGS
    assert "offline: composition is 0.000, expected at least 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("named", "run"),
    [
        ((), {"offline"}),
        (("--arm", "replay"), {"offline", "replay", "bare"}),
        (("--arm", "replay", "--arm", "told"), {"replay", "told"}),
    ],
    ids=["none", "replay", "two"],
)
def test_recorded_answers_alone_are_shown_beside_what_they_are_compared_with(
    folder: Path, named: tuple[str, ...], run: set[str]
) -> None:
    evaluate(folder, *named, "--thresholds", limits(folder))
    results = json.loads((folder.parent / "out/results.json").read_text())
    assert {one["arm"] for one in results["runs"]} == run


def test_an_arm_that_could_run_nothing_is_below_its_minimum(folder: Path) -> None:
    assert evaluate(folder, "--thresholds", limits(folder, ran=2)) == exit_codes.FINDINGS


def test_a_score_that_no_scenario_gave_is_below_any_minimum(folder: Path) -> None:
    assert evaluate(folder, "--thresholds", limits(folder, advice=0.0)) == exit_codes.FINDINGS


def test_a_threshold_of_no_scorer_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(folder, "--thresholds", limits(folder, pahts=1.0)) == exit_codes.BAD_INPUT
    assert "no scorer 'pahts'; did you mean 'paths'?" in capsys.readouterr().err


def test_what_ran_is_not_run_again_unless_asked(folder: Path) -> None:
    limit = limits(folder)
    evaluate(folder, "--thresholds", limit)
    path = folder.parent / "out/runs/corner_shop.offline.1.json"
    stamped = path.stat().st_mtime_ns
    evaluate(folder, "--thresholds", limit)
    assert path.stat().st_mtime_ns == stamped
    evaluate(folder, "--thresholds", limit, "--fresh")
    assert path.stat().st_mtime_ns > stamped


def test_validating_names_the_broken_scenario(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(folder, "--validate") == exit_codes.OK
    (folder / "corner_shop/expect.yaml").write_text("title: only")
    assert evaluate(folder, "--validate") == exit_codes.FINDINGS
    assert "corner_shop/expect.yaml: industry: Field required" in capsys.readouterr().err
