"""Advised Redis commands are run on a Valkey of their own; what is wrong is refused, nothing gets out."""

from pathlib import Path
from socket import AF_UNIX, SOCK_STREAM
from time import monotonic

import psutil
import pytest

import agent.advice.check as checking
from agent.advice import code, commands, valkey
from agent.advice.check import check
from agent.advice.engine import SCRIPT_S, STOPPED, EngineError, Failure
from agent.advice.outcome import Outcome
from tests.advice.designs import DESIGN, elaboration, redis


def run(text: str) -> Outcome:
    return code.check(redis(text), "", None)


@pytest.mark.parametrize(
    "text",
    [
        'SET session:{42} "a \\"b\\"" EX 60 NX  # a comment\n# another\nGET session:{42}',
        "redis-cli HSET h a '{\"b\": 1}' \\\n  c ''",
        "MULTI\n  INCR seen\n  EXPIRE seen 60\nEXEC",
        "XGROUP CREATE s g $ MKSTREAM\nXADD s * a 1\nXREADGROUP GROUP g c STREAMS s >\nXACK s g 0-1",
        "EVAL \"local v = redis.call('GET', KEYS[1])\nreturn v\" 1 k",
    ],
)
def test_commands_that_valkey_takes_ran(text: str) -> None:
    assert run(text) == Outcome("ran", "the commands ran on an empty Valkey")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("SETT a 1", "Valkey refuses SETT: unknown command 'SETT', with args beginning with: 'a' '1'"),
        ("SET a", "Valkey refuses SET: wrong number of arguments for 'set' command"),
        ("SET <key>", "Valkey refuses SET: wrong number of arguments for 'set' command"),
        ("SET a 1 EX soon", "Valkey refuses SET: value is not an integer or out of range"),
        ("SET a 1\nLPUSH a 2", "Valkey refuses LPUSH: WRONGTYPE Operation against a key"),
        ("MULTI\nSET a b\nINCR a\nEXEC", "Valkey refuses EXEC: value is not an integer"),
        ("CONFIG SET maxmemory", "Valkey refuses CONFIG: wrong number of arguments for 'config|set'"),
        ("CONFIG SET maxmemory 1gb\nSETT a 1", "Valkey refuses SETT"),
        ("EVAL \"return redis.call('SETT', 'a')\" 0", "Valkey refuses EVAL: Unknown command called"),
        ("-- moves it\nlocal v = redis.call('GET' KEYS[1])", "Valkey refuses the script: Error compiling"),
    ],
)
def test_what_valkey_refuses_is_refused(text: str, why: str) -> None:
    found = run(text)
    assert found.status == "refused", found.says
    assert found.says.startswith(why)


@pytest.mark.parametrize(
    "text",
    [
        "CONFIG SET maxmemory-policy noeviction",
        "MULTI\nCONFIG SET maxmemory 1gb\nEXEC",
        "XREADGROUP GROUP g c STREAMS s >",
        "EVALSHA 6b1bf486c81ceb7edf3c093f4c48582e38c0e791 0",
        "CLUSTER NODES",
        "SET a 1 EX <seconds>",
        "SET a 1\nEXPIRE a {ttl}",
        "-- KEYS[1]: the copy\nif redis.call('HGET', KEYS[1], 'pos') then return 1 end\nreturn 0",
    ],
)
def test_what_is_not_here_is_parsed_and_not_refused(text: str) -> None:
    found = run(text)
    assert found.status == "parsed", found.says


@pytest.mark.parametrize(
    "text",
    [
        "appendonly yes\nmaxmemory-policy noeviction",
        "redis-cli --scan --pattern 'fare:*' | while read -r key; do\n  redis-cli EXPIRE \"$key\" 5\ndone",
        'SET a "not closed',
        "FT.CREATE idx ON HASH SCHEMA name TEXT",
        "VADD points 1 2",
        "",
    ],
)
def test_what_is_no_list_of_commands_is_not_checked(text: str) -> None:
    assert run(text).status == "not checked"


def test_code_for_another_engine_is_not_run() -> None:
    other = redis("SET a").model_copy(update={"engine": "ibm_mq"})
    assert code.check(other, "", None) == Outcome("not checked", "no engine here reads the code")


def test_without_valkey_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "available", lambda: False)
    assert run("SETT a 1") == Outcome("not checked", "the commands were not run, for no Valkey is installed")


def test_a_valkey_that_does_not_start_is_no_end_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(valkey, "SETTINGS", "no-such-setting on\n")
    assert run("SETT a 1") == Outcome("not checked", "the throwaway Valkey did not start")


def test_a_block_with_a_wrong_command_is_caught() -> None:
    found = check(elaboration(redis("SETT a 1"), redis("SET a 1")), DESIGN)
    assert [(one.what, one.why[:19]) for one in found.caught] == [("Redis commands", "Valkey refuses SETT")]
    assert [one.status for one in found.blocks] == ["ran"]


