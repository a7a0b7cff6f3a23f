"""`chat` asks on a terminal or in a pipe, takes numbers, values and `assume`, and can be resumed."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agent.graph import build
from agent.sessions import open_sessions
from agent.sessions.store import config

SCRIPT = Path(sys.executable).parent / "integration-architect"


@pytest.fixture
def chat(run, monkeypatch: pytest.MonkeyPatch):
    def one(answers: str, *arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(answers))
        return run("chat", *arguments)

    return one


def session(told: str) -> str:
    return told.split()[1].rstrip(".")


def shown(run, id_: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(run("sessions", "show", id_)[1])
    return found


def test_a_pipe_answers_line_by_line_and_gets_the_document(facts_file: Path) -> None:
    ran = subprocess.run(
        [SCRIPT, "chat", facts_file.name, "-o", "out"],
        input="1\nassume\nassume rest\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == ""
    assert ran.stderr.count("noted: ") == 1
    assert "Written: out/integration-architecture.md" in ran.stderr
    assert Path("out/integration-architecture.json").is_file()


def test_a_number_picks_an_option_and_a_value_is_a_value(run, chat, facts_file: Path) -> None:
    first = json.loads(run("questions", facts_file, "--json")[1])[:2]
    _, _, err = chat("2\nnever\nquit\n", facts_file)
    by_number = first[0]["options"][1]["value"]
    answers = shown(run, session(err))["answers"]
    assert answers[first[0]["fact"]] == json.dumps(by_number).strip('"')  # type: ignore[index]
    assert answers[first[1]["fact"]] == "never"  # type: ignore[index]


def test_a_value_that_cannot_be_is_asked_for_again(chat, facts_file: Path) -> None:
    _, _, err = chat("purple\nfalse\nquit\n", facts_file)
    assert "got 'purple'" in err
    assert "noted: entities.product.large_columns = false" in err


def test_any_other_fact_can_be_said_on_the_way(chat, facts_file: Path) -> None:
    _, _, err = chat("team.operations_level = 2\nquit\n", facts_file)
    assert "noted: team.operations_level = 2" in err


def test_leaving_keeps_what_was_said_and_resuming_goes_on(run, chat, facts_file: Path) -> None:
    code, _, err = chat("false\n", facts_file)  # and the pipe ends
    assert code == 3
    assert "Its questions are still open. The chat is kept; go on with: " in err
    id_ = session(err)
    assert shown(run, id_)["answers"] == {"entities.product.large_columns": "false"}
    code, _, err = chat("assume rest\n", "--resume", id_)
    assert code == 0
    assert "Where you were: shop, 2 stores, 1 entity, 1 path." in err
    assert re.search(r"^Decided: \d+ of \d+\. Open questions: [1-9]", err, re.MULTILINE)
    assert "You said: entities.product.large_columns = false" in err
    assert "hold values above about 2 kB" not in err
    assert shown(run, id_)["finished"] is True


def test_a_chat_of_an_older_version_goes_on_with_its_answers(run, chat, facts_file: Path) -> None:
    id_ = session(chat("false\n", facts_file)[2])
    with open_sessions() as sessions, sessions.held(id_):
        build(sessions.saver).update_state(config(id_), {"schema_version": 1})
    assert shown(run, id_)["answers"] == {"entities.product.large_columns": "false"}
    code, _, err = chat("assume rest\n", "--resume", id_)
    assert code == 0
    assert "step 1 of 8" in err
    assert "entities.product.large_columns" not in err
    assert shown(run, id_)["finished"] is True
    assert json.loads(run("sessions", "export", id_)[1])["schema_version"] == 3


def test_an_answer_can_be_changed_after_the_end_and_the_change_is_told(run, chat, facts_file: Path) -> None:
    _, _, err = chat("assume rest\n", facts_file)
    id_ = session(err)
    code, _, err = chat("entities.product.deletes=soft\nassume rest\n", "--resume", id_)
    assert code == 0
    assert "This chat is finished." in err
    assert "flag_travels_as_update instead of versioned_marker_from_log" in err
    assert "flag_travels_as_update" in Path("integration-architecture.json").read_text()


def test_a_finished_chat_can_be_left_alone(chat, facts_file: Path) -> None:
    id_ = session(chat("assume rest\n", facts_file)[2])
    code, _, err = chat("quit\n", "--resume", id_)
    assert code == 0
    assert "Written" not in err


def test_documents_that_cannot_be_written_can_be_written_elsewhere_later(chat, facts_file: Path) -> None:
    Path("out").write_text("a file")
    code, _, err = chat("assume rest\n", facts_file, "-o", "out")
    assert code == 4
    assert chat("", "--resume", session(err), "-o", "elsewhere")[0] == 0
    assert Path("elsewhere/integration-architecture.md").is_file()


def test_a_new_file_can_be_brought_along_when_resuming(run, chat, facts_file: Path) -> None:
    id_ = session(chat("false\n", facts_file)[2])
    Path("more.yaml").write_text(
        facts_file.read_text().replace("deletes: hard", "").replace("system: shop", "system: bank")
    )
    chat("assume rest\n", "more.yaml", "--resume", id_)
    assert "Integration architecture: bank" in Path("integration-architecture.md").read_text()
    assert shown(run, id_)["answers"] == {"entities.product.large_columns": "false"}


def test_a_terminal_is_told_how_to_answer(chat, facts_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("io.StringIO", Terminal)
    _, _, err = chat("quit\n", facts_file)
    assert "`help`" in err


def test_a_secret_in_an_answer_is_kept_nowhere(run, chat, facts_file: Path, tmp_path: Path) -> None:
    _, out, err = chat("stores.shop_db.name=postgres://shop:hunter2@db/shop\nassume rest\n", facts_file)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "home").iterdir())
    assert b"hunter2" not in stored
    assert "hunter2" not in out + err + Path("integration-architecture.md").read_text()


def test_sessions_are_listed_exported_and_deleted(run, chat, facts_file: Path) -> None:
    id_ = session(chat("quit\n", facts_file)[2])
    assert [one["id"] for one in json.loads(run("sessions", "list")[1])] == [id_]
    assert json.loads(run("sessions", "export", id_)[1])["schema_version"] == 3
    code, out, err = run("sessions", "delete", id_)
    assert (code, out, err) == (0, "", f"session {id_} is deleted\n")
    assert json.loads(run("sessions", "list")[1]) == []
