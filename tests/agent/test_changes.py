"""What depends on a fact is found by trying, so it is neither too little nor too much."""

from itertools import accumulate
from pathlib import Path

import pytest
import yaml

from agent.changes import changes, first_affected
from agent.state import Json, dump_design
from tools.domain.design import Design
from tools.domain.evidence import Answer
from tools.domain.facts import Facts, set_ref
from tools.steps import STAGES, run, start

EXAMPLES = sorted(Path(__file__).parents[2].glob("examples/*/facts.yaml"))


def results(facts: Facts) -> list[Design]:
    return list(accumulate(STAGES, lambda so_far, stage: stage.decide(so_far), initial=start(facts)))[1:]


def stored(designs: list[Design]) -> list[Json]:
    return [dump_design(design) for design in designs]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_every_flip_restarts_at_the_first_stage_whose_result_differs(example: Path) -> None:
    facts = start(Facts.model_validate(yaml.safe_load(example.read_text()))).facts
    before = results(facts)
    remembered = stored(before)
    flips = {(flip.fact, flip.value) for decision in before[-1].decisions for flip in decision.flips}
    for fact, value in sorted(flips, key=str)[:12]:
        new = set_ref(facts, fact, value, Answer(text=str(value)))
        place = first_affected(remembered, new)
        after = results(new)
        assert [one.decisions for one in after[:place]] == [one.decisions for one in before[:place]]
        assert place < len(STAGES)
        assert changes(before[-1], after[-1])


def test_the_same_facts_affect_no_stage(facts_text: str) -> None:
    facts = Facts.model_validate(yaml.safe_load(facts_text))
    assert first_affected(stored(results(facts)), facts) == len(STAGES)


def test_changes_name_what_turned_what_came_and_what_went(facts_text: str) -> None:
    two = yaml.safe_load(facts_text)
    one = {**two, "paths": [], "reads": []}
    before, after = run(Facts.model_validate(two)), run(Facts.model_validate(one))
    gone = [line for line in changes(before, after) if line.endswith("(no longer needed)")]
    new = [line for line in changes(after, before) if line.endswith("(new)")]
    assert len(gone) == len(new) > 0
    assert changes(before, before) == ()
