"""Whatever the moment at which a chat is killed: what it confirmed is kept, and nothing is half done."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent.sessions import open_sessions
from agent.state import design_after, facts_of
from tools.steps import STAGES, run

ROOT = Path(__file__).parents[2]
POINTS = (0, *range(1, 8), *range(17, 31), 45, 66, 80)


@pytest.fixture(scope="module")
def chats(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("chats")
    facts = folder / "facts.yaml"
    facts.write_text((ROOT / "tests/agent/partial.yaml").read_text())
    driver = [sys.executable, str(ROOT / "tests/agent/kill_driver.py"), str(facts), str(folder)]
    subprocess.run([*driver, *map(str, POINTS)], cwd=ROOT, check=True)
    return folder


def noted(told: str) -> dict[str, str]:
    """Return the answers that the program confirmed."""
    return dict(re.findall(r"^noted: (\S+) = (.*)$", told, re.MULTILINE))


def test_a_chat_that_nobody_kills_writes_more_often_than_the_last_point(chats: Path) -> None:
    assert int((chats / "0/calls").read_text()) >= POINTS[-1]


@pytest.mark.parametrize("point", POINTS)
def test_no_confirmed_answer_is_lost_and_no_step_half_applied(
    chats: Path, point: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = chats / str(point)
    monkeypatch.setenv("INTEGRATION_ARCHITECT_HOME", str(here / "home"))
    confirmed = noted((here / "first").read_text())
    with open_sessions() as sessions:
        kept = sessions.list()
        if not kept:  # killed before the first checkpoint: there was nothing to confirm
            assert confirmed == {}
            assert "there is no session" in (here / "second").read_text()
            return
        state = sessions.state(kept[0].id)
    assert confirmed.items() <= state["answers"].items()
    assert design_after(state, len(STAGES)) == run(facts_of(state))
    assert (here / "out/integration-architecture.md").is_file()
