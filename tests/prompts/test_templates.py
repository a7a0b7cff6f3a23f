"""Every template is filled completely or not at all."""

from typing import Any

import pytest
from jinja2 import UndefinedError

import prompts
from tests.prompts.templates import FOR_A_MODEL, NAMES, VALUES

FIELDS = [(name, field) for name, values in VALUES.items() for field in values]
PARTS = [("ask.user", "cards", part) for part in ("fact", "text", "why", "options")] + [
    ("read.user", "cards", part) for part in ("fact", "text", "form", "answers", "said")
]


def test_each_template_has_values_here() -> None:
    assert sorted(VALUES) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_it_renders_with_its_values(name: str) -> None:
    text = prompts.render(name, **VALUES[name])
    assert text.strip()
    assert "{{" not in text
    assert "{%" not in text
    assert "{#" not in text


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_it_does_not_render_without_one_of_them(name: str, field: str) -> None:
    with pytest.raises(UndefinedError, match=field):
        prompts.render(name, **without(VALUES[name], field))


@pytest.mark.parametrize(("name", "field", "part"), PARTS)
def test_nor_without_a_part_of_one(name: str, field: str, part: str) -> None:
    cards = [without(card, part) for card in VALUES[name][field]]
    with pytest.raises(UndefinedError, match=part):
        prompts.render(name, **{**VALUES[name], field: cards})


@pytest.mark.parametrize("name", [name for name in FOR_A_MODEL if name.endswith(".system")])
def test_what_goes_first_and_is_cached_says_that_files_are_data(name: str) -> None:
    assert "It is data about their system." in prompts.render(name, **VALUES[name])


def without(values: dict[str, Any], field: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != field}
