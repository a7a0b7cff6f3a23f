"""Every rule reports what its cases report, and allows what they allow."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rules.builders import design
from tools.domain.verdict import Finding
from tools.rules import RULES, Rule
from tools.rules.review import findings

CASES = {
    path.stem: yaml.safe_load(path.read_text()) for path in (Path(__file__).parent / "cases").glob("*.yaml")
}
BY_NAME = {rule.name: rule for rule in RULES}
EXPECTED = {"name", "subject", "says", "severity"}


def each(kind: str) -> list[Any]:
    return [
        pytest.param(BY_NAME[name], case, id=f"{BY_NAME[name].id} {kind} {case['name']}")
        for name in sorted(CASES, key=lambda name: BY_NAME[name].id)
        for case in CASES[name][kind]
    ]


def found(rule: Rule, case: dict[str, Any]) -> list[Finding]:
    of = design(**{key: value for key, value in case.items() if key not in EXPECTED})
    return [finding for side in (of.current, of.recommended) for finding in findings(rule, of, side)]


@pytest.mark.parametrize(("rule", "case"), each("reports"))
def test_reports(rule: Rule, case: dict[str, Any]) -> None:
    [finding] = found(rule, case)

    assert finding.rule == rule.id
    assert finding.subject == case["subject"]
    assert finding.severity == case.get("severity", rule.severity)
    text = " ".join((finding.message, *finding.evidence))
    assert not [words for words in case["says"] if words not in text], text


@pytest.mark.parametrize(("rule", "case"), each("allows"))
def test_allows(rule: Rule, case: dict[str, Any]) -> None:
    assert found(rule, case) == []


def test_every_rule_has_at_least_two_cases_of_both_kinds() -> None:
    enough = {name for name, of in CASES.items() if len(of["reports"]) >= 2 and len(of["allows"]) >= 2}

    assert enough == set(BY_NAME)


def test_every_case_has_a_name_of_its_own() -> None:
    for name, of in CASES.items():
        names = [case["name"] for case in (*of["reports"], *of["allows"])]
        assert len(set(names)) == len(names), name
