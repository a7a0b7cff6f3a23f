"""`facts`, `questions`, `check`, `schema`, `lint`, `explain`: what they print, and with which exit code."""

import json
from pathlib import Path

import pytest

from tools.domain.facts import Facts
from tools.subskills import SUBSKILLS, Subskill

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.parent.name for path in ROOT.glob("examples/*/facts.yaml"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_printed_facts_are_read_back_as_the_same_facts(run, example: str) -> None:
    _, first, _ = run("facts", ROOT / "examples" / example / "facts.yaml", "--json")
    _, text, _ = run("facts", ROOT / "examples" / example / "facts.yaml")
    Path("again.yaml").write_text(text)
    _, second, _ = run("facts", "again.yaml", "--json")
    a, b = json.loads(first), json.loads(second)
    assert a.pop("evidence").keys() == b.pop("evidence").keys()
    assert a == b


def test_printed_facts_name_the_place_of_each_value(run, facts_file: Path) -> None:
    _, out, _ = run("facts", facts_file)
    assert "technology: postgresql  # facts.yaml:4" in out


def test_facts_as_json_are_a_facts_file_with_evidence(run, facts_file: Path) -> None:
    _, out, _ = run("facts", facts_file, "--json")
    facts = Facts.model_validate_json(out)
    assert facts.evidence["system"].model_dump() == {"kind": "file", "file": "facts.yaml", "line": 2}


def test_questions_are_three_at_most_unless_more_are_wanted(run, facts_file: Path) -> None:
    _, out, err = run("questions", facts_file, "--json")
    asked = json.loads(out)
    assert len(asked) == 3
    assert err == ""
    assert all(one["options"][0]["recommended"] for one in asked)
    assert len(json.loads(run("questions", facts_file, "--json", "--limit", 9)[1])) > 3


def test_questions_as_text_number_the_options(run, facts_file: Path) -> None:
    _, out, _ = run("questions", facts_file)
    assert "  1. " in out
    assert " (recommended)" in out


def test_an_answered_question_is_not_asked(run, facts_file: Path) -> None:
    fact = json.loads(run("questions", facts_file, "--json")[1])[0]
    value = json.dumps(fact["options"][0]["value"])
    left = json.loads(
        run("questions", facts_file, "--json", "--limit", 99, "--set", f"{fact['fact']}={value}")[1]
    )
    assert fact["fact"] not in [one["fact"] for one in left]


def test_check_reports_findings_and_what_is_missing(run, facts_file: Path) -> None:
    code, out, _ = run("check", facts_file, "--json")
    report = json.loads(out)
    assert code == 1
    assert report["findings"][0]["rule"] == "R01"
    assert "entities.product.deletes" in [one["fact"] for one in report["missing"]]
    assert {"undecided", "assumed", "gaps"} <= report.keys()


def test_check_has_a_threshold(run, facts_file: Path) -> None:
    facts_file.write_text(facts_file.read_text().replace("dual_write", "cdc, lag_objective_s: 60"))
    assert run("check", facts_file, "--fail-on", "critical")[0] == 0


def test_the_schema_is_that_of_the_facts_or_of_the_document(run) -> None:
    assert json.loads(run("schema")[1])["title"] == "Facts"
    assert "systems_of_record" in json.loads(run("schema", "document")[1])["properties"]


def test_lint_accepts_a_fresh_document_and_reports_a_changed_one(run, facts_file: Path) -> None:
    run("design", facts_file)
    names = ("integration-architecture.md", "--against", "integration-architecture.json")
    code, out, err = run("lint", *names)
    assert (code, out) == (0, ""), out
    assert "agrees with" in err
    document = Path("integration-architecture.md")
    text = document.read_text()
    document.write_text(text.replace("s3.capture.product.shop_db.search", "s3.capture.product.shop_db.cache"))
    code, out, _ = run("lint", *names)
    assert code == 1
    assert "s3.capture.product.shop_db.cache" in out


@pytest.mark.parametrize("text", ["not json", "[]", "{}", '{"decisions": []}'])
def test_lint_refuses_another_file(run, facts_file: Path, text: str) -> None:
    run("design", facts_file)
    Path("other.json").write_text(text)
    code, _, err = run("lint", "integration-architecture.md", "--against", "other.json")
    assert code == 2
    assert "integration-architecture.json" in err


@pytest.mark.parametrize(
    ("id_", "says"),
    [
        ("S3.capture", "The first rule that is true wins"),
        ("S3.capture", "Step 3, Choose the integration mechanism."),
        ("S3.L", "Because: "),
        ("S3.L", "Step 3, Choose the integration mechanism."),
        ("R01", "Remedy: "),
        ("G4", "Sources: "),
        ("C01", "Evidence: "),
        ("F01", "Seen by: "),
        ("poll_min_freshness_s", "engineering judgement"),
        ("postgresql", "Hazard "),
        ("Postgres", "postgresql: PostgreSQL"),
    ],
)
def test_explain_finds_everything_that_has_a_name(run, id_: str, says: str) -> None:
    code, out, _ = run("explain", id_)
    assert code == 0
    assert says in out


@pytest.mark.parametrize("one", SUBSKILLS, ids=lambda one: one.name)
def test_explain_says_who_asks_a_delegated_question(run, one: Subskill) -> None:
    assert f"delegates to `{one.name}`: {one.asks}" in run("explain", one.groups[0])[1]
    assert one.title in run("explain", one.name)[1]


def test_explain_tells_why_a_decision_was_taken_and_where_it_turns(run, facts_file: Path) -> None:
    run("design", facts_file)
    decisions = json.loads(Path("integration-architecture.json").read_text())["decisions"]
    decision = next(one for one in decisions if one["flips"] and one["alternatives"])
    code, out, _ = run("explain", decision["id"], "--design", "integration-architecture.json")
    assert code == 0
    assert out.startswith(f"{decision['id']}: {decision['choice']}\nStep {decision['step']}, ")
    assert f"\nRule: {decision['rule']} " in out
    assert "\nRests on: " in out
    assert "\nNot " in out
    assert f"\nWould be {decision['flips'][0]['choice']} if {decision['flips'][0]['fact']} " in out


def test_explain_knows_every_fact_that_is_asked_for(run, facts_file: Path) -> None:
    facts_file.write_text(facts_file.read_text().replace(", freshness_s: 5", ""))
    run("design", facts_file)
    asked = json.loads(Path("integration-architecture.json").read_text())["questions"]
    assert "reads.site_search.freshness_s" in {one["fact"] for one in asked}
    for one in asked:
        out = run("explain", one["fact"], "--design", "integration-architecture.json")[1]
        assert f"Bears on {one['decisions'][0]}: " in out
