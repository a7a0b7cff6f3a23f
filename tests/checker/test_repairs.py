"""What a family offers as a repair must mend what its cases show."""

import pytest

from tests.checker.case import Case
from tests.checker.catalogue import CASES
from tools.checker.search import explore


@pytest.mark.parametrize("case", [case for case in CASES if case.breaks], ids=lambda case: case.name)
def test_a_repair_holds_where_the_flow_broke(case: Case) -> None:
    repairs = [repair.flow for repair in case.flow.repairs()]
    assert any(explore(flow.model(case.scope)).status == "holds" for flow in repairs)
