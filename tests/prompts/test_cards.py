"""Templates are filled completely or not at all."""

import pytest
from jinja2 import UndefinedError

import prompts
from tools.domain.questions import Option, Question

OPTIONS = (
    Option("soft", "soft", True, ("as designed",)),
    Option("hard", "hard", False, ("product: a instead of b", "stock: a instead of b")),
)


def test_a_card_numbers_its_options_and_says_what_each_would_change() -> None:
    question = Question("entities.product.deletes", "How are rows deleted?", "how rows go away", OPTIONS, ())
    assert prompts.render("question", question=question) == (
        "How are rows deleted?\n"
        "(how rows go away)\n"
        "  1. soft (recommended)\n"
        "     → as designed\n"
        "  2. hard\n"
        "     → product: a instead of b\n"
        "     → stock: a instead of b\n"
    )


def test_a_meaning_that_the_question_already_says_is_not_repeated() -> None:
    question = Question("system", "Is this so: rows are deleted?", "rows are deleted", OPTIONS, ())
    assert prompts.render("question", question=question).count("rows are deleted") == 1


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        prompts.render("question")
