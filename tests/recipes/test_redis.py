"""What the Redis scripts promise, tried on Valkey."""

from itertools import permutations
from threading import Barrier, Thread
from time import monotonic
from typing import Any

import pytest

from tools.domain.facts import Read
from tools.recipes import Recipe

GUARDED = {
    "target": "redis",
    "path": {"deletes": "flag_travels_as_update", "sink_guard": "compare_and_write_atomically"},
}
CACHED: dict[str, Any] = {
    "target": "redis",
    "path": {"capture": "cache_aside_with_expiry", "freshness_s": 60},
}


def code(recipe: Recipe) -> dict[str, Any]:
    """Run the recipe's Python and return what it defines."""
    assert recipe.checked == "ran"
    defined: dict[str, Any] = {}
    exec(compile(recipe.text, recipe.id, "exec"), defined)
    return defined


def write(
    cache, script: Recipe, version: int, value: str | None, *, epoch: int = 1, marker_ms: int = 60_000
) -> int:
    assert script.checked == "ran"
    kind = "delete" if value is None else "set"
    keys = ("products:{7}", "products:{7}:version")
    return cache.eval(script.text, 2, *keys, epoch, version, value or "", 60_000, marker_ms, kind)


@pytest.mark.claim("redis.versioned_write")
def test_the_highest_version_stays_in_any_order_and_a_deleted_value_stays_away(valkey, recipe) -> None:
    script = recipe("redis.versioned_write", **GUARDED)
    huge = 18_446_744_073_709_551_000  # a log position; a Lua number would round it
    for order in permutations([(huge, "old"), (huge + 1, "new"), (huge + 2, None), (huge, "old")]):
        valkey.flushall()
        for version, value in order:
            write(valkey, script, version, value)
        assert valkey.get("products:{7}") is None, order
        assert valkey.hget("products:{7}:version", "version") == str(huge + 2)
    assert write(valkey, script, huge + 2, "fill of what was deleted") == 0
    assert write(valkey, script, 3, "after a restore", epoch=2) == 1
    assert write(valkey, script, huge + 3, "late message of the old epoch") == 0
    assert write(valkey, script, 10, "ten is above nine", epoch=2) == 1
    assert write(valkey, script, 9, "nine", epoch=2) == 0
    assert valkey.get("products:{7}") == "ten is above nine"


def test_an_expired_value_can_be_filled_again_at_its_version_but_not_at_an_older_one(valkey, recipe) -> None:
    script = recipe("redis.versioned_write", **GUARDED)
    write(valkey, script, 2, "value")
    valkey.delete("products:{7}")  # as expiry would
    assert write(valkey, script, 1, "older") == 0
    assert write(valkey, script, 2, "value") == 1
    assert 0 < valkey.pttl("products:{7}") <= 60_000
    assert 0 < valkey.pttl("products:{7}:version") <= 60_000


@pytest.mark.claim("redis.cache_aside")
def test_of_many_readers_that_miss_at_once_one_asks(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))
    asked: list[str] = []
    found: list[str] = []
    together = Barrier(8)

    def load() -> str:
        asked.append("x")
        return "fresh"

    def reader() -> None:
        together.wait(timeout=10)
        found.append(cache["read"](valkey, "7", load))

    threads = [Thread(target=reader) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=10)
    assert found == ["fresh"] * 8
    assert len(asked) == 1


class Overtaken:
    """A client whose first look comes just before another reader fills the cache."""

    def __init__(self, client: Any) -> None:
        self.client, self.looked = client, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def get(self, key: str) -> Any:
        if not self.looked:
            self.looked = True
            self.client.set(key, "filled by another", px=60_000)
            return None
        return self.client.get(key)


def test_a_reader_that_was_overtaken_takes_what_the_other_one_filled(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))
    assert cache["read"](Overtaken(valkey), "7", lambda: "asked again") == "filled by another"
    assert not valkey.exists(cache["names"]("7")[1])


