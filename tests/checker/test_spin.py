"""The same models in Spin: as many states, the same verdict."""

from pathlib import Path

import pytest

from bench.spin import missing, spin
from tests.checker.case import Case
from tests.checker.catalogue import CASES
from tests.checker.sampler import sampler
from tools.checker.search import explore

pytestmark = pytest.mark.skipif(
    bool(missing()),
    reason=f"OUR CHECKER WAS NOT COMPARED WITH SPIN: not installed: {', '.join(missing())}",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_spin_finds_as_many_states_and_the_same_verdict(case: Case, tmp_path: Path) -> None:
    found = spin(case.flow.model(case.scope), tmp_path, case.states)
    assert (found.states, found.errors > 0) == (case.states, case.breaks is not None)


def test_every_operation_means_in_spin_what_it_means_here(tmp_path: Path) -> None:
    ours = explore(sampler())
    found = spin(sampler(), tmp_path, ours.states)
    assert (ours.status, found.states, found.errors) == ("holds", ours.states, 0)
