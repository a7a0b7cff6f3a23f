"""Each scorer gives full marks to what the gold says, none to its opposite, and says why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.gold import Expected
from evals.outcome import (
    AdviceSeen,
    ClaimSeen,
    EdgeSeen,
    EntitySeen,
    FactSeen,
    OrderSeen,
    Outcome,
    PlaceSeen,
    StoreSeen,
)
from evals.scorers import SCORERS, Run, Score, score
from evals.scorers.completeness import filled_headings

ENDS = {"entity": "purchase", "from": "main_db", "to": "finder"}
GOLD: dict[str, Any] = {
    "title": "t",
    "industry": "retail",
    "kinds": ["ordinary"],
    "language": "en",
    "stores": [
        {"id": "main_db", "technology": "postgresql"},
        {"id": "finder", "technology": "elasticsearch"},
    ],
    "entities": [{"id": "purchase", "called": ["order"]}],
}
STORES = (
    StoreSeen(id="pg", technology="postgresql"),
    StoreSeen(id="es", technology="elasticsearch"),
)
PLACE = PlaceSeen(entity="order", source="pg", target="es")


def scored(name: str, gold: dict[str, Any], **seen: Any) -> Score:
    known = {"stores": STORES, "entities": (EntitySeen(id="order"),), **seen}
    return score(Run(Expected.model_validate({**GOLD, **gold}), Outcome(**known)))[name]


def fact(value: Any, evidence: Any = "quote", found: bool = True) -> FactSeen:
    return FactSeen(value=value, evidence=evidence, found=found)


def edge(mechanism: str = "outbox", **more: Any) -> EdgeSeen:
    return EdgeSeen(**{"entity": "order", "source": "pg", "target": "es", "mechanism": mechanism, **more})


def test_a_fact_counts_when_it_was_read_with_evidence_that_stands_in_the_brief() -> None:
    gold = {"facts": {"entities.purchase.rows": 5}}
    values = [
        scored("fact_recall", gold, facts={"entities.order.rows": one}).lines[-1].credit
        for one in (fact(5), fact(6), fact(5, "assumption"), fact(5, found=False))
    ]
    assert values == [1, 0, 0, 0]


def test_fact_recall_counts_stores_and_entities_too() -> None:
    assert scored("fact_recall", {}).value == 1
    assert scored("fact_recall", {}, entities=()).value == pytest.approx(2 / 3)


def test_a_store_that_the_text_does_not_name_is_imprecise_but_a_tool_in_between_is_not() -> None:
    both = (*STORES, StoreSeen(id="cache", technology="redis"), StoreSeen(id="dbz", technology="debezium"))
    said = {f"stores.{one}.technology": fact(one) for one in ("cache", "dbz")}
    assert scored("fact_precision", {}, stores=both, facts=said).value == pytest.approx(2 / 3)


def test_a_value_for_what_is_unsaid_is_imprecise_unless_it_is_called_an_assumption() -> None:
    gold = {"questions": {"ask": ["entities.purchase.deletes"]}}
    claimed = scored("fact_precision", gold, facts={"entities.order.deletes": fact("soft")})
    assumed = scored("fact_precision", gold, facts={"entities.order.deletes": fact("soft", "assumption")})
    assert (claimed.value, assumed.value) == (pytest.approx(2 / 3), 1)


def test_an_edge_of_today_with_the_wrong_mechanism_counts_half() -> None:
    gold = {"today": [{**ENDS, "mechanism": "dual_write"}]}
    assert scored("today", gold, today=(edge("dual_write"),)).value == 1
    assert scored("today", gold, today=(edge("cdc"),)).value == 0.5
    assert scored("today", gold, today=()).value == 0
    assert scored("today", {}, today=(edge(),)).value is None


def test_a_system_of_record_must_be_one_of_those_that_are_right() -> None:
    gold = {"systems_of_record": {"purchase": ["main_db", "none"]}}
    values = [
        scored("systems_of_record", gold, authorities=authorities).value
        for authorities in ({"order": ("pg",)}, {"order": ("none",)}, {"order": ("pg", "es")}, {})
    ]
    assert values == [1, 1, 0, 0]


def test_paths_are_scored_by_f1_and_a_path_too_many_costs_as_one_too_few() -> None:
    gold = {"paths": [ENDS]}
    other = edge(target="pg", source="es")
    assert scored("paths", gold, paths=(edge(),)).value == 1
    more = scored("paths", gold, paths=(edge(), other))
    assert more.value == pytest.approx(2 / 3)
    assert [one.got for one in more.lines] == ["there", "purchase: finder to main_db"]
    assert scored("paths", gold, paths=()).value == 0
    assert scored("paths", {"paths": []}, paths=()).value == 1
    assert scored("paths", {"paths": []}, paths=(edge(),)).value == 0


def test_a_mechanism_is_judged_only_on_a_right_path() -> None:
    gold = {"paths": [{**ENDS, "mechanism": ["outbox", "log_cdc"]}]}
    assert scored("mechanism", gold, paths=(edge("log_cdc"),)).value == 1
    assert scored("mechanism", gold, paths=(edge("query_polling"),)).value == 0
    none = scored("mechanism", gold, paths=())
    assert (none.value, none.silent) == (None, True)
    assert not scored("mechanism", {"paths": [ENDS]}, paths=()).silent


def test_composition_is_right_or_wrong() -> None:
    assert scored("composition", {"composition": "single"}, composition="single").value == 1
    assert scored("composition", {"composition": "single"}, composition="composed").value == 0
    assert scored("composition", {"composition": "single"}).value == 0


@pytest.mark.parametrize("subject", ["purchase", "purchase.main_db.finder"])
def test_ordering_is_looked_up_by_entity_or_by_path(subject: str) -> None:
    gold = {"ordering": {subject: ["causal", "total"]}}
    row = OrderSeen(subject="order.pg.es", entities=("order",), need="causal")
    assert scored("ordering", gold, ordering=(row,)).value == 1
    assert scored("ordering", gold, ordering=(row.model_copy(update={"need": "none"}),)).value == 0
    assert scored("ordering", gold).value == 0


def finding(about: dict[str, str], **more: Any) -> dict[str, Any]:
    return {"findings": [{"rules": ["R01", "G11"], "about": about, "why": "planted"}], **more}


@pytest.mark.parametrize(
    ("about", "found"),
    [
        (ENDS, True),
        ({"entity": "purchase"}, True),
        ({"store": "finder"}, True),
        ({"to": "main_db"}, False),
        ({"entity": "purchase", "to": "main_db"}, False),
    ],
)
def test_a_finding_counts_where_its_place_does_not_differ(about: dict[str, str], found: bool) -> None:
    claims = (ClaimSeen(names=("R01", "dual_write"), places=(PLACE,)),)
    assert scored("finding_recall", finding(about), claims=claims).value == found


def test_a_claim_about_one_store_is_about_either_end() -> None:
    here, elsewhere = (ClaimSeen(names=("R01",), places=(PlaceSeen(store=one),)) for one in ("es", "kafka"))
    assert scored("finding_recall", finding(ENDS), claims=(here,)).value == 1
    assert scored("finding_recall", finding(ENDS), claims=(elsewhere,)).value == 0
    assert scored("finding_recall", finding({"entity": "purchase"}), claims=(here,)).value == 0


def test_another_fault_in_the_right_place_is_not_the_finding() -> None:
    claims = (ClaimSeen(names=("R28",), places=(PLACE,)),)
    assert scored("finding_recall", finding(ENDS), claims=claims).value == 0
    assert scored("finding_precision", finding(ENDS), claims=claims).value == 0
    assert scored("finding_precision", finding(ENDS, also_true=["R28"]), claims=claims).value == 1


def test_a_consequence_is_right_where_any_fault_is_and_wrong_elsewhere() -> None:
    here = ClaimSeen(names=("G1",), places=(PLACE,), follows=True)
    assert scored("finding_precision", finding(ENDS), claims=(here,)).value == 1
    assert scored("finding_precision", {"findings": []}, claims=(here,)).value == 0


def test_saying_nothing_is_right_where_nothing_is_wrong_and_silence_where_something_is() -> None:
    assert scored("finding_precision", {"findings": []}).value == 1
    silent = scored("finding_precision", finding(ENDS))
    assert (silent.value, silent.silent) == (None, True)


def test_wording_looks_for_patterns_whatever_the_case() -> None:
    gold = {"must_say": ["dual.write"], "must_not_say": ["kafka"]}
    assert scored("wording", gold, markdown="A Dual-Write.").value == 1
    assert scored("wording", gold, markdown="Kafka!").value == 0


def test_groundedness_is_the_share_of_evidence_that_is_there() -> None:
    assert scored("groundedness", {}, evidence=4, ungrounded=("x",)).value == 0.75
    assert scored("groundedness", {}).silent


def test_questions_count_what_was_missed_and_what_was_not_to_be_asked() -> None:
    gold = {"questions": {"ask": ["entities.purchase.deletes"], "never": ["entities.purchase.rows"]}}
    deletes, rows = "entities.order.deletes", "entities.order.rows"
    values = [
        scored("questions", gold, asked=asked).value for asked in ((deletes,), (deletes, rows), (rows,), ())
    ]
    assert values == [1, 0.5, 0, 0]
    never = {"questions": {"never": ["entities.purchase.rows"]}}
    assert scored("questions", never).value == 1
    assert scored("questions", never, asked=(rows,)).value == 0


def test_a_heading_with_nothing_below_it_is_no_section() -> None:
    words = "one two three four five six seven eight nine ten"
    text = f"# Top\n\n## Full\n\n{words}\n\n## Bare\n\nTo be written.\n\n## Below\n\n### Deeper\n\n{words}\n"
    assert filled_headings(text) == ["Top", "Full", "Below", "Deeper"]


def test_a_path_that_lacks_parts_is_incomplete() -> None:
    gold = {"paths": [ENDS], "composition": "single"}
    whole = scored("completeness", gold, paths=(edge(),)).lines[-1]
    lacking = scored("completeness", gold, paths=(edge(lacks=("owner", "bootstrap", "deletes")),)).lines[-1]
    missing = scored("completeness", gold).lines[-1]
    assert (whole.credit, lacking.credit, missing.credit) == (1, pytest.approx(2 / 3), 0)


def test_advice_is_looked_up_by_subskill_and_subject() -> None:
    gold = {"advice": {"storage-engine-selector main_db": "b_tree"}}
    told = AdviceSeen(subskill="storage-engine-selector", subject="pg", choices=("columns", "b_tree"))
    assert scored("advice", gold, advice=(told,)).value == 1
    assert scored("advice", gold, advice=(told.model_copy(update={"subject": "es"}),)).value == 0
    assert scored("advice", gold, advice=(told.model_copy(update={"choices": ()}),)).value == 0


def test_every_scorer_has_a_name_of_its_own_and_a_question() -> None:
    assert len({scorer.name for scorer in SCORERS}) == len(SCORERS)
    assert all(scorer.asks.endswith("?") or "(F1)?" in scorer.asks for scorer in SCORERS)


@given(st.lists(st.sampled_from(["pg", "es", "kafka"]), max_size=4), st.booleans())
def test_every_score_is_between_0_and_1_and_told(stores: list[str], composed: bool) -> None:
    paths = tuple(edge(target=store) for store in stores)
    gold = {"paths": [ENDS], "systems_of_record": {"purchase": "main_db"}, **finding(ENDS)}
    expected = Expected.model_validate({**GOLD, **gold})
    seen = Outcome(stores=STORES, paths=paths, today=paths, composition="composed" if composed else None)
    for one in score(Run(expected, seen)).values():
        assert one.value is None or (0 <= one.value <= 1 and one.lines)
