"""Answers come from a file or the command line; one that cannot be is refused where it stands."""

import json
from pathlib import Path

import pytest


def value(run, facts_file: Path, *arguments: object) -> object:
    code, out, err = run("facts", facts_file, "--json", *arguments)
    assert code == 0, err
    return json.loads(out)["entities"][0].get("deletes")


def test_an_answer_from_the_command_line_becomes_a_fact(run, facts_file: Path) -> None:
    assert value(run, facts_file) is None
    assert value(run, facts_file, "--set", "entities.product.deletes=soft") == "soft"


def test_answers_from_a_file_come_first_and_the_command_line_has_the_last_word(run, facts_file: Path) -> None:
    Path("answers.yaml").write_text("entities.product.deletes: never\nteam.operations_level: 2\n")
    assert value(run, facts_file, "--answers", "answers.yaml") == "never"
    both = ("--answers", "answers.yaml", "--set", "entities.product.deletes=soft")
    assert value(run, facts_file, *both) == "soft"


def test_assume_leaves_the_fact_unsaid(run, facts_file: Path) -> None:
    Path("answers.json").write_text('{"entities.product.deletes": "assume"}')
    assert value(run, facts_file, "--answers", "answers.json") is None


def test_a_row_that_other_facts_imply_can_be_answered_for(run, facts_file: Path) -> None:
    facts_file.write_text(facts_file.read_text().partition("reads:")[0])
    code, out, err = run("facts", facts_file, "--set", "reads.product-in-search.freshness_s=60")
    assert code == 0, err
    assert "freshness_s: 60  # answered “60”" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "entities.product.deletes"], "--set 'entities.product.deletes': expected FACT=VALUE"),
        (["--set", "entities.product.delets=soft"], "did you mean 'deletes'?"),
        (["--set", "entities.products.deletes=soft"], "did you mean 'product'?"),
        (["--set", "entities.product.deletes=purple"], "got 'purple'"),
        (["--set", "entities.product.rows=-5"], "got -5"),
        (["--answers", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["--answers", "list.yaml"], "list.yaml:1: expected answers as `fact: value`"),
        (["--answers", "wrong.yaml"], "wrong.yaml:2: entities.product.deletes"),
        (["--answers", "broken.yaml"], "broken.yaml:2: not valid YAML"),
    ],
)
def test_a_wrong_answer_gets_one_message_that_names_the_place(
    run, facts_file: Path, arguments: list[str], message: str
) -> None:
    Path("list.yaml").write_text("- a\n- b\n")
    Path("wrong.yaml").write_text("team.operations_level: 2\nentities.product.deletes: purple\n")
    Path("broken.yaml").write_text("{a: [\n")
    code, out, err = run("design", facts_file, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err
    assert err.count("\n") == 1
    assert not Path("integration-architecture.md").exists()
