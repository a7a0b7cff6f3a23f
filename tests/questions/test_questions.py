"""Only what can change the design is asked, the weightiest first."""

from hypothesis import HealthCheck, given, settings

from tests.steps.systems import systems
from tools.domain.decisions import UNDETERMINED
from tools.domain.evidence import Answer, FileLine, Quote
from tools.domain.facts import Facts, set_ref
from tools.intake.result import Contradiction
from tools.questions import contradictions_first, questions
from tools.questions.ask import ASKABLE
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
            if option.recommended or all("is possible" in change for change in option.changes):
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
        if (decision.choice, decision.topic) == (UNDETERMINED, "capture") and decision.subject not in parked:
            facts_awaited = {ref for ref in decision.waits_for if ref.split(".")[0] in ASKABLE}
            assert asked & facts_awaited or not facts_awaited


def test_what_waits_for_several_facts_is_asked_about_first_where_nobody_may_assume() -> None:
    hidden = {**SHOP["stores"][0], "log_access": "none"}  # type: ignore[index]
    said = {**UNSAID, "stores": [hidden, SHOP["stores"][1]]}  # type: ignore[index]
    design = run(Facts.model_validate(said))
    (capture,) = [one for one in design.decisions if one.topic == "capture"]
    assert (capture.choice, capture.flips) == (UNDETERMINED, ())
    asked = [question.fact for question in questions(design)]
    assert asked[0] == "reads.find.freshness_s"
    assert "reads.find.history_needed" not in asked
    answered = set_ref(design.facts, asked[0], 3600, Answer(text="3600"))
    assert "reads.find.history_needed" in {question.fact for question in questions(run(answered))}


def test_a_question_about_sources_that_disagree_says_what_is_taken_until_it_is_answered() -> None:
    said = (("a", Quote(file="b.md", line=1, offset=0, text="a")), ("b", FileLine(file="c.yml", line=2)))
    design = run(Facts(schema_version=1))
    open_, standing = (
        contradictions_first(design, [Contradiction("reads.find.store", said, first_stands=stands)])[0]
        for stands in (False, True)
    )
    assert open_.why == "Nothing was chosen: the design is made without this fact."
    assert standing.why == "Until this is settled the first stands, for nothing can be designed without it."


UNSAID = {
    **SHOP,
    "paths": [{"id": "sync", "source": "db", "target": "search", "entities": ["item"], "mechanism": "cdc"}],
    "reads": [{"id": "find", "entities": ["item"], "store": "search"}],
}
"""The same shop, of which nobody said how old the copy may be nor whether every version of a row counts."""


def test_an_unsaid_freshness_is_asked_even_where_another_assumption_hides_what_it_decides() -> None:
    design = run(Facts.model_validate(UNSAID))
    (capture,) = [one for one in design.decisions if one.topic == "capture"]
    assert "reads.find.freshness_s" not in {flip.fact for flip in capture.flips}
    asked = {question.fact: question for question in questions(design)}
    options = {option.label: option.changes for option in asked["reads.find.freshness_s"].options}
    assert options[">= 900"] == ("item.db.search: batch_incremental_merge is possible",)


def test_what_an_answer_makes_possible_comes_about_with_the_other_answers() -> None:
    design = run(Facts.model_validate(UNSAID))
    (option,) = [
        option
        for question in questions(design)
        if question.fact == "reads.find.freshness_s"
        for option in question.options
        if "batch_full_reload_swap" in option.changes[0]
    ]
    rest = {"reads.find.history_needed": False, "stores.db.full_reads_ok": True, "entities.item.rows": 5000}
    for fact, value in {"reads.find.freshness_s": option.value, **rest}.items():
        design = run(set_ref(design.facts, fact, value, Answer(text=str(value))))
    assert [one.choice for one in design.decisions if one.topic == "capture"] == ["batch_full_reload_swap"]


def test_a_freshness_that_no_rule_can_still_use_is_not_asked() -> None:
    history = {**UNSAID, "reads": [{**UNSAID["reads"][0], "history_needed": True}]}  # type: ignore[index]
    asked = {question.fact for question in questions(run(Facts.model_validate(history)))}
    assert "reads.find.freshness_s" not in asked


def test_what_bears_on_two_paths_is_asked_before_what_bears_on_one() -> None:
    store = {"id": "other", "technology": "elasticsearch"}
    paths = [
        {"id": "one", "source": "db", "target": "search", "entities": ["item", "zone"], "mechanism": "cdc"},
        {"id": "two", "source": "db", "target": "other", "entities": ["zone"], "mechanism": "cdc"},
    ]
    entities = [{"id": name, "key": ["id"]} for name in ("item", "zone")]
    said = {"schema_version": 1, "stores": [*SHOP["stores"], store], "entities": entities, "paths": paths}  # type: ignore[misc]
    asked = [question.fact for question in questions(run(Facts.model_validate(said)))]
    assert asked.index("entities.zone.deletes") < asked.index("entities.item.deletes")


def test_who_is_right_is_asked_before_how_old_a_copy_may_be_though_no_store_is_known_to_write() -> None:
    stores = [*SHOP["stores"], {"id": "crm", "technology": "mysql"}]  # type: ignore[misc]
    reads = [
        {"id": "a", "entities": ["guest"], "store": "db"},
        {"id": "b", "entities": ["guest"], "store": "crm"},
        {"id": "find", "entities": ["item"], "store": "search"},
    ]
    entities = [*SHOP["entities"], {"id": "guest"}]  # type: ignore[misc]
    said = {**SHOP, "stores": stores, "entities": entities, "reads": reads}
    first = questions(run(Facts.model_validate(said)))[0]
    assert first.fact == "entities.guest.authority"
