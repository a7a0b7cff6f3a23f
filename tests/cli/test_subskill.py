"""`subskill`: one deeper question, asked alone."""

import json
from pathlib import Path

import pytest
import yaml

from agent.cli import subskill
from tests.subskills.fakes import FACT, FAKE
from tools.steps import consult, run
from tools.subskills import SUBSKILLS

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/facts.yaml"))
ASKED = FACT.format("shop_db")


@pytest.fixture(autouse=True)
def with_the_fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subskill, "SUBSKILLS", (FAKE,))


def test_without_a_name_they_are_listed_with_what_each_answers(run) -> None:
    assert run("subskill") == (
        0,
        "apology-adviser: Whether an apology would do\n"
        "  May a value be taken twice if it can be made good?\n",
        "",
    )
    (listed,) = json.loads(run("subskill", "--json")[1])
    assert listed == {"name": FAKE.name, "title": FAKE.title, "step": 6, "asks": FAKE.asks}


def test_it_prints_its_answer_its_rule_its_arithmetic_its_witness_and_where_it_turns(run, facts_file) -> None:
    code, out, err = run("subskill", "apology-adviser", facts_file)
    assert (code, err) == (0, "")
    assert "shop_db: shop_db keeps its values unique: no value twice, by a reservation row" in out
    assert "(S6.U1)" in out
    assert f"would be detected afterwards and compensated if {ASKED} = true" in out
    assert "copies that answer: W + R > N: 2 + 2 > 3: 2 of 3" in out
    assert "  1. one place takes the value" in out


def test_it_asks_its_own_questions_and_no_others(run, facts_file: Path) -> None:
    data = json.loads(run("subskill", "apology-adviser", facts_file, "--json")[1])
    assert [question["fact"] for question in data["questions"]] == [ASKED]
    assert len(json.loads(run("questions", facts_file, "--json", "--limit", 99)[1])) > 1
    assert [decision["topic"] for decision in data["decisions"]] == ["unique"]
    assert data["advice"][0]["subject"] == "shop_db"
    assert data["needs"] == []


def test_an_answer_on_the_command_line_settles_its_question(run, facts_file: Path) -> None:
    out = run("subskill", "apology-adviser", facts_file, "--json", "--set", f"{ASKED}=true")[1]
    data = json.loads(out)
    assert data["questions"] == []
    assert data["decisions"][0]["choice"] == "detect_and_compensate"


def test_where_it_has_nothing_to_say_it_names_what_it_needs_to_know(run, facts_file: Path) -> None:
    facts = yaml.safe_load(facts_file.read_text())
    facts_file.write_text(yaml.safe_dump({**facts, "paths": [], "reads": []}))
    code, out, _ = run("subskill", "apology-adviser", facts_file)
    assert code == 3
    assert "Nothing to say" in out
    needs = json.loads(run("subskill", "apology-adviser", facts_file, "--json")[1])["needs"]
    assert needs
    assert all(f"  - {meaning}" in out for meaning in needs)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("apology-advisor", "facts.yaml"), "no subskill is called 'apology-advisor'; the nearest is 'apolo"),
        (("apology-adviser",), "apology-adviser needs a PATH with facts"),
    ],
)
def test_a_call_that_cannot_be_says_what_to_do(run, arguments: tuple[str, ...], problem: str) -> None:
    code, out, err = run("subskill", *arguments)
    assert (code, out) == (2, "")
    assert problem in err


@pytest.mark.parametrize("example", EXAMPLES)
def test_asked_alone_each_says_what_it_says_in_the_whole_design(example: str) -> None:
    facts = subskill.arguments.load([str(ROOT / "examples" / example)]).facts
    whole = run(facts)
    for one in SUBSKILLS:
        alone = consult(facts, one)
        assert [piece for piece in whole.advice if piece.subskill == one.name] == list(alone.advice)
        assert one.decisions(whole) == one.decisions(alone)
