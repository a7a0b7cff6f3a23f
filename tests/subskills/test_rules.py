"""What must be true of the rules of every subskill; their cases run with those of the steps."""

import pytest

from tools.knowledge.decision_rules import SUBSKILLS as FILES
from tools.knowledge.decision_rules import decision_groups, subskill
from tools.subskills import SUBSKILLS


@pytest.mark.parametrize("name", FILES)
def test_a_subskill_has_at_least_twelve_cases(name: str) -> None:
    rules = [rule for id_ in subskill(name)["groups"] for rule in decision_groups()[id_].rules]
    assert sum(len(rule.tests) for rule in rules) >= 12


def test_every_group_of_the_files_belongs_to_one_subskill() -> None:
    filed = [id_ for name in FILES for id_ in subskill(name)["groups"]]
    claimed = [id_ for one in SUBSKILLS for id_ in one.groups]
    assert sorted(filed) == sorted(claimed)


def test_a_group_is_named_after_the_step_that_delegates() -> None:
    assert all(id_.startswith(f"S{one.step}.") for one in SUBSKILLS for id_ in one.groups)
