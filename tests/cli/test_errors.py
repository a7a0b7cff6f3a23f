"""Bad input gets one clear message and an exit code of its own, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

from agent.cli import main

SCRIPT = Path(sys.executable).parent / "integration-architect"
BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("schema_version: 1\nstores: [\n", ["facts.yaml:", "not valid YAML"]),
        ("schema_version: 1\n" + BOMB, ["facts.yaml:", "values once aliases are followed"]),
        ("schema_version: 1\nstores:\n  - {id: a, tecnology: x}\n", ["facts.yaml:3", "'technology'"]),
        ("schema_version: 1\nstores: 7\n", ["facts.yaml:2"]),
        ("schema_version: 2\n", ["facts.yaml:1", "expected 1"]),
        ("schema_version: 1\nentities:\n  - {id: a, deletes: hrad}\n", ["facts.yaml:3", "'hard'"]),
        ("schema_version: 1\npaths:\n  - {id: p, source: a, target: b}\n", ["facts.yaml:3", "'a'"]),
        ("", ["nothing could be read: facts.yaml"]),
        ("schema_version: 1\n", ["no data store was recognised"]),
    ],
    ids=[
        "broken",
        "alias bomb",
        "unknown field",
        "wrong type",
        "version",
        "wrong value",
        "reference",
        "empty",
        "no store",
    ],
)
def test_a_facts_file_that_cannot_be_read_is_named_with_its_line(run, text: str, parts: list[str]) -> None:
    Path("facts.yaml").write_text(text)
    for command in ("check", "design"):
        code, out, err = run(command, "facts.yaml")
        assert (code, out) == (2, ""), err
        assert err.startswith("error: ")
        assert err.count("\n") == 1
        assert all(part in err for part in parts), err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["design"], "Missing argument"),
        (["desing", "."], "No such command 'desing'"),
        (["design", "nowhere.md"], "nowhere.md: no such file or folder; check the path"),
        (["design", ".", "--fail-on", "big"], "'big' is not one of"),
        (["explain", "S3.capure"], "did you mean 'S3.capture'?"),
        (["explain", "zzz"], "ids look like"),
        (["schema", "fact"], "'fact' is not one of"),
        (["chat"], "give a PATH to begin with, or --resume ID"),
        (["chat", "-"], "put the text into a file"),
        (["chat", "--resume", "0badc0de"], "there is no session '0badc0de'"),
        (["sessions", "show", "0badc0de"], "there is no session '0badc0de'"),
        (["docs"], "run it at its root"),
    ],
)
def test_wrong_usage_is_exit_2_and_says_what_to_do(run, arguments: list[str], message: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") <= 2


def test_a_defect_is_exit_70_without_a_traceback(run, facts_file: Path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("x")

    monkeypatch.setattr("agent.cli.design.run", broken)
    code, _, err = run("design", facts_file)
    assert code == 70
    assert "a defect of this program: KeyError: 'x'" in err
    assert "Traceback" not in err
    monkeypatch.setenv("INTEGRATION_ARCHITECT_DEBUG", "1")
    with pytest.raises(KeyError):
        main(["design", str(facts_file)])


def test_ctrl_c_is_exit_130(run, facts_file: Path, monkeypatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agent.cli.design.run", stopped)
    code, _, err = run("design", facts_file)
    assert (code, err.strip()) == (130, "stopped")


def test_control_characters_do_not_reach_the_terminal(run, facts_file: Path) -> None:
    Path("evil\x1b[2J.md").write_bytes(b"\xff\xfe")
    _, _, err = run("design", ".")
    assert "evil\ufffd[2J.md: failed, is not UTF-8 text" in err
    _, _, err = run("design", "nowhere\x1b[2J.md")
    assert "nowhere\ufffd[2J.md: no such file" in err


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen([SCRIPT, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.close()  # long before the program has started
        assert writer.stderr is not None
        assert writer.stderr.read() == b""
    assert writer.returncode == 0
