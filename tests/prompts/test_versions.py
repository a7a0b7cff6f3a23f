"""Who changes a prompt says so: its version stands in its first line, and recordings are made anew."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import yaml

import prompts
from tests.prompts.templates import FOR_A_MODEL, FOR_THE_USER, source

PINNED: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("digests.yaml").read_text("utf-8")
)


def problem(name: str, version: int, text: str, pinned: dict[str, Any] | None) -> str:
    """Return what is wrong with a prompt and what to do; empty if it is the pinned one."""
    now = {"version": version, "sha256": sha256(text.encode()).hexdigest()}
    if now == pinned:
        return ""
    if pinned and version <= pinned["version"]:
        return (
            f"prompts/{name}.txt.j2 changed without a new version: raise the number in its first line, and "
            "record the scenarios again (make record SCENARIO=…)"
        )
    return f"pin it in tests/prompts/digests.yaml: `{name}: {{version: {version}, sha256: {now['sha256']}}}`"


@pytest.mark.parametrize("name", FOR_A_MODEL)
def test_a_prompt_has_a_version_in_its_first_line_and_changes_only_with_it(name: str) -> None:
    assert prompts.version(name) > 0, f"begin prompts/{name}.txt.j2 with {{# version 1 #}}"
    assert problem(name, prompts.version(name), source(name), PINNED.get(name)) == ""


def test_no_other_prompt_is_pinned() -> None:
    assert set(PINNED) <= set(FOR_A_MODEL)
    assert [prompts.version(name) for name in FOR_THE_USER] == [0]


def test_a_change_asks_for_a_version_and_a_version_for_its_pin() -> None:
    pinned = {"version": 3, "sha256": sha256(b"old").hexdigest()}
    assert problem("ask.user", 3, "old", pinned) == ""
    assert "changed without a new version: raise the number" in problem("ask.user", 3, "new", pinned)
    assert "changed without a new version" in problem("ask.user", 2, "new", pinned)
    assert "pin it in tests/prompts/digests.yaml: `ask.user: {version: 4" in problem(
        "ask.user", 4, "new", pinned
    )
    assert "pin it" in problem("ask.user", 1, "new", None)


def test_the_version_costs_the_model_nothing() -> None:
    assert "version" not in prompts.render("repair", error="…")
    assert prompts.render("repair", error="…").startswith("That answer")
