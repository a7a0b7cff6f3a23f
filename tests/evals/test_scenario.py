"""A scenario's files are read strictly: what is wrong is named with its file and what to do."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from evals.errors import EvalError
from evals.fact_types import type_of
from evals.scenario import load, load_all, names
from tools.domain.facts import FactsError

FOLDER = Path(__file__).parent / "scenarios"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "scenarios")
    return tmp_path / "scenarios"


def change(folder: Path, file: str = "expect.yaml", **changed: Any) -> None:
    path = folder / "corner_shop" / file
    path.write_text(yaml.safe_dump({**yaml.safe_load(path.read_text()), **changed}))


def test_every_scenario_of_the_project_is_valid() -> None:
    for name in names():
        load(name)


def test_the_brief_is_everything_but_the_gold_the_script_and_the_cassettes(folder: Path) -> None:
    home = folder / "corner_shop"
    (home / "notes").mkdir()
    (home / "notes" / "meeting.md").write_text("Nothing new.")
    (home / "product.cassette.yaml").write_text("interactions: []")
    assert set(load("corner_shop", folder).brief.texts) == {"brief.md", "notes/meeting.md"}


def test_one_acceptable_value_may_stand_without_a_list(folder: Path) -> None:
    assert load("corner_shop", folder).expected.systems_of_record == {"purchase": ("main_db",)}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"storse": []}, "corner_shop/expect.yaml: storse: Extra inputs are not permitted"),
        ({"facts": {"entities.purchase.row": 1}}, "did you mean 'rows'?"),
        ({"facts": {"entities.purchase.rows": -1}}, "greater than or equal to 0, got -1"),
        ({"facts": {"entities.purchase": 1}}, "names a row or a group"),
        ({"facts": {"entities.order.rows": 1}}, "no entities 'order' here; valid here: purchase"),
        ({"systems_of_record": {"purchase": "main"}}, "no store 'main' here; did you mean 'main_db'?"),
        ({"paths": [{"entity": "purchase", "from": "main_db", "to": "finder", "mechanism": "cdc"}]},
         "no mechanism 'cdc' here"),
        ({"ordering": {"purchase": ["sorted"]}}, "no order 'sorted' here"),
        ({"findings": [{"rules": ["R99"], "about": {"store": "finder"}, "why": "?"}]}, "no rule"),
        ({"findings": [{"rules": ["R01"], "about": {}, "why": "?"}]}, "say what it is about"),
        ({"advice": {"storage-engine-selector main_db": ["granite"]}}, "no outcome 'granite' here"),
        ({"must_say": ["(open"]}, "is no regular expression"),
        ({"stores": [{"id": "main_db", "technology": "postgrezql"}]}, "docs/technologies.md"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_gold_is_named(folder: Path, changed: dict[str, Any], problem: str) -> None:
    change(folder, **changed)
    with pytest.raises(EvalError) as caught:
        load("corner_shop", folder)
    assert problem in str(caught.value)
    assert all(line.startswith("corner_shop/expect.yaml: ") for line in str(caught.value).splitlines())


def test_a_scripted_answer_that_fits_no_question_is_refused(folder: Path) -> None:
    change(folder, "user.yaml", answers=[{"says": "yes", "means": True}])
    with pytest.raises(EvalError, match=r"corner_shop/user\.yaml: answers\.0: .*give `fact` or `about`"):
        load("corner_shop", folder)


def test_a_scenario_without_a_brief_is_refused(folder: Path) -> None:
    (folder / "corner_shop" / "brief.md").unlink()
    with pytest.raises(EvalError, match=r"add brief\.md"):
        load("corner_shop", folder)


def test_an_unknown_scenario_is_told_from_a_known_one(folder: Path) -> None:
    with pytest.raises(EvalError, match=r"did you mean 'corner_shop'\?"):
        load_all(["corner_shop", "corner_shp"], folder)


def test_an_answer_fits_by_the_fact_or_by_the_words_of_the_question() -> None:
    by_fact, by_words = load("corner_shop", FOLDER).user.answers
    assert by_fact.fits("entities.order.row_version", "")
    assert not by_fact.fits("entities.order.rows", "")
    assert by_words.fits("stores.x.log_access", "Can its change LOG be read?")


@pytest.mark.parametrize(
    ("ref", "right", "wrong"),
    [
        ("entities.order.rows", 5, "many"),
        ("team.operates", ["kafka"], 3),
        ("entities.order.event_sourcing.requested", True, "maybe"),
        ("entities.order.attribute_groups.price.store", "shop_db", 7),
        ("system", "Shop", 7),
    ],
)
def test_a_reference_has_the_type_of_its_fact(ref: str, right: Any, wrong: Any) -> None:
    type_of(ref).validate_python(right)
    with pytest.raises(ValueError, match="validation error"):
        type_of(ref).validate_python(wrong)


@pytest.mark.parametrize("ref", ["entities", "entities.order", "team", "team.size", "system.name", "x.y.z"])
def test_a_reference_to_no_fact_is_refused(ref: str) -> None:
    with pytest.raises(FactsError):
        type_of(ref)