def test_no_answer_keeps_valkey_busy_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "RUN", 1)
    found = check(elaboration(*[redis("SET a 1")] * 3), DESIGN)
    assert [one.status for one in found.blocks] == ["ran", "not checked", "not checked"]


def test_nothing_of_a_block_is_there_for_the_next() -> None:
    before = run("SET a 1\nFUNCTION LOAD \"#!lua name=l\nserver.register_function('f', function() end)\"")
    assert before.status == "ran"
    assert run("LPUSH a 1").status == "ran"
    assert run("FCALL f 0").status == "parsed"


FORBIDDEN = {
    "changes the folder": "CONFIG SET dir /tmp",
    "ends the server": "SHUTDOWN NOSAVE",
    "makes the server sleep": "DEBUG SLEEP 60",
    "crashes the server": "DEBUG SEGFAULT",
    "follows another server": "REPLICAOF 198.51.100.1 6379",
    "sends keys elsewhere": "MIGRATE 198.51.100.1 6379 k 0 1000",
    "writes a file": "SAVE",
    "writes a file behind our back": "BGSAVE",
    "rewrites the log": "BGREWRITEAOF",
    "loads a library": "MODULE LOAD /tmp/x.so",
    "makes an administrator": "ACL SETUSER boss on nopass +@all",
    "stops all clients": "CLIENT PAUSE 60000",
    "ends others": "CLIENT KILL TYPE normal",
    "reads what others do": "MONITOR",
    "starts a debugger": "SCRIPT DEBUG YES",
    "silences the answers": "CLIENT REPLY OFF",
    "restores raw bytes": "RESTORE a 0 x",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_user_has_no_right_to_it(what: str) -> None:
    with valkey.throwaway() as server:
        failure = server.run(FORBIDDEN[what].split())
        assert failure is not None
        assert failure.code == "NOPERM" or "command not allowed" in failure.message, failure
        assert server.run(["PING"]) is None


LARGE = {
    "runs without end": "while true do end",
    "takes memory without end": "local t = {} for i = 1, 1e9 do t[i] = string.rep('x', 1000) .. i end",
    "fills the store": "for i = 1, 1e9 do redis.call('SET', i, string.rep('x', 100000)) end",
    "makes a huge value": "return redis.call('SETRANGE', 'a', 500000000, 'x')",
    "answers without end": "return string.rep('x', 50000000)",
    "answers in a million parts": "local t = {} for i = 1, 3000000 do t[i] = 1 end return t",
}


@pytest.mark.parametrize("what", LARGE)
def test_what_is_too_large_or_too_slow_is_stopped_and_refused(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey, "SCRIPT_S", 2.0)
    begun = monotonic()
    assert run(f'EVAL "{LARGE[what]}" 0').status == "refused"
    assert monotonic() - begun < 2 + 2


def test_an_answer_nested_too_deep_for_us_is_read() -> None:
    assert run('EVAL "local t = {} for i = 1, 5000 do t = {t} end return t" 0').status == "ran"


def test_a_command_that_waits_for_others_does_not_hold_up_the_next() -> None:
    begun = monotonic()
    assert run("BLPOP queue 0\nPUBLISH news x").status == "ran"
    assert monotonic() - begun < SCRIPT_S


@pytest.mark.parametrize("before", ["SUBSCRIBE news sports", "QUIT", "BLPOP queue 0", "HELLO 3\nHGETALL h"])
def test_each_answer_belongs_to_its_command(before: str) -> None:
    assert run(f"{before}\nSET a 1").status == "ran"
    assert run(f"HSET h a 1\n{before}\nSETT a 1").status == "refused"


def test_a_server_that_is_gone_is_a_failure() -> None:
    with valkey.throwaway() as server:
        process().kill()
        assert server.run(["PING"]) == Failure(
            STOPPED, "the server ended the connection: too large an answer, or no memory left"
        )


def process() -> psutil.Process:
    (found,) = [one for one in psutil.Process().children() if one.name() == "valkey-server"]
    return found


def test_the_server_has_one_socket_in_a_folder_of_its_own_and_no_port_and_is_bounded() -> None:
    with valkey.throwaway():
        running = process()
        folder = Path(running.cwd())
        assert [path.name for path in folder.iterdir()] == ["socket"]
        sockets = running.net_connections(kind="all")
        assert {(one.family, one.type) for one in sockets} == {(AF_UNIX, SOCK_STREAM)}
        limits = Path(f"/proc/{running.pid}/limits").read_text()
    bounds = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
    assert bounds["Max address space"] == str(512 << 20)
    assert bounds["Max file size"] == "0"
    assert bounds["Max cpu time"] == "10"
    assert not running.is_running()
    assert not folder.exists()


def test_the_server_is_killed_when_what_runs_on_it_fails() -> None:
    def fails() -> None:
        with valkey.throwaway():
            seen.append(process())
            raise OSError

    seen = list[psutil.Process]()
    with pytest.raises(EngineError):
        fails()
    assert not seen[0].is_running()
