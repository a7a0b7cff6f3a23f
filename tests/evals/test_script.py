"""The scripted user answers what is asked of him: in words to a model, else as a value, then not at all."""

from typing import Any

import pytest

from evals.gold import User
from evals.script import Script

DELETES = "entities.order.deletes"


def user(**changed: Any) -> User:
    answers = [
        {"fact": r"entities\.\w+\.deletes", "says": "only flagged", "means": "soft"},
        {"about": "which store", "says": "the shop database", "means": "main_db"},
        {"fact": "team", "says": "no idea", "means": "assume"},
    ]
    return User.model_validate({"answers": answers, "otherwise": "assume", "turns": 2, **changed})


def waiting(*facts: str, wording: str = "", problem: str | None = None) -> dict[str, Any]:
    return {"cards": [{"fact": fact, "wording": wording} for fact in facts], "problem": problem}


def test_without_a_model_the_user_gives_the_value_and_to_a_model_his_words() -> None:
    assert Script(user(), in_words=False).reply(waiting(DELETES), {}).answers == {DELETES: "soft"}
    assert Script(user(), in_words=True).reply(waiting(DELETES), {}).said == {DELETES: "only flagged"}


def test_a_store_is_called_by_the_product_s_name() -> None:
    reply = Script(user(), False).reply(waiting("x", wording="Which store is right?"), {"main_db": "pg"})
    assert reply.answers == {"x": "pg"}


@pytest.mark.parametrize(
    ("means", "typed"),
    [(True, "true"), (None, "null"), (5, "5"), (["a", True], "[a, true]"), ("soft", "soft")],
)
def test_values_are_typed_as_in_a_facts_file(means: Any, typed: str) -> None:
    script = Script(user(answers=[{"fact": ".", "says": "-", "means": means}]), False)
    assert script.reply(waiting("x"), {}).answers == {"x": typed}


def test_what_the_user_does_not_know_is_assumed() -> None:
    assert Script(user(), False).reply(waiting("team.size", "deployment.regions"), {}).assume == (
        "team.size",
        "deployment.regions",
    )


def test_a_user_who_wants_the_rest_assumed_first_answers_what_he_can() -> None:
    reply = Script(user(otherwise="assume rest"), False).reply(waiting("x", DELETES), {})
    assert reply.answers == {DELETES: "soft"}
    assert reply.assume_rest


def test_after_his_turns_the_user_wants_the_rest_assumed() -> None:
    script = Script(user(turns=1), False)
    assert not script.reply(waiting(DELETES), {}).assume_rest
    assert script.reply(waiting(DELETES), {}).assume_rest


def test_words_that_were_not_understood_are_said_as_a_value_and_a_refused_value_is_left_open() -> None:
    script = Script(user(turns=9), in_words=True)
    script.reply(waiting(DELETES), {})
    second = script.reply(waiting(DELETES, problem=f"{DELETES}: what is that?"), {})
    third = script.reply(waiting(DELETES, problem=f"{DELETES}: cannot be"), {})
    assert second.answers == {DELETES: "soft"}
    assert third.assume == (DELETES,)


def test_an_answer_refused_for_another_fact_is_given_again() -> None:
    script = Script(user(turns=9), in_words=False)
    script.reply(waiting(DELETES, "entities.item.deletes"), {})
    again = script.reply(waiting(DELETES, "entities.item.deletes", problem="entities.item.deletes: no"), {})
    assert again.answers == {DELETES: "soft"}
    assert again.assume == ("entities.item.deletes",)
