"""In a chat everything can be asked and corrected at any time, also once the documents are written."""

import io
import json
from pathlib import Path

import pytest

DELETES = "entities.product.deletes"
WHAT_IF = "deletes of product.shop_db.search: flag_travels_as_update instead of versioned_marker_from_log"


@pytest.fixture
def chat(run, monkeypatch: pytest.MonkeyPatch, facts_file: Path):
    """Hold one chat over the small system; return exit code, standard output and standard error."""

    def one(*lines: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return run("chat", facts_file, "--offline")

    return one


def kept(run, told: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("sessions", "show", told.split()[1].rstrip("."))[1])
    return found


def after(told: str, line: str) -> str:
    """Return what was told in answer to a typed line."""
    return told.split(f"> {line}\n")[1].split("\n> ")[0]


def test_what_was_understood_comes_first_with_where_it_stands(chat) -> None:
    _, _, err = chat()
    understood, question = err.split("\nUnderstood. ")[1].split("\nQuestion 1 of 3: ")
    assert "   1  stores.shop_db: technology postgresql  [facts.yaml]" in understood
    assert "mechanism dual_write" in understood
    assert "(recommended)" in question
    assert "Or another value. `assume`, `assume rest`, `why`, `help`" in question


@pytest.mark.parametrize("begin", [(), ("assume rest",)], ids=["while asked", "after the end"])
def test_a_question_of_the_user_s_changes_nothing(run, chat, begin: tuple[str, ...]) -> None:
    what_if = f"what if {DELETES} soft"
    _, out, err = chat(
        *begin, what_if, "why R01", f"why {DELETES}", "findings", "help", "nonsense", "diagram"
    )
    assert f"With {DELETES} = soft:\n{WHAT_IF}" in after(err, what_if)
    assert "Remedy: Write the system of record only" in after(err, "why R01")
    assert "Bears on s3.deletes.product.shop_db.search: versioned_marker_from_log" in after(
        err, f"why {DELETES}"
    )
    assert after(err, "findings").startswith("critical: the application writes product")
    assert "strike out what was misread" in after(err, "help")
    assert "nonsense" in after(err, "nonsense")
    assert out.startswith("flowchart LR\n%% diagram: target")
    assert kept(run, err)["answers"] == {}


def test_a_change_says_what_it_turns_and_undo_takes_it_back(run, chat) -> None:
    _, out, err = chat(
        "assume rest", f"change {DELETES} soft", "undo", "undo", "undo", f"{DELETES}=never", "facts"
    )
    assert WHAT_IF in after(err, f"change {DELETES} soft")
    assert "Written: integration-architecture.md" in after(err, f"change {DELETES} soft")
    first, second, third = err.split("> undo\n")[1:]
    assert f"taken back: {DELETES} = soft" in first
    assert "taken back: assume rest" in second
    assert "Question 1 of 3" in second
    assert third.startswith("there is nothing to take back")
    assert f"{DELETES}: never" not in out
    assert "deletes: never  # answered “never”" in out
    assert kept(run, err)["answers"] == {DELETES: "never"}


def test_undo_takes_back_the_last_answer_of_a_turn_first(run, chat) -> None:
    _, _, err = chat("1", "soft", "undo", "never", "quit")
    assert f"taken back: {DELETES}\n\nQuestion 2 of 3: " in after(err, "undo")
    assert kept(run, err)["answers"] == {"entities.product.large_columns": "true", DELETES: "never"}


def test_what_is_looked_at_has_the_answers_given_so_far(chat) -> None:
    _, out, err = chat("1", "soft", "facts")
    assert f"noted: {DELETES} = soft" in after(err, "facts")
    assert "deletes: soft  # answered “soft”" in out


def test_a_line_that_was_misread_is_struck_out_by_its_number(run, chat) -> None:
    _, out, err = chat("x 5", "x 99", "understood", "undo", "facts", "quit")
    assert "struck out: paths.sync" in after(err, "x 5")
    assert "there is no line 99" in after(err, "x 99")
    assert "   5  " not in after(err, "understood")
    assert "   6  reads.site_search" in after(err, "understood")
    assert "stands again: paths.sync" in after(err, "undo")
    assert "id: sync" in out


def test_facts_leave_out_what_only_follows_from_others(chat) -> None:
    _, out, err = chat("x reads.site_search", "facts")
    assert "struck out: reads.site_search" in err
    assert "paths:" in out
    assert "reads:" not in out  # though the path implies one


def test_answers_given_before_a_question_of_the_user_s_are_kept(run, chat) -> None:
    _, _, err = chat("1", "why R01", "quit")
    assert "noted: entities.product.large_columns = true" in after(err, "why R01")
    assert kept(run, err)["answers"] == {"entities.product.large_columns": "true"}


def test_the_document_can_be_had_before_its_questions_are_answered(chat) -> None:
    code, out, _ = chat("document")
    assert code == 3
    assert out.startswith("# Integration architecture: shop")


def test_a_chat_without_a_model_says_that_nothing_leaves_the_machine(chat) -> None:
    assert "No language model: nothing leaves this machine." in chat()[2]
