from pathlib import Path

import pytest
import yaml

import tools.rules
from tests.rules.builders import design
from tools.domain.design import Design
from tools.domain.evidence import FileLine
from tools.domain.facts import Facts
from tools.knowledge.sources import sources
from tools.rules import RULES, Rule, review
from tools.rules.catalogue import render_catalogue

FOLDER = Path(tools.rules.__file__).parent
NOT_RULES = {"__init__", "catalogue", "lookup", "review", "rule"}

each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


def test_the_registry_holds_every_rule_file_once() -> None:
    files = {path.stem for path in FOLDER.glob("*.py")} - NOT_RULES

    assert sorted(rule.name for rule in RULES) == sorted(files)


def test_ids_count_up_without_a_gap() -> None:
    assert [rule.id for rule in RULES] == [f"R{number:02d}" for number in range(1, len(RULES) + 1)]


@each_rule
def test_a_rule_says_what_is_wrong_why_and_what_to_do(rule: Rule) -> None:
    for text in (rule.problem, rule.rationale, rule.remedy):
        assert text[0].isupper()
        assert text.endswith(".")


@each_rule
def test_a_rule_cites_sources_that_exist(rule: Rule) -> None:
    assert rule.sources
    assert set(rule.sources) <= set(sources())


@each_rule
def test_a_path_of_which_nothing_is_known_breaks_a_rule_only_by_silence(rule: Rule) -> None:
    silent = design(paths=[{"id": "sync", "source": "shop_db", "target": "search", "entities": ["product"]}])
    by_silence = {"nobody_owns_the_path", "unclassified_path"}

    assert bool(list(rule.violations(silent, silent.current))) is (rule.name in by_silence)


@each_rule
def test_a_healthy_system_breaks_no_rule(rule: Rule) -> None:
    healthy = design(**yaml.safe_load((Path(__file__).parent / "healthy.yaml").read_text()))

    for side in (healthy.current, healthy.recommended):
        assert list(rule.violations(healthy, side)) == []


@each_rule
def test_a_parked_path_breaks_no_rule(rule: Rule) -> None:
    faults = {"effect": "SET", "delete": "NOD", "dedup": "NOD", "bootstrap_overlap": False, "filtered": True}
    path = {"entity": "product", "source": "shop_db", "target": "search", "capture": "dual_write"}
    of = design(
        entities=[{"id": "product", "deletes": "hard", "pii": True, "has_primary_key": False}],
        recommended=[{**path, "status": "parked", "hops": ["AMO NONE"], "traits": faults}],
    )

    assert list(rule.violations(of, of.recommended)) == []


def test_a_review_looks_at_today_first() -> None:
    of = design(
        paths=[{"id": "sync", "source": "shop_db", "target": "search", "entities": ["product"]}],
        recommended=[
            {
                "entity": "product",
                "source": "shop_db",
                "target": "search",
                "traits": {"bootstrap_overlap": False},
            }
        ],
    )

    assert [finding.about for finding in review(of)] == ["current", "current", "recommended"]


def test_a_finding_carries_the_remedy_and_the_citation() -> None:
    said = design(
        paths=[
            {
                "id": "sync",
                "source": "shop_db",
                "target": "search",
                "entities": ["product"],
                "mechanism": "dual_write",
                "label": "dual_write",
                "owner": "shop",
            }
        ]
    )
    cited = Facts.model_validate(
        {**said.facts.model_dump(), "evidence": {"paths.sync.mechanism": FileLine(file="brief.md", line=12)}}
    )

    [finding] = review(Design(facts=cited, current=said.current))

    assert finding.evidence == ("paths.sync.mechanism: brief.md:12",)
    assert finding.remedy.startswith("Write the system of record only")


def test_the_catalogue_lists_every_rule_with_its_cases() -> None:
    page = render_catalogue({"dual_write": {"reports": ["the API writes both"], "allows": ["CDC"]}})

    assert page.count("\n## R") == len(RULES)
    assert "- reports the API writes both" in page
    assert "engineering judgement" in page
