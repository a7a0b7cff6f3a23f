"""What must be true of the design of any system."""

from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from tests.steps.systems import systems
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import Design
from tools.domain.evidence import Answer
from tools.domain.facts import Facts, set_ref
from tools.steps import run
from tools.steps.mechanisms import mechanism

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SECTIONS = ("stores", "writers", "entities", "paths", "reads")


def summary(design: Design) -> dict[str, Any]:
    """What was decided, whatever the order in which it was."""
    return {
        "decisions": {decision.id: (decision.choice, decision.rule) for decision in design.decisions},
        "paths": sorted(map(repr, (*design.current.paths, *design.recommended.paths))),
        "findings": sorted(map(repr, design.verdict.findings)),
        "composition": design.composition,
    }


@SLOW
@given(systems(), st.randoms(use_true_random=False))
def test_shuffled_facts_give_the_same_design(facts: Facts, random: Any) -> None:
    raw = facts.model_dump()
    for section in SECTIONS:
        raw[section] = random.sample(raw[section], len(raw[section]))
    assert summary(run(Facts.model_validate(raw))) == summary(run(facts))


@SLOW
@given(systems())
def test_every_flip_is_true_when_tried(facts: Facts) -> None:
    design = run(facts)
    for decision in design.decisions:
        for flip in decision.flips:
            note(f"{decision.id}: {flip.fact} {flip.when} -> {flip.choice}")
            changed = run(set_ref(design.facts, flip.fact, flip.value, Answer(text="tried")))
            chosen = {other.id: other.choice for other in changed.decisions}
            assert chosen.get(decision.id) == flip.choice


@SLOW
@given(systems())
def test_every_recommended_path_is_whole_or_its_gap_is_named(facts: Facts) -> None:
    design = run(facts)
    for path in design.recommended.paths:
        if path.status == "parked":
            assert path.exit_trigger
        elif path.capture == UNDETERMINED or mechanism(path.capture).style != "nothing":
            parts = (
                path.capture,
                path.ordering_key,
                path.version_token,
                path.sink_guard,
                path.bootstrap,
                path.deletes,
                path.lag_objective_s,
                path.reconciliation,
                path.owner,
            )
            is_whole = None not in parts and UNDETERMINED not in parts
            assert is_whole or any(gap.startswith(f"{path.id}:") for gap in design.verdict.gaps)


@SLOW
@given(systems())
def test_a_system_that_needs_no_second_store_gets_no_broker(facts: Facts) -> None:
    design = run(facts)
    if design.composition == "single":
        assert not [path for path in design.recommended.paths if path.transport == "log_broker"]


@SLOW
@given(systems())
def test_every_assumption_is_named_by_a_decision_or_says_that_none_rests_on_it(facts: Facts) -> None:
    design = run(facts)
    named = {ref for decision in design.decisions for ref in decision.assumed}
    for entry in design.assumptions:
        assert entry.fact in named or entry.value is None
        assert entry.confirm


@SLOW
@given(systems())
def test_no_design_rule_objects_to_what_is_recommended(facts: Facts) -> None:
    findings = run(facts).verdict.findings
    assert [finding for finding in findings if finding.about == "recommended"] == []


@SLOW
@given(systems())
def test_no_critical_law_holds_for_what_is_recommended(facts: Facts) -> None:
    hits = run(facts).verdict.laws
    wrong = [
        hit for hit in hits if hit.about == "recommended" and hit.severity == "critical" and not hit.unknown
    ]
    assert wrong == []
