"""Many runs: one that fails is a result, what is done is kept, and what changed is run again."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from agent.llm.settings import BASE_URL, KEY, TOKEN
from evals import arms
from evals.errors import EvalError
from evals.ledger import Ledger, Question
from evals.outcome import Outcome
from evals.results import Job, Result, identity_of, keep, kept
from evals.runner import jobs, run_all, run_one
from evals.scenario import Scenario, load

FOLDER = Path(__file__).parent / "scenarios"


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    shutil.copytree(FOLDER, tmp_path / "scenarios")
    return load("corner_shop", tmp_path / "scenarios")


def job(scenario: Scenario, arm: str = "offline", identity: str = "1") -> Job:
    return Job(scenario.folder.parent, scenario.name, arm, 1, identity)


def ran(wanted: Job) -> Result:
    return Result(scenario=wanted.scenario, arm=wanted.arm, repeat=1, identity=wanted.identity, status="ran")


def test_every_scenario_runs_in_every_arm_as_often_as_wanted(scenario: Scenario) -> None:
    wanted = jobs([scenario], ["offline", "replay"], 2)
    assert [(one.arm, one.repeat) for one in wanted] == [
        ("offline", 1), ("offline", 2), ("replay", 1), ("replay", 2)
    ]  # fmt: skip


def test_a_scenario_without_a_recording_is_not_run_and_neither_passes_nor_fails(scenario: Scenario) -> None:
    result = run_one(job(scenario, "replay"))
    assert (result.status, result.outcome) == ("not run", None)
    assert "corner_shop" in result.message


def test_one_broken_scenario_does_not_end_the_run(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def run(one: Scenario, arm: str, repeat: int) -> None:
        raise RuntimeError(f"{arm} broke")

    monkeypatch.setattr(arms, "run", run)
    found: list[Result] = []
    wanted = [job(scenario), job(scenario, "live")]
    run_all(wanted, 1, lambda _, result: found.append(result), tmp_path, print)
    assert [(one.status, one.message) for one in found] == [
        ("error", "RuntimeError: offline broke"),
        ("error", "RuntimeError: live broke"),
    ]


def together(found: dict[Job, Result], wanted: Sequence[Job], folder: Path, *, fresh: bool = False) -> None:
    run_all(wanted, 1, found.__setitem__, folder, print, fresh=fresh)


def test_a_batch_takes_all_runs_together_and_each_has_its_own_end(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    waves: list[list[str]] = []

    def run_together(
        scenarios: Mapping[str, Scenario], *_: object
    ) -> Iterator[tuple[str, Outcome | Exception]]:
        waves.append(list(scenarios))
        for name, one in scenarios.items():
            yield name, Outcome() if one.name == "corner_shop" else ValueError("no")

    shutil.copytree(scenario.folder, scenario.folder.parent / "other_shop")
    monkeypatch.setattr(arms, "run_together", run_together)
    both = [scenario, load("other_shop", scenario.folder.parent)]
    found: dict[Job, Result] = {}
    together(found, jobs(both, ["batch"], 2), tmp_path)
    assert waves == [
        ["corner_shop.batch.1", "corner_shop.batch.2", "other_shop.batch.1", "other_shop.batch.2"]
    ]
    assert [(one.repeat, one.status, one.message) for one in found.values()] == [
        (1, "ran", ""), (2, "ran", ""), (1, "error", "ValueError: no"), (2, "error", "ValueError: no")
    ]  # fmt: skip


def test_what_a_batch_asked_is_kept_until_the_run_is_or_a_fresh_one_is_wanted(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name, question = "corner_shop.batch.1", Question("corner_shop.batch.1", {"model": "m"})
    seen: list[int] = []

    def run_together(_: object, ledger: Ledger, tell: object) -> Iterator[tuple[str, Outcome | Exception]]:
        seen.append(len(ledger.answers(name)))
        ledger.sending([question], None) if not seen[-1] else None
        ledger.sent("batch_1")
        ledger.answered({question.id: {"text": "yes"}})
        yield name, ValueError("no") if len(seen) < 3 else Outcome()

    monkeypatch.setattr(arms, "run_together", run_together)
    wanted = [job(scenario, "batch")]
    for fresh in (False, False, True, False):
        together({}, wanted, tmp_path, fresh=fresh)
    assert seen == [0, 1, 0, 0]


def test_a_ledger_that_is_no_database_is_an_error_that_says_what_to_do(
    scenario: Scenario, tmp_path: Path
) -> None:
    (tmp_path / "batches.db").write_text("no database, and long enough to be looked at as if it were one")
    with pytest.raises(EvalError, match=r"batches\.db cannot be used: .*; remove it"):
        together({}, [job(scenario, "batch")], tmp_path)


def test_without_a_model_a_batch_is_not_run(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (KEY, TOKEN, BASE_URL):
        monkeypatch.delenv(name, raising=False)
    found: list[Result] = []
    wanted = [job(scenario, "batch"), job(scenario, "live")]
    run_all(wanted, 1, lambda _, result: found.append(result), tmp_path, print)
    assert [one.status for one in found] == ["not run", "not run"]
    assert all(KEY in one.message for one in found)


def test_processes_at_the_same_time_give_what_one_after_the_other_gives(
    scenario: Scenario, tmp_path: Path
) -> None:
    wanted = [job(scenario, identity=str(number)) for number in range(2)]
    found: dict[Job, Result] = {}
    run_all(wanted, 2, found.__setitem__, tmp_path, print)
    assert [found[one].outcome for one in wanted] == [run_one(one).outcome for one in wanted]


def test_a_run_is_kept_until_something_that_went_into_it_changes(scenario: Scenario, tmp_path: Path) -> None:
    keep(ran(job(scenario)), tmp_path)
    assert kept(job(scenario), tmp_path) == ran(job(scenario))
    assert kept(job(scenario, identity="2"), tmp_path) is None
    assert kept(job(scenario, "replay"), tmp_path) is None


def test_an_error_is_tried_again(scenario: Scenario, tmp_path: Path) -> None:
    keep(ran(job(scenario)).model_copy(update={"status": "error"}), tmp_path)
    assert kept(job(scenario), tmp_path) is None


def test_a_result_that_cannot_be_read_is_made_again(scenario: Scenario, tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs/corner_shop.offline.1.json").write_text("{half")
    assert kept(job(scenario), tmp_path) is None


@pytest.mark.parametrize("file", ["brief.md", "expect.yaml", "user.yaml", "product.cassette.yaml"])
def test_the_identity_of_a_run_changes_with_every_file_and_with_the_program(
    scenario: Scenario, file: str
) -> None:
    before = identity_of(scenario, "program 1")
    assert identity_of(scenario, "program 2") != before
    path = scenario.folder / file
    path.write_text((path.read_text() if path.exists() else "") + "\n")
    assert identity_of(scenario, "program 1") != before
