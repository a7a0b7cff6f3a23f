"""Every model of the catalogue: its verdict, its size, and what must be true of any model."""

from dataclasses import replace

import pytest

from tests.checker.case import Case, Mutant
from tests.checker.catalogue import CASES, MUTANTS
from tools.checker.invariants import WORDS
from tools.checker.model import Model
from tools.checker.program import compiled
from tools.checker.search import explore

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def whole(model: Model) -> Model:
    """Return the model without its invariants, so that nothing stops the search early."""
    return replace(model, invariants=[])


@each_case
def test_the_verdict_is_the_expected_one(case: Case) -> None:
    found = explore(case.flow.model(case.scope))
    assert (found.invariant.name if found.invariant else None) == case.breaks
    assert found.status == ("violated" if case.breaks else "holds")


@each_case
def test_the_whole_space_has_the_pinned_number_of_states(case: Case) -> None:
    assert explore(whole(case.flow.model(case.scope))).states == case.states


@each_case
def test_the_reduced_search_comes_to_the_same_verdict(case: Case) -> None:
    model = case.flow.model(case.scope)
    assert explore(model, reduced=True).status == explore(model).status


@each_case
def test_the_reduced_search_reaches_every_quiescent_state(case: Case) -> None:
    model = whole(case.flow.model(case.scope))
    assert explore(model, reduced=True).quiescent == explore(model).quiescent


@each_case
def test_an_invariant_about_every_state_stays_broken(case: Case) -> None:
    model = case.flow.model(case.scope)
    program = compiled(model)
    seen, waiting = {model.initial}, [model.initial]
    while waiting:
        state = waiting.pop()
        broken = program.broken["always"](state)
        for _, successor in program.successors(state):
            assert broken < 0 or program.broken["always"](successor) >= 0
            if successor not in seen:
                seen.add(successor)
                waiting.append(successor)


@each_case
def test_without_faults_every_run_comes_to_an_end(case: Case) -> None:
    model = case.flow.model(case.scope)
    program = compiled(model)
    finished: set[object] = set()
    path = [(model.initial, iter(program.successors(model.initial)))]
    under_way = {model.initial}
    while path:
        state, ahead = path[-1]
        step = next(ahead, None)
        if step is None:
            path.pop()
            under_way.discard(state)
            finished.add(state)
        elif model.actions[step[0]].fault is None and step[1] not in finished:
            assert step[1] not in under_way, f"{model.actions[step[0]].name} closes a circle"
            under_way.add(step[1])
            path.append((step[1], iter(program.successors(step[1]))))


def test_every_action_of_every_family_fires_somewhere() -> None:
    fired: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for case in CASES:
        model = whole(case.flow.model(case.scope))
        named.setdefault(case.flow.family, set()).update(action.name for action in model.actions)
        fired.setdefault(case.flow.family, set()).update(explore(model).fired)
    assert {family: names - fired[family] for family, names in named.items() if names - fired[family]} == {}


def test_every_invariant_has_words_and_every_word_is_of_an_invariant() -> None:
    asked = {one.name for case in CASES for one in case.flow.model(case.scope).invariants}
    assert asked == WORDS.keys()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_safe_switch_taken_away_gives_a_counterexample(mutant: Mutant) -> None:
    assert explore(mutant.safe.model(mutant.scope)).status == "holds"
    assert explore(mutant.broken.model(mutant.scope)).status == "violated"
