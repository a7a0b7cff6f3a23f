"""`verify`: what it searches, what it prints, and with which exit code."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent.cli import exit_codes
from agent.cli.verify import exit_code
from tests.cli.conftest import ROOT
from tests.report.runs import BROKEN, HOLDS, NOT_MODELLED
from tools.checker.expression import var
from tools.checker.flows.dual_write import DualWrite
from tools.checker.ladder import Limits
from tools.checker.model import Model, Scope
from tools.checker.subjects import Subject
from tools.domain.verdict import Explored

EXHAUSTED = replace(HOLDS, status="exhausted")
AGAINST = replace(BROKEN, about="recommended")

Verify = Callable[..., tuple[Explored, ...]]


def counter() -> Model:
    model = Model("counter")
    model.number("x")
    model.action("add", "writer 1", "source", "adds", when=[var("x") < 1], do={"x": var("x") + 1})
    return model


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Sequence[Subject], bool, Limits]]:
    """Let today's paths break and the others hold, and record what was asked."""
    asked = []

    def verify(subjects: Sequence[Subject], deep: bool, limits: Limits) -> tuple[Explored, ...]:
        asked.append((subjects, deep, limits))
        seen = {"current": BROKEN, "recommended": HOLDS}
        return tuple(replace(seen[subject.about], path=subject.id) for subject in subjects)

    monkeypatch.setattr("agent.cli.verify.verify", verify)
    monkeypatch.setattr(Subject, "models", lambda *_: iter([(DualWrite(), Scope(2, 1), counter())]))
    return asked


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        ((), exit_codes.OK),
        ((HOLDS,), exit_codes.OK),
        ((HOLDS, NOT_MODELLED), exit_codes.OK),
        ((NOT_MODELLED,), exit_codes.NO_VERDICT),
        ((HOLDS, BROKEN), exit_codes.FINDINGS),
        ((BROKEN, NOT_MODELLED), exit_codes.FINDINGS),
        ((HOLDS, EXHAUSTED), exit_codes.NO_VERDICT),
        ((BROKEN, EXHAUSTED), exit_codes.NO_VERDICT),
        ((BROKEN, EXHAUSTED, AGAINST), exit_codes.DESIGN_BREAKS),
    ],
)
def test_the_exit_code_is_that_of_the_worst_verdict(seen: tuple[Explored, ...], code: int) -> None:
    assert exit_code(seen) == code


def test_each_path_has_a_line_and_each_counterexample_is_told(run, facts_file: Path, searched) -> None:
    code, out, _ = run("verify", facts_file)
    verdicts, *runs = out.split("\n\n")
    assert code == exit_codes.FINDINGS
    ((subjects, *_),) = searched
    assert len(verdicts.splitlines()) == len(subjects)
    assert "holds  recommended  product." in verdicts
    assert "no violation in 4,321 states for up to 2 writers and 1 fault (log copy)" in verdicts
    assert len(runs) == 1
    assert "  2. Fault: storefront crashes before it writes v1 to search.\n" in runs[0]
    assert (
        "  → shop_db has v1, search has nothing; it must hold that convergence\n  Repair: let search follow"
        in runs[0]
    )


def test_the_verdicts_as_json_have_the_fields_of_the_document(run, facts_file: Path, searched) -> None:
    run("design", facts_file)
    schema = json.loads(run("schema", "document")[1])["$defs"]["VerdictEntry"]
    entries = json.loads(run("verify", facts_file, "--json")[1])["verdicts"]
    assert len(entries) == len(searched[0][0])
    assert all(entry.keys() == schema["properties"].keys() for entry in entries)


def test_one_path_can_be_asked_for(run, facts_file: Path, searched) -> None:
    entries = json.loads(run("verify", facts_file, "--json")[1])["verdicts"]
    last = entries[-1]["path"]
    code, out, _ = run("verify", facts_file, "--json", "--path", last)
    assert [entry["path"] for entry in json.loads(out)["verdicts"]] == [last]
    assert code == exit_codes.OK


def test_a_path_that_does_not_exist_is_refused_with_the_nearest_name(run, facts_file: Path, searched) -> None:
    known = json.loads(run("verify", facts_file, "--json")[1])["verdicts"][0]["path"]
    code, _, err = run("verify", facts_file, "--path", known + "x")
    assert code == exit_codes.BAD_INPUT
    assert f"nothing to search is called '{known}x'; the nearest is '{known}'" in err