def test_a_value_read_before_an_invalidation_is_not_stored_after_it(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))

    def slow_load() -> str:
        cache["invalidate"](valkey, "7")  # the row changes while it is on its way
        return "old"

    assert cache["read"](valkey, "7", slow_load) == "old"
    assert cache["read"](valkey, "7", lambda: "new") == "new"
    assert cache["read"](valkey, "7", lambda: "never asked") == "new"


def test_a_row_that_is_not_there_is_asked_for_once_and_only_for_a_short_time(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))
    assert cache["read"](valkey, "8", lambda: None) is None
    assert cache["read"](valkey, "8", lambda: "asked again") is None
    value_key, lease_key = cache["names"]("8")
    assert 0 < valkey.pttl(value_key) <= 2000
    assert not valkey.exists(lease_key)
    cache["invalidate"](valkey, "8")  # the row was added
    assert cache["read"](valkey, "8", lambda: "new") == "new"


def test_while_one_reader_renews_a_value_the_others_take_the_one_that_is_there(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))
    value_key, lease_key = cache["names"]("7")
    valkey.set(value_key, "young enough", px=cache["RENEW_MS"] - 1000)
    valkey.set(lease_key, "of another reader", px=2000)
    assert cache["read"](valkey, "7", lambda: "asked") == "young enough"
    valkey.delete(lease_key)
    assert cache["read"](valkey, "7", lambda: "renewed") == "renewed"


def test_a_reader_without_the_lease_waits_no_longer_than_its_budget(valkey, recipe) -> None:
    fast = Read(id="page", entities=("product",), p99_ms=40)
    path = {**CACHED["path"], "reads": ("page",)}
    cache = code(recipe("redis.cache_aside", target="redis", reads=(fast,), path=path))
    assert cache["WAIT_MS"] == 20
    valkey.set(cache["names"]("7")[1], "of a reader that hangs", px=2000)
    began = monotonic()
    assert cache["read"](valkey, "7", lambda: "asked myself") == "asked myself"
    assert monotonic() - began < 1  # the lease would have kept it for two seconds


def test_a_reader_that_fails_gives_the_lease_back(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))

    def broken() -> str:
        raise OSError("no connection")

    with pytest.raises(OSError, match="no connection"):
        cache["read"](valkey, "7", broken)
    assert not valkey.exists(cache["names"]("7")[1])


def test_no_value_outlives_its_bound_and_not_all_expire_together(valkey, recipe) -> None:
    cache = code(recipe("redis.cache_aside", **CACHED))
    for key in range(30):
        cache["read"](valkey, str(key), lambda: "x")
    lifetimes = {valkey.pttl(cache["names"](str(key))[0]) // 1000 for key in range(30)}
    assert max(lifetimes) <= 60 - 2  # the lease bounds how old it was when it was stored
    assert min(lifetimes) >= 48
    assert len(lifetimes) > 1


@pytest.mark.claim("redis.dedup")
def test_the_same_operation_counts_once(valkey, recipe) -> None:
    script = recipe("redis.dedup", target="redis", path={"sink_guard": "durable_dedup_in_sink_transaction"})
    assert script.checked == "ran"

    def count(operation: str) -> int:
        return valkey.eval(script.text, 2, "products:{7}", f"products:{{7}}:op:{operation}", 5, 60_000)

    assert [count("a"), count("a"), count("b"), count("a")] == [5, 5, 10, 10]
    assert valkey.pttl("products:{7}:op:a") > 0


@pytest.mark.claim("redis.drift")
def test_stale_and_extra_values_are_found_and_missing_ones_are_not(valkey, recipe) -> None:
    script = recipe("redis.versioned_write", **GUARDED)
    drift = code(recipe("redis.drift", **GUARDED))["drift"]
    write(valkey, script, 2, "value")
    assert list(drift(valkey, {"7": (1, 2), "8": (1, 1)})) == []
    assert list(drift(valkey, {"7": (1, 3)})) == [("7", "stale")]
    assert list(drift(valkey, {})) == [("7", "extra")]
    write(valkey, script, 3, None)
    assert list(drift(valkey, {})) == []
