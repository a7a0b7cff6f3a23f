import copy
import re

import pytest

from tools.knowledge import checklist as loader
from tools.knowledge.checklist import checklist
from tools.knowledge.decision_rules import decision_groups, decision_rules
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.laws import laws
from tools.knowledge.topics import topics


def test_the_checklist_has_its_items_in_order_and_each_asks_one_thing() -> None:
    assert [item.id for item in checklist()] == [f"C{number:02}" for number in range(1, 37)]
    for item in checklist():
        assert item.question.endswith("?"), item.id
        assert item.evidence, item.id


def test_a_topic_named_as_a_remedy_exists() -> None:
    named = [item.fix.removeprefix("topics.") for item in checklist() if item.fix.startswith("topics.")]
    assert named
    assert set(named) <= set(topics())


def test_a_rule_or_group_named_as_a_remedy_exists() -> None:
    named = [name for item in checklist() for name in re.findall(r"\bS\d\.\w+", item.fix)]
    assert named
    assert set(named) <= {*decision_groups(), *decision_rules()}


def test_an_item_is_at_least_as_severe_as_one_of_its_laws_allows() -> None:
    severity = {law.id: dict(law.terms)["severity"][0] for law in laws().rules}
    for item in checklist():
        if item.severity == "medium":
            assert "critical" not in {severity[law] for law in item.laws}, item.id


def test_data_that_few_flows_hold_is_asked_about_only_there() -> None:
    assert {item.id: item.only_for for item in checklist() if item.only_for} == {
        "C21": "personal_data",
        "C32": "restricted_data",
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("laws", ["G99"], "C01: names law G99; expected a law of laws.yaml"),
        ("severity", "awful", "C01: .*\n?.*severity"),
        ("v1", "right", "C01"),
    ],
)
def test_an_item_that_is_wrong_is_refused(
    field: str, value: object, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = copy.deepcopy(read_yaml("checklist.yaml"))
    data["C01"][field] = value
    monkeypatch.setattr(loader, "read_yaml", lambda name: data)
    with pytest.raises(KnowledgeError, match=message):
        loader.checklist.__wrapped__()
