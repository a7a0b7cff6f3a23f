"""SKILL.md is installable, promises only what exists, and its commands work from anywhere."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from agent.cli.exit_codes import FINDINGS, NEEDS_ANSWERS, OK

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "SKILL.md").read_text()
NAME = "data-integration-architect"
PLACEHOLDER = "<absolute path of the folder of this SKILL.md>"
COMMANDS = [block.strip() for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)]
KEYS = {"name", "description", "license", "compatibility", "metadata", "allowed-tools"}


def test_the_front_matter_is_what_hosts_read() -> None:
    front = yaml.safe_load(TEXT.split("---")[1])
    assert set(front) <= KEYS
    assert front["name"] == NAME
    assert 350 <= len(front["description"]) <= 500
    assert not set("<>") & set(front["description"])


def test_it_is_short_enough_for_every_host() -> None:
    assert len(TEXT.encode()) <= 8000


def test_every_link_leads_to_a_file() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_every_reference_page_is_linked() -> None:
    pages = {f"references/{path.name}" for path in (ROOT / "references").iterdir()}
    assert pages == set(re.findall(r"references/[\w-]+\.md", TEXT))


def test_every_command_names_the_folder_it_lives_in() -> None:
    assert COMMANDS
    assert all(command.startswith(f'SKILL_DIR="{PLACEHOLDER}"; uv run --frozen') for command in COMMANDS)


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Copy what belongs to the project into a folder of the skill's name, as a host would install it."""
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            target = tmp_path / "skills" / NAME / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, target)
    return tmp_path / "skills" / NAME


def test_the_commands_run_in_order_from_a_foreign_folder(installed: Path, tmp_path: Path) -> None:
    project = tmp_path / "their project"
    project.mkdir()
    shutil.copy(ROOT / "examples/retailer/brief.md", project)
    environment = {
        **os.environ,
        "PATH": f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(installed),  # the copy, in the environment of the tests
        "UV_NO_SYNC": "1",
        "UV_PROJECT_ENVIRONMENT": str(ROOT / ".venv"),
    }
    for command in COMMANDS:
        if "integration-architect check" in command:  # the host has filled in the facts
            shutil.copy(ROOT / "examples/retailer/facts.yaml", project)
        line = command.replace(PLACEHOLDER, str(installed))
        run = subprocess.run(
            ["bash", "-c", line], cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode in (OK, FINDINGS, NEEDS_ANSWERS), f"{command}\n{run.stderr}"
    assert (project / "docs/integration/integration-architecture.md").is_file()
