"""Hostile code: nothing gets out, nothing is left behind, nothing takes longer or more than it may."""

import os
from pathlib import Path
from time import monotonic

import psycopg
import pytest

from agent.advice import code
from agent.advice import postgresql as engines
from agent.advice.engine import STOPPED
from agent.advice.postgresql import OF_ROLES, Database, Engine
from tests.advice.designs import block, sql

WITHOUT_RIGHTS = "42501"

FORBIDDEN = {
    "reads a file": "SELECT pg_read_file('/etc/hostname')",
    "lists a folder": "SELECT pg_ls_dir('/')",
    "imports a file": "SELECT lo_import('/etc/hostname')",
    "exports a file": "SELECT lo_export(lo_create(0), '/tmp/stolen')",
    "copies from a file": "CREATE TEMP TABLE t (x text); COPY t FROM '/etc/hostname'",
    "copies to a file": "COPY (SELECT 1) TO '/tmp/stolen'",
    "starts a program": "CREATE TEMP TABLE t (x text); COPY t FROM PROGRAM 'id'",
    "feeds a program": "COPY (SELECT 1) TO PROGRAM 'cat > /tmp/stolen'",
    "connects elsewhere": "CREATE EXTENSION dblink",
    "mounts a table elsewhere": "CREATE EXTENSION postgres_fdw",
    "mounts a file": "CREATE EXTENSION file_fdw",
    "loads a library": "LOAD '/tmp/x.so'",
    "becomes the administrator": "SET ROLE postgres",
    "becomes another session": "SET SESSION AUTHORIZATION postgres",
    "makes an administrator": "CREATE ROLE boss SUPERUSER",
    "drops a role": "DROP ROLE design_owner",
    "raises itself": "ALTER ROLE CURRENT_USER SUPERUSER",
    "sets the server": "ALTER SYSTEM SET archive_command = 'id'",
    "lifts the limit of files": "SET temp_file_limit = -1",
    "subscribes": "CREATE SUBSCRIPTION s CONNECTION 'host=198.51.100.1' PUBLICATION p",
    "ends others": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity",
    "writes a language": "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '/tmp/x', 'f'",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_role_has_no_right_to_it(database: Database, what: str) -> None:
    failure = database.run(FORBIDDEN[what])
    assert failure is not None
    assert failure.code == WITHOUT_RIGHTS, failure


LARGE = {
    "sorts without end": "SET work_mem = '1TB'; SELECT count(*) FROM "
    "(SELECT g, random() r FROM generate_series(1, 50000000) g ORDER BY r) x",
    "recurses without end": "WITH RECURSIVE r AS (SELECT 1 UNION ALL SELECT 1 FROM r) SELECT count(*) FROM r",
    "makes a huge value": "SELECT repeat('x', 1000000000)",
    "returns without end": "SELECT generate_series(1, 1000000000)",
    "waits for rows": "CREATE TABLE t (x int); COPY t FROM STDIN",
    "fills the disk": "SET statement_timeout = 0; CREATE TABLE t (x text); DO $$ BEGIN LOOP "
    "INSERT INTO t SELECT md5(random()::text) FROM generate_series(1, 10000); END LOOP; END $$",
    "sleeps": "SELECT pg_sleep(60)",
}


@pytest.mark.parametrize("what", LARGE)
def test_what_is_too_large_or_too_slow_is_stopped(database: Database, what: str) -> None:
    begun = monotonic()
    failure = database.run(LARGE[what])
    assert failure is not None
    assert failure.code == STOPPED or failure.code[:2] in code.LIMITS, failure
    assert monotonic() - begun < engines.SCRIPT_S + 2


def test_a_loop_that_lifts_the_limit_and_swallows_the_end_is_ended(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "SCRIPT_S", 0.5)
    loop = "BEGIN PERFORM pg_sleep(1); EXCEPTION WHEN OTHERS THEN NULL; END;"
    failure = database.run(f"SET statement_timeout = 0; DO $$ BEGIN LOOP {loop} END LOOP; END $$")
    assert failure is not None
    assert failure.message == "it did not end within 0.5 s"
    assert database.run("SELECT 1") is not None  # that connection is gone for good


def test_a_block_that_is_stopped_is_refused(database: Database) -> None:
    found = code.check(sql("SELECT generate_series(1, 1000000000)"), "PostgreSQL 18", database)
    assert found.status == "refused"
    assert (
        found.says
        == "PostgreSQL 18 did not finish the SQL within its limits: it returns more than 10,000 rows"
    )


def test_nothing_of_a_block_is_there_for_the_next(engine: Engine) -> None:
    with engine.database() as first:
        assert (
            first.run("ALTER ROLE CURRENT_USER SET search_path = evil; CREATE TABLE left_behind ()") is None
        )
        assert first.run("COMMIT; RESET ROLE; CREATE SCHEMA evil") is None
    with engine.database() as second:
        found = second.run("SELECT * FROM left_behind")
        assert found is not None
        assert found.code == "42P01"
        assert second.run("SELECT 1 / (current_setting('search_path') <> 'evil')::int") is None


def test_databases_and_roles_are_dropped(engine: Engine) -> None:
    with engine.database() as database:
        database.run("SELECT 1")
    with psycopg.connect(engine.uri) as admin:
        assert admin.execute("SELECT FROM pg_roles WHERE rolname LIKE 'advice_%'").fetchall() == []
        assert admin.execute("SELECT FROM pg_database WHERE datname LIKE 'advice_%'").fetchall() == []


def test_every_process_of_the_server_is_bounded(engine: Engine) -> None:
    with psycopg.connect(engine.uri) as admin:
        limits = Path(f"/proc/{admin.info.backend_pid}/limits").read_text()
    bounds = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert bounds["Max address space"] == str(1 << 30)
    assert bounds["Max file size"] == str(64 << 20)
    assert bounds["Max cpu time"] == "20"


def test_a_session_begins_with_the_limits_of_its_role(database: Database) -> None:
    for setting, value in OF_ROLES.items():
        assert database.run(f"SELECT 1 / (current_setting('{setting}') = '{value}')::int") is None, setting


def test_the_server_does_not_listen_on_the_network(database: Database) -> None:
    assert database.run("SELECT 1 / (current_setting('listen_addresses') = '')::int") is None


def test_the_folder_is_gone_afterwards() -> None:
    with engines.throwaway() as running, running.database() as database:
        (folder,) = {Path(part) for part in running.uri.split("=") if part.startswith("/")}
        assert folder.exists()
        database.run("SELECT 1")
    assert not folder.exists()


BOMB = "a: &a [x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(9)
)