def test_the_limits_are_handed_on(run, facts_file: Path, searched) -> None:
    run("verify", facts_file, "--deep", "--states", 7, "--seconds", 60)
    ((_, deep, limits),) = searched
    assert deep
    assert limits.states == 7
    assert not limits.timer()()


def test_the_time_of_a_path_runs_out(run, facts_file: Path, searched) -> None:
    run("verify", facts_file, "--seconds", 1e-9)
    ((_, _, limits),) = searched
    assert limits.timer()()


@pytest.mark.parametrize("option", [("--seconds", 0), ("--states", 0), ("--export", "alloy", "x")])
def test_a_limit_or_language_that_makes_no_sense_is_refused(run, facts_file: Path, option) -> None:
    assert run("verify", facts_file, *option)[0] == exit_codes.BAD_INPUT


@pytest.mark.parametrize(
    ("language", "name"), [("tla", "counter.tla"), ("quint", "counter.qnt"), ("promela", "counter.pml")]
)
def test_models_are_written_with_how_to_run_them(
    run, facts_file: Path, searched, language: str, name: str
) -> None:
    first = json.loads(run("verify", facts_file, "--json")[1])["verdicts"][0]["path"]
    _, _, err = run("verify", facts_file, "--path", first, "--export", language, "models")
    folder = Path("models") / first.replace("/", ".") / "1-counter-writers-2-faults-1"
    assert "Written: 1 model below models" in err
    assert {name, "README.md"} <= {path.name for path in folder.iterdir()}


def test_a_model_that_was_edited_is_not_overwritten(run, facts_file: Path, searched) -> None:
    arguments = ("verify", facts_file, "--export", "promela", "models")
    run(*arguments)
    assert run(*arguments)[0] == exit_codes.FINDINGS
    model = next(Path("models").rglob("*.pml"))
    model.write_text(model.read_text() + "int mine;\n")
    code, _, err = run(*arguments)
    assert code == exit_codes.CANNOT_WRITE
    assert "edited by hand" in err
    assert "mine" in model.read_text()
    assert run(*arguments, "--force")[0] == exit_codes.FINDINGS
    assert "mine" not in model.read_text()


def test_models_are_not_written_into_a_file(run, facts_file: Path, searched) -> None:
    Path("taken").write_text("mine")
    assert run("verify", facts_file, "--export", "tla", "taken")[0] == exit_codes.BAD_INPUT
    assert not searched


def test_laws_that_say_otherwise_are_told(
    run, facts_file: Path, searched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def compared(seen: Sequence[Explored], *_: object) -> tuple[Explored, ...]:
        return tuple(replace(one, disagrees="law G1 finds nothing wrong") for one in seen)

    monkeypatch.setattr("agent.cli.verify.compared", compared)
    assert "  The laws say otherwise: law G1 finds nothing wrong\n" in run("verify", facts_file)[1]


def test_an_operation_and_a_constraint_can_be_asked_for(run) -> None:
    arguments = (
        "verify",
        ROOT / "examples/payments",
        "--path",
        "balance_not_negative",
        "--export",
        "quint",
        "m",
    )
    code, out, _ = run(*arguments, "--path", "transfer_money", "--json")
    verdicts = json.loads(out)["verdicts"]
    assert [(one["path"], one["about"], one["status"]) for one in verdicts] == [
        ("transfer_money", "current", "violated"),
        ("balance_not_negative", "recommended", "holds"),
    ]
    assert code == exit_codes.FINDINGS
    assert {path.name for path in Path("m").iterdir()} == {"balance_not_negative", "transfer_money"}


def test_the_payments_example_breaks_today_and_holds_as_recommended(run) -> None:
    code, out, _ = run("verify", ROOT / "examples/payments", "--json", "--export", "promela", "models")
    verdicts = json.loads(out)["verdicts"]
    assert code == exit_codes.FINDINGS
    assert {one["status"] for one in verdicts if one["about"] == "recommended"} == {"holds"}
    broken = [one for one in verdicts if one["status"] == "violated"]
    assert broken
    assert all(one["trace"] and one["contradiction"] and one["repair"] for one in broken)
    searched = {one["path"].replace("/", ".") for one in verdicts if one["status"] != "not_modelled"}
    assert {path.name for path in Path("models").iterdir()} == searched


def test_a_limit_that_is_too_small_gives_no_verdict(run) -> None:
    code, out, _ = run(
        "verify", ROOT / "examples/payments", "--path", "transfer_money.ledger.ledger", "--states", 5
    )
    assert code == exit_codes.NO_VERDICT
    assert out.startswith("exhausted  recommended  transfer_money.ledger.ledger: budget exhausted after")
