"""What a typed line means, at a question and without one, with a model and without."""

from dataclasses import replace

import pytest

from agent.cli.commands import Place, meaning
from agent.cli.understanding import understood
from agent.state import Reply
from tools.domain.brief import Brief
from tools.domain.facts import FactsError
from tools.intake import read

FACTS = read(
    Brief(
        {
            "facts.yaml": "schema_version: 1\nstores: [{id: db, technology: postgresql}]\n"
            "entities: [{id: order, authority: db}]\nteam: {operations_level: 2}\n"
        }
    )
).facts
LEVEL = {"fact": "team.operations_level", "answers": ["1", "0", "2"]}
DELETES = {"fact": "entities.order.deletes", "answers": ["hard", "soft", "never"]}
FREE = Place(FACTS, lines=understood(FACTS, FACTS))
AT_LEVEL = replace(FREE, card=LEVEL)
AT_DELETES = replace(FREE, card=DELETES)
READ_BY_A_MODEL = replace(AT_DELETES, reads=True)


@pytest.mark.parametrize(
    ("line", "value"), [("1", "1"), ("#2", "0"), ("=2", "2"), ("3", "2"), ("0", "0")], ids=str
)
def test_a_number_is_an_option_unless_it_is_plainly_a_value(line: str, value: str) -> None:
    assert meaning(line, AT_LEVEL) == Reply(answers={"team.operations_level": value})


def test_a_number_that_is_both_an_option_and_another_value_is_not_guessed() -> None:
    with pytest.raises(FactsError, match="both an option and a value; write #2 for the option or =2"):
        meaning("2", AT_LEVEL)


def test_assume_takes_the_safer_value_for_one_question_or_for_all() -> None:
    assert meaning("assume", AT_DELETES) == Reply(assume=("entities.order.deletes",))
    assert meaning("assume rest", AT_DELETES) == Reply(assume_rest=True)


@pytest.mark.parametrize("line", ["change entities.order.pii true", "entities.order.pii=true"])
def test_any_fact_can_be_said_at_any_time(line: str) -> None:
    for place in (FREE, AT_DELETES, READ_BY_A_MODEL):
        assert meaning(line, place) == Reply(answers={"entities.order.pii": "true"})


@pytest.mark.parametrize(
    "line", ["what if entities.order.deletes soft", "what if entities.order.deletes=soft"]
)
def test_what_if_only_tries(line: str) -> None:
    assert meaning(line, FREE) == Reply(what_if={"entities.order.deletes": "soft"})


def test_why_takes_an_id_a_question_or_the_question_that_is_open() -> None:
    assert meaning("why S3.capture", FREE) == Reply(why="S3.capture")
    assert meaning("why", AT_DELETES) == Reply(why="entities.order.deletes")
    assert meaning("is Kafka needed at all?", READ_BY_A_MODEL) == Reply(why="is Kafka needed at all?")
    with pytest.raises(FactsError, match="why what"):
        meaning("why", FREE)


def test_a_number_of_the_list_stands_for_its_fact() -> None:
    number = next(line.number for line in FREE.lines if "authority" in line.text)
    assert FREE.lines[number - 1].facts == ("entities.order.authority",)
    assert meaning(f"x {number}", FREE) == Reply(remove=("entities.order",))
    assert meaning(f"change {number} db", AT_LEVEL) == Reply(answers={"entities.order.authority": "db"})
    assert meaning("x team.operations_level stores.db", FREE).remove == (  # type: ignore[union-attr]
        "team.operations_level",
        "stores.db",
    )


@pytest.mark.parametrize(
    "word", ["facts", "diagram", "findings", "document", "understood", "more", "help", "quit"]
)
def test_what_can_be_looked_at_is_one_word(word: str) -> None:
    assert meaning(word, AT_DELETES) == meaning(word, FREE) == word


def test_undo_takes_back() -> None:
    assert meaning("undo", AT_DELETES) == Reply(undo=True)


@pytest.mark.parametrize(
    "line", ["we only flag them", "flagged", "change data capture does it", "soft, I think", "deleted?  no"]
)
def test_words_that_are_no_value_go_to_the_model_if_there_is_one(line: str) -> None:
    assert meaning(line, READ_BY_A_MODEL) == Reply(said={"entities.order.deletes": line})
    with pytest.raises(FactsError):
        meaning(line, AT_DELETES)


def test_a_sentence_is_no_name_where_a_model_can_read_it() -> None:
    at = replace(READ_BY_A_MODEL, card={"fact": "stores.db.owner", "answers": []})
    assert meaning("nobody, I am afraid", at) == Reply(said={"stores.db.owner": "nobody, I am afraid"})
    assert meaning("=shop team", at) == Reply(answers={"stores.db.owner": "shop team"})


def test_a_value_needs_no_model() -> None:
    assert meaning("soft", READ_BY_A_MODEL) == Reply(answers={"entities.order.deletes": "soft"})


@pytest.mark.parametrize(
    ("line", "place", "problem"),
    [
        ("", AT_DELETES, "Answer with a number or a value"),
        ("purple", AT_DELETES, "got 'purple'"),
        ("assume", FREE, "No question is open, and 'assume' is no command"),
        ("change entities.order.deletes", FREE, "expected change FACT VALUE"),
        ("change entities.order.delete soft", FREE, "did you mean 'deletes'"),
        ("what if", FREE, "expected what if FACT VALUE"),
        ("x", FREE, "x what"),
        ("x 99", FREE, "there is no line 99"),
        ("change 99 2", FREE, "there is no line 99"),
    ],
)
def test_a_line_that_means_nothing_says_what_is_possible(line: str, place: Place, problem: str) -> None:
    with pytest.raises(FactsError, match=problem):
        meaning(line, place)


def test_a_line_of_several_facts_is_not_changed_by_its_number() -> None:
    facts = read(
        Brief({"a.yaml": "schema_version: 1\nstores: [{id: db, technology: mysql, version: '8'}]\n"})
    ).facts
    with pytest.raises(FactsError, match=r"name it: stores.db.technology or stores.db.version"):
        meaning("change 1 mysql", Place(facts, lines=understood(facts, facts)))
