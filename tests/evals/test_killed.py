"""The command itself, killed while it waits for a batch, and called again."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agent.cli import exit_codes
from agent.cli.main import main
from agent.llm import batches
from agent.llm.settings import BASE_URL, KEY, TOKEN
from tests.agent.llm.batch_endpoint import BatchEndpoint, succeeded
from tests.agent.llm.uses import least, use_of

FOLDER = Path(__file__).parent / "scenarios"
RUN = """
import sys
from agent.cli.main import main
from agent.llm import batches
batches.POLL_S = 0.01
main(sys.argv[1:])
"""
PATIENCE_S = 60
NEVER = sys.maxsize


class Endpoint(BatchEndpoint):
    """Answers with the least. Its second batch is not done before somebody says so."""

    def __init__(self) -> None:
        super().__init__(lambda _, body: succeeded(least(use_of(body))), looks=1)
        self.stuck = True

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        if len(self.batches) == 1 and self.stuck:
            self.looks = NEVER
        return super().create(body)

    def wait_until_stuck(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.looked_at("batch_2"):
            assert time.monotonic() < end, "the second batch was never looked at"
            time.sleep(0.02)

    def go_on(self) -> None:
        self.stuck, self.looks = False, 1


def arguments(folder: Path, out: str) -> list[str]:
    return ["eval", "--arm", "batch", "--scenarios", str(folder / "scenarios"), "-o", str(folder / out)]


def outcomes(folder: Path) -> Mapping[str, Any]:
    runs = {path.name: json.loads(path.read_text()) for path in (folder / "runs").iterdir()}
    return {name: (run["status"], run["outcome"]) for name, run in runs.items()}


def test_a_run_that_is_killed_while_it_waits_goes_on_with_the_batch_that_it_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("corner_shop", "other_shop"):
        shutil.copytree(FOLDER / "corner_shop", tmp_path / "scenarios" / name)
    for name in (KEY, TOKEN):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(batches, "POLL_S", 0.0)
    endpoint = Endpoint()
    with endpoint.serving():
        monkeypatch.setenv(BASE_URL, endpoint.address)
        killed = subprocess.Popen([sys.executable, "-c", RUN, *arguments(tmp_path, "killed")])
        try:
            endpoint.wait_until_stuck()
        finally:
            killed.kill()
            killed.wait()
        endpoint.go_on()
        assert main(arguments(tmp_path, "killed")) == exit_codes.OK
        asked = [id_ for batch in endpoint.batches for id_ in batch]
        said = capsys.readouterr().err
        assert main(arguments(tmp_path, "whole")) == exit_codes.OK
    assert len(asked) == len(set(asked))
    assert "wave 1: 2 conversations waiting, 2 answers back; 0 of 2 runs are done\n" in said
    assert outcomes(tmp_path / "killed") == outcomes(tmp_path / "whole")
    assert set(outcomes(tmp_path / "killed")) == {"corner_shop.batch.1.json", "other_shop.batch.1.json"}
    assert [id_ for batch in endpoint.batches for id_ in batch][len(asked) :] == asked
