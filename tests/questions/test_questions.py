"""Only what can change the design is asked, the weightiest first."""

from hypothesis import HealthCheck, given, settings

from tests.steps.systems import systems
from tools.domain.decisions import UNDETERMINED
from tools.domain.evidence import Answer, FileLine, Quote
from tools.domain.facts import Facts, set_ref
from tools.intake.result import Contradiction
from tools.questions import contradictions_first, questions
from tools.steps import run

SHOP = {
    "schema_version": 1,
    "stores": [
        {"id": "db", "technology": "postgresql", "owner": "shop"},
        {"id": "search", "technology": "elasticsearch"},
    ],
    "writers": [{"id": "api", "writes": [{"store": "db", "entity": "item"}], "changeable": True}],
    "entities": [{"id": "item", "key": ["item_id"], "deletes": "hard"}],
    "paths": [
        {"id": "sync", "source": "db", "target": "search", "entities": ["item"], "mechanism": "unknown"}
    ],
    "reads": [{"id": "find", "entities": ["item"], "store": "search", "freshness_s": 5, "other_team": True}],
}


def test_what_a_decision_waits_for_is_asked_first() -> None:
    first = questions(run(Facts.model_validate(SHOP)))[0]
    assert first.fact == "paths.sync.mechanism"
    assert first.text == "What moves the data on sync today?"
    assert {option.label for option in first.options} >= {"dual_write", "cdc", "outbox"}


def test_the_safer_value_is_offered_first_and_each_answer_says_what_it_changes() -> None:
    asked = {question.fact: question for question in questions(run(Facts.model_validate(SHOP)))}
    bypass = asked["writers.api.out_of_band"]
    assert bypass.options[0].recommended
    assert bypass.options[0].value is True
    assert [(option.value, option.changes) for option in bypass.options[1:]] == [
        (False, ("item.db.search: outbox instead of log_cdc",))
    ]


def test_a_fact_that_was_said_is_not_asked() -> None:
    said = {**SHOP, "writers": [{**SHOP["writers"][0], "out_of_band": False}]}  # type: ignore[index]
    assert "writers.api.out_of_band" not in {q.fact for q in questions(run(Facts.model_validate(said)))}


def test_no_more_are_asked_than_wanted() -> None:
    design = run(Facts.model_validate(SHOP))
    assert questions(design, limit=3) == questions(design)[:3]


def test_sources_that_disagree_on_what_turns_the_design_are_asked_about_before_all_else() -> None:
    design = run(Facts.model_validate(SHOP))
    values = ((True, FileLine(file="a.md", line=3)), (False, FileLine(file="b.md", line=7)))
    turning = Contradiction("writers.api.out_of_band", values)
    first, *rest = contradictions_first(design, [turning])
    assert first.contradiction
    assert [(option.label, option.changes) for option in first.options] == [
        ("true", ("as a.md:3 says",)),
        ("false", ("as b.md:7 says",)),
    ]
    assert turning.fact not in {question.fact for question in rest}


def test_sources_that_disagree_on_what_turns_nothing_are_not_asked_about() -> None:
    design = run(Facts.model_validate(SHOP))
    values = (("Shop", FileLine(file="a.md", line=3)), ("Search", FileLine(file="b.md", line=7)))
    idle = [Contradiction("stores.db.owner", values), Contradiction("entities.item.rows", values)]
    assert contradictions_first(design, idle) == questions(design)


def test_sources_that_disagree_on_who_decides_are_asked_about() -> None:
    values = (("db", FileLine(file="a.md", line=3)), ("search", FileLine(file="b.md", line=7)))
    for fact in ("entities.item.authority", "reads.find.store", "stores.search.role"):
        design = run(Facts.model_validate(SHOP))
        assert contradictions_first(design, [Contradiction(fact, values)])[0].fact == fact


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(systems())
def test_every_answer_that_promises_a_change_brings_it(facts: Facts) -> None:
    design = run(facts)
    before = {decision.id: decision.choice for decision in design.decisions}
    for question in questions(design):
        assert all(id_ in before for id_ in question.decisions)
        for option in question.options:
            if option.recommended:
                continue
            answered = run(set_ref(design.facts, question.fact, option.value, Answer(text=option.label)))
            after = {decision.id: decision.choice for decision in answered.decisions}
            assert any(before[id_] != after.get(id_) for id_ in question.decisions)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(systems())
def test_whatever_is_undetermined_for_want_of_one_fact_is_asked_unless_it_is_parked(facts: Facts) -> None:
    design = run(facts)
    asked = {question.fact for question in questions(design)}
    parked = {path.id for path in design.recommended.paths if path.status == "parked"}
    for decision in design.decisions:
        if decision.choice == UNDETERMINED and decision.flips and decision.subject not in parked:
            assert asked & {flip.fact for flip in decision.flips}


def test_a_question_about_sources_that_disagree_says_what_is_taken_until_it_is_answered() -> None:
    said = (("a", Quote(file="b.md", line=1, offset=0, text="a")), ("b", FileLine(file="c.yml", line=2)))
    design = run(Facts(schema_version=1))
    open_, standing = (
        contradictions_first(design, [Contradiction("reads.find.store", said, first_stands=stands)])[0]
        for stands in (False, True)
    )
    assert open_.why == "Nothing was chosen: the design is made without this fact."
    assert standing.why == "Until this is settled the first stands, for nothing can be designed without it."
