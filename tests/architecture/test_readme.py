"""README.md and CONTRIBUTING.md promise only what exists."""

import re
from pathlib import Path

import pytest

from agent.cli.main import COMMANDS

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", "SKILL.md")


@pytest.mark.parametrize("page", PAGES)
def test_every_command_exists(page: str) -> None:
    named = set(re.findall(r"integration-architect\"? ([a-z]+)", (ROOT / page).read_text()))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_exists(page: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    lines = re.findall(r"(?:`|^)make ((?:[a-z]+ ?)+)", (ROOT / page).read_text(), re.MULTILINE)
    assert {target for line in lines for target in line.split()} <= targets


@pytest.mark.parametrize("page", PAGES)
def test_every_local_link_leads_somewhere(page: str) -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / page).read_text())
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_excerpt_stands_in_the_document() -> None:
    prose = re.sub(r"```.*?```", "", (ROOT / "README.md").read_text(), flags=re.DOTALL)
    quoted = " ".join(re.findall(r"^> ?(.*)", prose, re.MULTILINE))
    document = (ROOT / "examples/retailer/integration-architecture.md").read_text()
    parts = [" ".join(part.split()) for part in re.split(r"(?=\*\*[A-Z])", quoted) if part.startswith("**")]
    assert len(parts) > 2
    assert [part for part in parts if part.removesuffix(" -") not in " ".join(document.split())] == []
