"""Doubts become questions, are known already, or are listed as what nothing here judges."""

from typing import Any

import pytest

from agent.advice.doubts import Sorted, named, sort_doubts
from agent.advice.raised import Challenge, Raised
from tests.report import designs
from tools.domain.brief import Brief
from tools.domain.evidence import Assumption
from tools.domain.facts import set_ref
from tools.report import document

BRIEF = Brief({"brief.md": "We write both\n  stores, one after the other."})
UNSAID = "stores.shop_db.failover_loses_tail"


def raised(fact: str = "", rule: str = "", quote: str = "", text: str = "It may break.") -> Raised:
    return Raised(text=text, quote=quote, fact=fact, rule=rule)


def sort(*doubts: Raised, questions: Any = (), facts: Any = designs.RETAILER.facts) -> Sorted:
    return sort_doubts(Challenge(doubts=list(doubts)), facts, document(designs.RETAILER, questions), BRIEF)


def test_a_fact_that_nobody_said_is_asked_for_once() -> None:
    found = sort(raised(UNSAID), raised(UNSAID, text="Once more."))
    (question,) = found.questions
    assert (question.fact, question.why) == (UNSAID, "It may break.")
    assert question.text.startswith("Is this so for shop_db: asynchronous standby")
    assert [option.value for option in question.options] == [True, False]
    assert len(found.asked) == 2


def test_an_answer_that_is_one_of_several_words_is_offered() -> None:
    (question,) = sort(raised("stores.search.log_access")).questions
    assert [option.value for option in question.options] == ["native", "managed", "none"]


def test_an_assumption_is_asked_for_too() -> None:
    assumed = set_ref(designs.RETAILER.facts, UNSAID, True, Assumption(reason="the worse case"))
    assert [one.fact for one in sort(raised(UNSAID), facts=assumed).questions] == [UNSAID]


def test_a_fact_that_is_asked_for_already_is_known() -> None:
    found = sort(raised("stores.shop_db.log_access"), questions=designs.QUESTIONS)
    assert (found.questions, [one.about for one in found.known]) == ((), ["stores.shop_db.log_access"])


@pytest.mark.parametrize("id_", ["dual-write", "G11", "C10"])
def test_what_the_document_says_is_known(id_: str) -> None:
    assert [one.about for one in sort(raised(rule=id_)).known] == [id_]


def test_a_failure_mode_is_known_by_its_law() -> None:
    assert [one.about for one in sort(raised(rule="F01")).known] == ["F01"]


def test_anything_else_is_listed_with_its_id_if_there_is_such_a_one() -> None:
    found = sort(raised(rule="R11"), raised(rule="R999"), raised("stores.shop_db.technology"), raised())
    assert [one.about for one in found.unchecked] == ["R11", "", "", ""]
    assert found.known == found.questions == ()


@pytest.mark.parametrize(
    "fact", ["stores.nowhere.log_access", "stores.shop_db.colour", "stores", "evidence.x", "a b"]
)
def test_a_reference_to_nothing_asks_nothing(fact: str) -> None:
    assert sort(raised(fact)).questions == ()


def test_a_quote_is_kept_only_if_the_brief_has_it() -> None:
    found = sort(raised(quote="We write both stores,"), raised(quote="we never said this"), raised(quote=" "))
    assert [one.quote for one in found.unchecked] == ["We write both stores,", "", ""]


def test_every_rule_law_item_and_failure_mode_can_be_named() -> None:
    assert {"R01", "G1", "C01", "F01"} <= named().keys()
    assert all(named().values())
