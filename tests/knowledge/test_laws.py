import copy
from typing import Any

import pytest

from tests.knowledge.cases import Given, title, unpinned_clauses, voice_of
from tools.knowledge import laws as loader
from tools.knowledge.decision_rules import decision_groups, decision_rules
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml
from tools.knowledge.laws import laws
from tools.knowledge.ordinary import ordinary
from tools.logic.decide import fires
from tools.logic.group import Rule

CASES = [
    pytest.param(law, case.given, case.expect, id=title(law, case.given))
    for law in laws().rules
    for case in law.tests
]


@pytest.mark.parametrize(("law", "given", "expect"), CASES)
def test_a_law_answers_the_case_beside_it(law: Rule, given: Given, expect: str) -> None:
    assert voice_of(laws(), law.id, given) == expect


@pytest.mark.parametrize("law", laws().rules, ids=lambda law: law.id)
def test_a_law_has_a_case_in_which_it_fires_and_one_in_which_it_is_silent(law: Rule) -> None:
    assert {case.expect for case in law.tests} == {"fires", "silent"}


def test_no_clause_of_a_law_can_be_left_out_unnoticed() -> None:
    assert unpinned_clauses(laws()) == []


def test_every_law_states_its_severity() -> None:
    for law in laws().rules:
        assert dict(law.terms)["severity"][0] in {"none", "low", "medium", "high", "critical"}, law.id


def test_laws_and_decisions_share_no_id() -> None:
    ids = [law.id for law in laws().rules]
    assert len(ids) == len(set(ids)) == 30
    assert not set(ids) & (set(decision_rules()) | set(decision_groups()))


def test_an_ordinary_guarded_path_converges_and_nothing_is_held_against_it() -> None:
    assert [one.rule.outcome for one in fires(laws(), ordinary())] == ["CONVERGENT"]


def test_a_path_of_which_nothing_is_known_waits_for_facts_instead_of_passing() -> None:
    fired = fires(laws(), {})
    assert {one.truth for one in fired} == {None}
    assert len(fired) == len(laws().rules)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "when",
            "p.delivry == 'AMO'",
            "rule G1 reads p.delivry; expected an input that is listed",
        ),
        (
            "when",
            "p.delivery == 'ONCE'",
            "rule G1 asks .* expected p.delivery to be used as AMO or ALO",
        ),
        ("sources", ["nowhere"], "source 'nowhere' is not in sources.yaml"),
    ],
)
def test_a_law_that_is_wrong_is_refused(
    field: str, value: Any, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = copy.deepcopy(read_yaml("laws.yaml"))
    data["rules"][0][field] = value
    monkeypatch.setattr(loader, "read_yaml", lambda name: data)
    with pytest.raises(KnowledgeError, match=message):
        loader.laws.__wrapped__()
