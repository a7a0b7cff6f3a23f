"""Every outcome has words."""

import re
from typing import get_args

import pytest

from tools.knowledge.decision_rules import decision_groups
from tools.knowledge.laws import laws
from tools.recipes.subject import About
from tools.report.sections import outlook
from tools.report.words import UNSAID, reworded, vocabulary, words
from tools.steps.mechanisms import MECHANISMS

DECIDED = [
    (group.id.split(".")[1], rule.outcome)
    for group in decision_groups().values()
    if group.mode == "first"
    for rule in group.rules
]


@pytest.mark.parametrize(("topic", "outcome"), sorted(set(DECIDED)))
def test_every_outcome_that_a_rule_can_choose_has_words(topic: str, outcome: str) -> None:
    assert outcome in vocabulary()[topic]


@pytest.mark.parametrize("outcome", sorted({rule.outcome for rule in laws().rules}))
def test_every_law_has_words(outcome: str) -> None:
    assert outcome in vocabulary()["law"]


def test_every_choice_that_a_mechanism_fixes_has_words() -> None:
    fixed = {pair for mechanism in MECHANISMS.values() for pair in mechanism.fixed}
    assert [pair for pair in sorted(fixed) if pair[1] not in vocabulary()[pair[0]]] == []
    assert [capture for capture in MECHANISMS if capture not in vocabulary()["capture"]] == []


def test_every_group_has_the_name_of_its_question() -> None:
    topics = {group.split(".")[1] for group in decision_groups()}
    assert topics <= vocabulary()["topic"].keys()


def test_an_id_without_words_reads_as_itself() -> None:
    assert words("capture", "carrier_pigeon") == "carrier pigeon"


def test_a_choice_that_was_not_made_says_so() -> None:
    assert words("capture", None) == UNSAID
    assert words("capture", "undetermined") == "undetermined"


def test_no_words_promise_what_nobody_can() -> None:
    said = " ".join(text for ids in vocabulary().values() for text in ids.values())
    assert not re.search(r"guarantee|prove|seamless|exactly.once", said, re.IGNORECASE)


def test_an_outcome_inside_a_sentence_is_put_in_words_and_a_name_is_not() -> None:
    said = "product to search: outbox instead of log_cdc; see `log_cdc` and paths.log_cdc.ttl_s of shop_db"
    assert reworded(said) == said.replace("of log_cdc;", "of change data capture from the log;")


def test_every_kind_of_subject_of_a_recipe_has_a_heading() -> None:
    assert set(outlook._ABOUT) == set(get_args(About))
