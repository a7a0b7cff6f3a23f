"""Invariants that another one hides: each must be able to break when it is the only one."""

from dataclasses import replace

import pytest

from tools.checker.flows.bidirectional import Bidirectional
from tools.checker.flows.flow import Flow
from tools.checker.flows.read_modify_write import ReadModifyWrite
from tools.checker.flows.transfer import Transfer
from tools.checker.flows.transfer_log import TransferLog
from tools.checker.flows.two_phase_commit import TwoPhaseCommit
from tools.checker.model import Scope
from tools.checker.search import Exploration, explore

HIDDEN = (
    (ReadModifyWrite(how="naive", limited=True), Scope(2, 0), "no_lost_update"),
    (Transfer(retried=True, funds_check=False), Scope(2, 1), "conservation"),
    (TwoPhaseCommit(recovers=False), Scope(1, 1), "all_or_nothing"),
    (TransferLog(dedup=False, funds_check=False), Scope(1, 1), "conservation"),
    (TransferLog(dedup=False, funds_check=False), Scope(1, 1), "each_transfer_once"),
    (Bidirectional(origin_filter=True, field_ownership=False), Scope(2, 0), "convergence"),
    (Bidirectional(origin_filter=False, field_ownership=False), Scope(2, 0), "no_lost_update"),
)


def alone(flow: Flow, scope: Scope, name: str) -> Exploration:
    """Explore a flow for one of its invariants."""
    model = flow.model(scope)
    wanted = [invariant for invariant in model.invariants if invariant.name == name]
    return explore(replace(model, invariants=wanted))


@pytest.mark.parametrize(("flow", "scope", "name"), HIDDEN)
def test_an_invariant_breaks_on_its_own(flow: Flow, scope: Scope, name: str) -> None:
    found = alone(flow, scope, name)
    assert found.invariant is not None
    assert found.invariant.name == name


def test_a_later_write_is_refused_where_the_clock_of_an_earlier_one_ran_ahead() -> None:
    found = alone(Bidirectional(origin_filter=True, field_ownership=False), Scope(2, 0), "convergence")
    taken = [step.action.name for step in found.path if not step.action.hidden]
    assert taken == ["write_0", "carry_from_source", "write_1", "keep_in_source"]
