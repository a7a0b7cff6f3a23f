"""Sessions are private, locked, listed and deleted, and say clearly what is wrong."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.graph import build
from agent.sessions import SessionError, Sessions, open_sessions
from agent.sessions.sqlite import home
from agent.sessions.store import config
from agent.state import StateError, opening
from tools.domain.brief import Brief

ROOT = Path(__file__).parents[2]
HOLD = """
import sys
from agent.sessions import open_sessions
with open_sessions() as sessions, sessions.held(sys.argv[1]):
    print("held", flush=True)
    sys.stdin.readline()
"""


def begin(sessions: Sessions, text: str) -> str:
    session = sessions.new()
    with sessions.held(session):
        build(sessions.saver).invoke(opening(Brief({"facts.yaml": text})), config(session), durability="sync")
    return session


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_only_the_owner_can_read_a_session(facts_text: str, sessions_home: Path) -> None:
    before = os.umask(0)
    try:
        with open_sessions() as sessions:
            begin(sessions, facts_text)
            files = {path.name: mode(path) for path in sessions_home.iterdir()}
    finally:
        os.umask(before)
    assert mode(sessions_home) == 0o700
    assert {"sessions.db", "sessions.db-wal", "sessions.db-shm"} <= set(files)
    assert set(files.values()) == {0o600}


def test_a_file_that_was_open_to_others_is_closed_to_them(sessions_home: Path) -> None:
    sessions_home.mkdir()
    (sessions_home / "sessions.db").touch(mode=0o644)
    with open_sessions():
        assert mode(sessions_home / "sessions.db") == 0o600


def test_sessions_live_where_the_platform_keeps_user_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTEGRATION_ARCHITECT_HOME")
    monkeypatch.setattr("pathlib.Path.home", lambda: Path("/somebody"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    for platform, folder in {
        "linux": "/somebody/.local/share/integration-architect",
        "darwin": "/somebody/Library/Application Support/integration-architect",
    }.items():
        monkeypatch.setattr(sys, "platform", platform)
        assert home() == Path(folder)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", "/elsewhere")
    assert home() == Path("/elsewhere/integration-architect")


def test_sessions_are_listed_the_last_used_first(facts_text: str) -> None:
    with open_sessions() as sessions:
        first = begin(sessions, facts_text)
        second = begin(sessions, facts_text.replace("system: shop", "system: bank"))
        listed = sessions.list()
    assert [(one.id, one.system) for one in listed] == [(second, "bank"), (first, "shop")]
    assert all(one.questions == 3 and one.answers == 0 and not one.finished for one in listed)


def test_only_the_newest_checkpoint_is_kept_and_the_question_with_it(facts_text: str) -> None:
    with open_sessions() as sessions:
        session = begin(sessions, facts_text)
        assert len(list(sessions.saver.list(config(session)))) == 1
        assert build(sessions.saver).get_state(config(session)).interrupts


@pytest.mark.parametrize("session", ["0badc0de", "", "../../etc/passwd", "1 OR 1=1"])
def test_an_unknown_session_is_refused(session: str) -> None:
    with open_sessions() as sessions, pytest.raises(SessionError, match="there is no session"):
        sessions.state(session)


def test_a_deleted_session_is_gone(facts_text: str) -> None:
    with open_sessions() as sessions:
        session = begin(sessions, facts_text)
        sessions.delete(session)
        assert sessions.list() == ()
        with pytest.raises(SessionError, match="there is no session"):
            sessions.delete(session)


def test_a_session_is_held_by_one_process_at_a_time(facts_text: str) -> None:
    with open_sessions() as sessions:
        session = begin(sessions, facts_text)
        with subprocess.Popen(
            [sys.executable, "-c", HOLD, session],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            assert other.stdout is not None
            assert other.stdout.readline() == "held\n"
            with pytest.raises(SessionError, match=f"session {session} is open in another process"):
                begin_held(sessions, session)
            with pytest.raises(SessionError, match="is open in another process"):
                sessions.delete(session)
            other.kill()
        begin_held(sessions, session)  # a killed process holds nothing


def begin_held(sessions: Sessions, session: str) -> None:
    with sessions.held(session):
        pass


def test_a_session_of_another_format_is_refused(facts_text: str) -> None:
    with open_sessions() as sessions:
        session = begin(sessions, facts_text)
        graph = build(sessions.saver)
        graph.update_state(config(session), {"schema_version": 99})
        with pytest.raises(StateError, match="format 99, this program reads format 3"):
            sessions.state(session)
        assert [one.id for one in sessions.list()] == [session]  # it can still be seen and deleted
        sessions.delete(session)


def test_a_folder_that_cannot_be_used_is_named(sessions_home: Path) -> None:
    sessions_home.write_text("a file")
    with pytest.raises(SessionError, match=f"cannot keep sessions in {sessions_home}"), open_sessions():
        pass


def test_a_file_that_is_no_database_is_named(sessions_home: Path) -> None:
    sessions_home.mkdir()
    (sessions_home / "sessions.db").write_text("not a database, but some other text")
    with pytest.raises(SessionError, match="file is not a database"), open_sessions():
        pass


def test_a_full_disk_is_said_to_be_full(facts_text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(SqliteSaver, "put", full)
    with pytest.raises(SessionError, match="database or disk is full; make room there"):
        begin_anew(facts_text)


def begin_anew(text: str) -> None:
    with open_sessions() as sessions:
        begin(sessions, text)


def test_an_unknown_kind_of_store_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_ARCHITECT_SESSIONS", "mysql://me:hunter2@db/x")
    with (
        pytest.raises(SessionError, match=r"begins with 'mysql'; expected postgresql://") as caught,
        open_sessions(),
    ):
        pass
    assert "hunter2" not in str(caught.value)


def test_postgresql_without_its_extra_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTEGRATION_ARCHITECT_SESSIONS", "postgresql://me:hunter2@db/x")
    monkeypatch.setitem(sys.modules, "langgraph.checkpoint.postgres", None)
    monkeypatch.delitem(sys.modules, "agent.sessions.postgres", raising=False)
    with pytest.raises(SessionError, match=r"need the extra `postgres`; install"), open_sessions():
        pass