@pytest.mark.parametrize(
    ("language", "text", "says"),
    [
        ("yaml", BOMB, "the YAML has more than 60 levels or references"),
        ("yaml", "[" * 5000, "the YAML has more than 60 levels or references"),
        ("yaml", "a: [1", "it is no YAML"),
        ("json", "[" * 19_000, "the JSON is nested too deeply to be read"),
        ("json", '{"a": 1,}', "it is no JSON"),
        ("json", "9" * 19_000, "it is no JSON"),
    ],
)
def test_a_configuration_that_is_a_trap_is_refused(language: str, text: str, says: str) -> None:
    found = code.check(block(code=text, language=language), "", None)
    assert found.status == "refused"
    assert found.says.startswith(says)


def test_a_yaml_tag_makes_no_object() -> None:
    text = "!!python/object/apply:os.mkdir [made_by_yaml]"
    assert code.check(block(code=text, language="yaml"), "", None).status == "parsed"
    assert not os.path.exists("made_by_yaml")  # noqa: PTH110


def test_code_without_end_is_not_read() -> None:
    assert code.check(block(code="x" * 20_001, language="yaml"), "", None).status == "not checked"


def test_a_plain_configuration_is_parsed() -> None:
    assert code.check(block(code="a: &x {b: 1}\nc: *x\n", language="yaml"), "", None).status == "parsed"
    assert code.check(block(code='{"a": [1]}', language="json"), "", None).status == "parsed"
