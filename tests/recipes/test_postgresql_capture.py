"""What slots, bounds, outboxes and relays promise, tried on PostgreSQL."""

from time import monotonic, sleep
from typing import Any

import pytest
from psycopg.errors import UniqueViolation

from tools.domain.facts import Entity

LOG = {"path": {"capture": "log_cdc"}}
OUTBOX: dict[str, Any] = {"path": {"capture": "outbox", "relay": "single_polling_relay"}}
PEEK = """
SELECT count(*) FROM pg_logical_slot_peek_binary_changes(
  'shop_db_changes', NULL, NULL, 'proto_version', '1', 'publication_names', 'shop_db_changes')
WHERE get_byte(data, 0) = ascii('I')
"""


@pytest.mark.claim("postgresql.publication", "postgresql.slot_lag")
def test_changes_wait_in_the_slot_until_they_are_read_and_the_lag_shows_it(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.publication", **LOG))
    lag = postgres.load(recipe("postgresql.slot_lag", **LOG))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.do("CREATE TABLE private (id int PRIMARY KEY)")
    assert len(lag.run("missing")) == 1
    try:
        sql.run("settings")
        postgres.do("SELECT pg_reload_conf()")
        sql.run("heartbeat")
        sql.run("publication")
        sql.run("slot")
        sql.run("beat")
        postgres.do("INSERT INTO products VALUES (1), (2)")
        postgres.do("INSERT INTO private VALUES (1)")
        assert postgres.do(PEEK) == [
            (3,)
        ]  # two products and one heartbeat; the private table is not published
        assert postgres.do(PEEK) == [(3,)]
        name, active, status, unread, retained, headroom, share, age = lag.run("lag")[0]
        assert (name, active, status) == ("shop_db_changes", False, "reserved")
        assert 0 < unread <= retained < headroom
        assert 0 <= share < 0.25
        assert age > 0
        postgres.do(PEEK.replace("peek", "get"))
        assert postgres.do(PEEK) == [(0,)]
        assert lag.run("lag")[0][3] < unread
        assert lag.run("missing") == []
    finally:
        postgres.do("ALTER SYSTEM RESET wal_level")
        postgres.do("ALTER SYSTEM RESET max_slot_wal_keep_size")
        postgres.do("ALTER SYSTEM SET wal_level = 'logical'")
        postgres.do("SELECT pg_reload_conf()")


@pytest.mark.claim("postgresql.bootstrap")
def test_a_row_that_changes_while_the_copy_runs_is_in_the_copy_or_in_the_stream(postgres, recipe) -> None:
    path = {"capture": "log_cdc", "bootstrap": "snapshot_with_position_then_stream"}
    slot = postgres.load(recipe("postgresql.publication", path=path))
    sql = postgres.load(recipe("postgresql.bootstrap", path=path))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.do("INSERT INTO products VALUES (1)")
    slot.run("heartbeat")
    slot.run("publication")
    slot.run("slot")
    assert len(sql.run("position")) == 1
    postgres.do("INSERT INTO products VALUES (2)")  # after the position, before the copy: in both
    copied = {row[0] for row in sql.run("copy")}
    postgres.do("INSERT INTO products VALUES (3)")  # after the copy: in the stream
    assert copied == {1, 2}
    assert postgres.do(PEEK) == [(2,)]


@pytest.mark.claim("postgresql.incremental")
def test_a_transaction_that_commits_late_is_not_skipped_by_the_bound(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.incremental", path={"capture": "batch_incremental_merge"}))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    sql.run("set_up")
    late = postgres.connect()
    late.execute("BEGIN")
    late.execute("INSERT INTO products VALUES (1)")
    postgres.do("INSERT INTO products VALUES (2)")  # began later, committed earlier

    def batch(since: str) -> tuple[str, set[int]]:
        rows = sql.run("next_batch", since=since)
        return rows[0][0], {doc["id"] for _, doc in rows if doc}

    upto, found = batch("0")
    assert found == set()  # 2 is held back, for 1 might come before it
    late.execute("COMMIT")
    upto, found = batch(upto)
    assert found == {1, 2}
    assert batch(upto)[1] == set()
    postgres.do("UPDATE products SET id = 3 WHERE id = 2")
    assert batch(upto)[1] == {3}
    assert sql.run("keys") == [(1,), (3,)]


def outbox(postgres, recipe, **design: Any) -> tuple[Any, Any, Any]:
    design = design or OUTBOX
    versions = {**design, "path": {**design["path"], "version_token": "row_version"}}
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, name text)")
    for id_ in ("postgresql.row_version", "postgresql.outbox"):
        table = postgres.load(recipe(id_, **versions))
        table.run("set_up")
    record = postgres.load(recipe("postgresql.outbox_insert", **design))
    return table, record, postgres.load(recipe("postgresql.outbox_poll", **OUTBOX))


@pytest.mark.claim("postgresql.outbox", "postgresql.outbox_insert")
def test_the_event_is_there_if_and_only_if_the_change_is(postgres, recipe) -> None:
    table, record, _ = outbox(postgres, recipe)
    change = {"operation_id": "o1", "id": 1, "event_type": "product.added"}
    for end, events in (("ROLLBACK", 0), ("COMMIT", 1)):
        postgres.do("BEGIN")
        postgres.do("INSERT INTO products VALUES (1, 'a')")
        assert record.run("record", **change) == [(1,)]
        postgres.do(end)
        assert postgres.do("SELECT count(*) FROM outbox") == [(events,)]
    with pytest.raises(UniqueViolation):
        record.run("record", **change)
    postgres.do("BEGIN")
    assert record.run("record_delete", operation_id="o2", id=1) == [(2,)]
    postgres.do("DELETE FROM products")
    postgres.do("COMMIT")
    assert postgres.do("SELECT row_version FROM products_last_version") == [(2,)]
    postgres.do("UPDATE outbox SET published_at = now() - interval '2 hours' WHERE aggregate_version = 1")
    table.run("purge", keep_h=1)
    assert postgres.do("SELECT aggregate_version FROM outbox") == [(2,)]


@pytest.mark.claim("postgresql.outbox_poll")
def test_the_relay_skips_no_late_commit_and_keeps_the_order_of_each_aggregate(postgres, recipe) -> None:
    """Transactions take their ids in the order third, other, second and commit second, third, other.

    A relay that only looked below the oldest running transaction would send version 3 before version 2.
    """
    _, record, relay = outbox(postgres, recipe)
    postgres.do("INSERT INTO products VALUES (1, 'a'), (2, 'b')")
    third, other, second = (postgres.connect() for _ in range(3))
    for connection in (third, other, second):
        connection.execute("BEGIN")
        connection.execute("SELECT pg_current_xact_id()")

    def change(connection: Any, id_: int) -> None:
        connection.execute("UPDATE products SET name = 'x' WHERE id = %s", [id_])
        record.run("record", on=connection, operation_id="o", id=id_, event_type="product.changed")

    def sent() -> list[tuple[str, int]]:
        rows = relay.run("next_batch", batch_size=10)
        relay.run("mark", event_ids=[row[0] for row in rows])
        return [(row[3], row[4]) for row in rows]

    change(second, 1)
    second.execute("COMMIT")
    change(third, 1)
    third.execute("COMMIT")
    change(other, 2)
    assert relay.run("lag")[0][0] >= 0
    assert sent() == [("1", 2), ("1", 3)]
    other.execute("COMMIT")
    assert sent() == [("2", 2)]
    assert sent() == []
    first_relay, second_relay = postgres.connect(), postgres.connect()
    assert relay.run("only_one", on=first_relay) == [(True,)]
    assert relay.run("only_one", on=second_relay) == [(False,)]
    first_relay.close()
    postgres.wait_for("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'", 0)
    assert relay.run("only_one", on=second_relay) == [(True,)]


@pytest.mark.claim("postgresql.outbox_poll_sharded")
def test_each_event_falls_to_one_relay(postgres, recipe) -> None:
    _, record, _ = outbox(postgres, recipe)
    sharded = {"path": {"capture": "outbox", "relay": "sharded_polling_by_aggregate"}}
    relay = postgres.load(recipe("postgresql.outbox_poll_sharded", **sharded))
    postgres.do("INSERT INTO products SELECT n, 'a' FROM generate_series(1, 20) AS n")
    for id_ in range(1, 21):
        record.run("record", operation_id="o", id=id_, event_type="product.added")
    assert relay.run("take_shard", shard=0) == [(True,)]
    shares = [relay.run("next_batch", shard=shard, shards=3, batch_size=100) for shard in range(3)]
    taken = [row[3] for share in shares for row in share]
    assert sorted(taken, key=int) == [str(n) for n in range(1, 21)]
    assert all(shares)
    relay.run("mark", event_ids=[row[0] for row in shares[0]])
    assert relay.run("next_batch", shard=0, shards=3, batch_size=100) == []


@pytest.mark.claim("postgresql.trigger_capture")
@pytest.mark.parametrize("entity", [Entity(id="product"), Entity(id="weird-name", key=("Ünïcode",))])
def test_every_change_is_recorded_in_its_own_transaction(postgres, recipe, entity) -> None:
    design = {
        "entity": entity,
        "path": {"capture": "triggers_to_outbox_table", "version_token": "row_version"},
    }
    table, key = ("products", "id") if entity.id == "product" else ("weird_names", '"Ünïcode"')
    postgres.do(f"CREATE TABLE {table} ({key} int PRIMARY KEY, name text)")
    postgres.load(recipe("postgresql.row_version", **design)).run("set_up")
    postgres.load(recipe("postgresql.outbox", **design)).run("set_up")
    sql = postgres.load(recipe("postgresql.trigger_capture", **design))
    sql.run("set_up")
    postgres.do(f"INSERT INTO {table} VALUES (1, 'a')")
    postgres.do(f"UPDATE {table} SET name = 'b'")
    postgres.do(f"DELETE FROM {table}")
    events = postgres.do("SELECT event_type, aggregate_id, aggregate_version FROM outbox ORDER BY 3")
    kinds = [f"{entity.id}.{kind}" for kind in ("insert", "update", "delete")]
    assert events == [(kind, "1", version) for version, kind in enumerate(kinds, start=1)]
    postgres.do("BEGIN")
    sql.run("bulk")
    postgres.do(f"INSERT INTO {table} VALUES (2, 'past the triggers')")
    postgres.do("COMMIT")
    assert postgres.do("SELECT count(*) FROM outbox") == [(3,)]


@pytest.mark.claim("postgresql.failover_slot")
def test_after_a_failover_the_slot_is_there_with_the_change_that_was_not_read(
    postgres, standby, recipe
) -> None:
    feed = postgres.load(recipe("postgresql.publication", **LOG))
    sql = postgres.load(recipe("postgresql.failover_slot", **LOG))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    feed.run("heartbeat")
    feed.run("publication")
    feed.run("slot")
    replica = standby.connect(postgres.name)
    try:
        sql.run("primary")
        sql.run("standby", on=replica)
        postgres.do("INSERT INTO products VALUES (1)")
        deadline = monotonic() + 30
        while not sql.run(
            "ready", on=replica
        ):  # the reader has to move past the place where the standby began
            assert monotonic() < deadline, replica.execute("SELECT * FROM pg_replication_slots").fetchall()
            feed.run("beat")
            postgres.do("SELECT pg_log_standby_snapshot()")
            postgres.do(PEEK.replace("peek", "get"))
            sleep(0.05)
        postgres.do("INSERT INTO products VALUES (2)")
        postgres.wait_for(
            "SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()", 1
        )
        standby.control("promote")
        assert replica.execute("SELECT count(*) FROM products").fetchall() == [(2,)]
        [(unread,)] = replica.execute(PEEK + " AND length(data) < 20").fetchall()  # heartbeats are longer
        assert unread >= 1  # at least once: the standby may be a little behind the reader
    finally:
        replica.close()
        postgres.do("ALTER SYSTEM RESET synchronized_standby_slots")
        postgres.do("SELECT pg_reload_conf()")
