"""The pages say everything that the code knows, in valid Markdown."""

import json
import re

import pytest

from tests.subskills.fakes import FAKE
from tools.checker.coordination import ROWS, confluent
from tools.domain.facts import Facts
from tools.domain.facts.refs import broken_references
from tools.knowledge.checklist import checklist
from tools.knowledge.decision_rules import decision_groups, decision_rules
from tools.knowledge.failure_modes import failure_modes
from tools.knowledge.laws import laws
from tools.knowledge.signals import signals
from tools.knowledge.technologies import catalogue
from tools.knowledge.thresholds import thresholds
from tools.reference import PAGES
from tools.reference.facts import EXAMPLE
from tools.reference.page import bullets, table
from tools.reference.subskills import subskill_page
from tools.subskills import SUBSKILLS, Subskill

MARKDOWN = sorted(path for path in PAGES if path.endswith(".md"))


def test_the_example_of_a_facts_file_is_valid_and_whole() -> None:
    facts = Facts.model_validate(EXAMPLE)
    assert list(broken_references(facts)) == []


def test_the_facts_page_names_every_field() -> None:
    schema = json.loads(PAGES["docs/facts.schema.json"]())
    fields = {name for model in schema["$defs"].values() for name in model.get("properties", ())}
    page = PAGES["docs/facts.md"]()
    assert {name for name in fields | set(schema["properties"]) if f"`{name}`" not in page} == set()


def test_the_short_facts_page_gives_the_values_of_a_choice() -> None:
    assert "deletes (hard soft never)" in PAGES["references/facts.md"]()
    assert "mechanism (dual_write two_phase_commit" in PAGES["references/facts.md"]()


@pytest.mark.parametrize(
    ("page", "ids"),
    [
        ("docs/rules.md", decision_rules()),
        ("docs/thresholds.md", thresholds()),
        ("docs/guarantees.md", [law.id for law in laws().rules]),
        ("docs/checklist.md", [item.id for item in checklist()]),
        ("docs/coordination.md", [row.id for row in ROWS]),
        ("references/checklist.md", [item.id for item in checklist()]),
        ("docs/technologies.md", [technology.id for technology in catalogue().all]),
        ("references/distributed-failure-analyzer.md", [mode.id for mode in failure_modes()]),
        ("references/distributed-failure-analyzer.md", signals()),
    ],
)
def test_the_page_leaves_nothing_out(page: str, ids: list[str]) -> None:
    text = PAGES[page]()
    assert [id_ for id_ in ids if id_ not in text] == []


def test_the_coordination_page_shows_a_witness_for_what_needs_coordination_and_for_nothing_else() -> None:
    witnesses = PAGES["docs/coordination.md"]().split("## Witnesses")[1].split("## Notes")[0]
    shown = [row.id for row in ROWS if f"| `{row.id}` | Both start with" in witnesses]
    assert shown == [row.id for row in ROWS if confluent(row).needs_coordination]


def test_the_page_of_a_subskill_has_its_question_its_inputs_its_rules_and_its_cases() -> None:
    text = subskill_page(FAKE)
    assert f"# {FAKE.title}\n\n{FAKE.asks}" in text
    assert "| `uniq.apology_ok` | true, false | " in text
    assert "| assumed: false | " in text
    group = decision_groups()["S6.unique"]
    for rule in group.rules:
        assert f"| `{rule.id}` | `{rule.outcome}`" in text
        assert rule.because in text
    assert "| `uniq.across_regions` true | `reservation_in_one_consensus_scope` (`S6.U1`) |" in text
    assert "| nothing else | `unique_constraint_in_the_authority` (`S6.U3`) |" in text


@pytest.mark.parametrize("one", SUBSKILLS, ids=lambda one: one.name)
def test_every_subskill_has_a_page_with_all_its_rules(one: Subskill) -> None:
    text = PAGES[f"references/{one.name}.md"]()
    rules = [rule for id_ in one.groups for rule in decision_groups()[id_].rules]
    assert [rule.id for rule in rules if f"`{rule.id}`" not in text] == []


def test_the_rules_say_which_step_or_subskill_asks_them() -> None:
    text = PAGES["docs/rules.md"]()
    assert "## S3.capture\n\nStep 3, Choose the integration mechanism. For " in text
    for one in SUBSKILLS:
        for id_ in one.groups:
            assert f"## {id_}\n\nStep {one.step} delegates to `{one.name}`: " in text


@pytest.mark.parametrize("path", MARKDOWN)
def test_the_rows_of_a_table_are_as_long_as_its_head(path: str) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", PAGES[path](), re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block


@pytest.mark.parametrize("path", MARKDOWN)
def test_a_page_says_that_it_is_generated(path: str) -> None:
    assert PAGES[path]().startswith("<!-- Generated")


def test_a_bar_and_a_line_break_do_not_break_a_table() -> None:
    assert table(("a",), [("x | y\nz",)]).splitlines()[-1] == r"| x \| y z |"


def test_an_empty_table_is_nothing() -> None:
    assert table(("a",), []) == ""


def test_an_item_stays_on_one_line() -> None:
    assert bullets(["one\ntwo"]) == "- one two"
