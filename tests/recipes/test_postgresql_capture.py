"""What slots, bounds, outboxes and relays promise, tried on PostgreSQL."""

from time import monotonic, sleep
from typing import Any

import pytest
from psycopg.errors import UniqueViolation

from tests.recipes.conftest import a_design
from tools.domain.facts import Column, Entity, Read
from tools.recipes import recipes

LOG = {"path": {"capture": "log_cdc"}}
OUTBOX: dict[str, Any] = {"path": {"capture": "outbox", "relay": "single_polling_relay"}}
TAILED: dict[str, Any] = {"path": {"capture": "outbox", "relay": "log_tailing"}}
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
    sql = postgres.load(recipe("postgresql.bootstrap", path={**path, "version_token": "epoch_position"}))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.do("INSERT INTO products VALUES (1)")
    assert sql.run("feed") == []
    slot.run("heartbeat")
    slot.run("publication")
    slot.run("slot")
    assert len(sql.run("feed")) == 1
    postgres.do("INSERT INTO products VALUES (2)")  # after the feed began, before the copy: in both
    copied = sql.run("copy")
    postgres.do("INSERT INTO products VALUES (3)")  # after the copy: in the stream
    assert {row[0] for row in copied} == {1, 2}
    assert {row[2] for row in copied} == {1}  # below every position, also of a change written before the copy
    assert postgres.do(PEEK) == [(2,)]


@pytest.mark.claim("postgresql.bootstrap")
def test_a_copy_in_ranges_can_be_taken_up_again_after_any_key(postgres, recipe) -> None:
    path = {"capture": "log_cdc", "bootstrap": "chunked_incremental_snapshot", "version_token": "row_version"}
    entity = Entity(id="product", key=("shop", "id"))
    sql = postgres.load(recipe("postgresql.bootstrap", entity=entity, path=path))
    slot = postgres.load(recipe("postgresql.publication", entity=entity, path=path))
    postgres.do("CREATE TABLE products (shop text, id int, row_version bigint, PRIMARY KEY (shop, id))")
    postgres.do("INSERT INTO products SELECT 's' || n % 2, n, n FROM generate_series(1, 7) AS n")
    slot.run("heartbeat")
    slot.run("publication")
    slot.run("slot")
    assert len(sql.run("feed")) == 1
    rows = sql.run("first_range", rows=2)
    while more := sql.run("next_range", shop=rows[-1][0], id=rows[-1][1], rows=2):
        rows += more
    assert [row[:2] for row in rows] == sorted((f"s{n % 2}", n) for n in range(1, 8))
    assert all(version == id_ for _, id_, _, version in rows)


@pytest.mark.claim("postgresql.bootstrap")
def test_what_was_there_before_the_outbox_is_copied_as_the_event_has_it(postgres, recipe) -> None:
    read = Read(id="dashboard", entities=("product",), masked=True)
    path = {**TAILED["path"], "bootstrap": "snapshot_with_position_then_stream", "reads": ("dashboard",)}
    columns = tuple(Column(name=name) for name in ("id", "title", "row_version", "customer_email"))
    entity = Entity(id="product", columns=columns)
    design = {"reads": (read,), "entity": entity, "path": {**path, "version_token": "row_version"}}
    postgres.do(
        "CREATE TABLE products (id int PRIMARY KEY, title text, row_version bigint, customer_email text)"
    )
    postgres.do("INSERT INTO products VALUES (1, 'a', 4, 'p@example.org')")
    for id_ in ("postgresql.epoch", "postgresql.outbox", "postgresql.outbox_insert"):
        recipe_ = postgres.load(recipe(id_, **design))
        recipe_.run("set_up")
    sql = postgres.load(recipe("postgresql.bootstrap", **design))
    assert sql.run("feed") == []
    [(key, doc, version)] = sql.run("copy")
    recipe_.run("record", operation_id="o", id=1, event_type="product.changed")
    assert (key, version) == (1, 4)
    assert doc["title"] == "a"
    assert "customer_email" not in doc
    assert (doc["epoch"], doc["row_version"], doc["deleted"]) == (1, 4, False)


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
    for id_ in ("postgresql.row_version", "postgresql.epoch", "postgresql.outbox"):
        table = postgres.load(recipe(id_, **versions))
        table.run("set_up")
    record = postgres.load(recipe("postgresql.outbox_insert", **design))
    record.run("set_up")
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


@pytest.mark.claim("postgresql.outbox")
def test_a_relay_that_reads_the_log_gets_the_event_and_the_table_stays_empty(postgres, recipe) -> None:
    design = {"path": {**TAILED["path"], "version_token": "row_version"}}
    table, record, _ = outbox(postgres, recipe, **design)
    feed = postgres.load(recipe("postgresql.publication", **design))
    for part in ("heartbeat", "publication", "slot"):
        feed.run(part)
    postgres.do("INSERT INTO products VALUES (1, 'a')")
    record.run("record", operation_id="o1", id=1, event_type="product.added")
    assert table.run("left") == [(0,)]
    assert postgres.do(PEEK.replace("shop_db_changes", "shop_db_outbox")) == [(1,)]
    assert not any("published_at" in part for part in table.parts.values())


@pytest.mark.claim("postgresql.outbox_insert")
def test_an_event_carries_the_parts_and_a_change_of_a_part_raises_the_version(postgres, recipe) -> None:
    design = {**OUTBOX, "entity": Entity(id="order", key=("order_id",), tables=2)}
    versions = {**design, "path": {**design["path"], "version_token": "row_version"}}
    postgres.do("CREATE TABLE orders (order_id int PRIMARY KEY, state text)")
    postgres.do("CREATE TABLE order_lines (order_id int, line int, PRIMARY KEY (order_id, line))")
    for id_ in ("postgresql.row_version", "postgresql.epoch", "postgresql.outbox"):
        postgres.load(recipe(id_, **versions)).run("set_up")
    record = postgres.load(recipe("postgresql.outbox_insert", **design))
    record.run("set_up")
    record.run("parts")
    postgres.do("INSERT INTO orders VALUES (1, 'placed'), (2, 'placed')")
    postgres.do("INSERT INTO order_lines VALUES (1, 1), (1, 2)")
    assert record.run("record", operation_id="o", order_id=1, event_type="order.placed") == [(3,)]
    [(payload,)] = postgres.do("SELECT payload FROM outbox")
    assert [line["line"] for line in payload["lines"]] == [1, 2]
    postgres.do("UPDATE order_lines SET order_id = 2 WHERE line = 2")  # both orders change
    assert postgres.do("SELECT row_version FROM orders ORDER BY 1") == [(2,), (4,)]
    postgres.do("DELETE FROM order_lines WHERE order_id = 1")
    assert record.run("record_delete", operation_id="o", order_id=1) == [(6,)]
    [(deleted,)] = postgres.do("SELECT payload FROM outbox WHERE aggregate_version = 6")
    assert deleted == {"order_id": 1, "epoch": 1, "row_version": 6, "deleted": True}


@pytest.mark.claim("postgresql.feed_check")
def test_an_outbox_that_is_there_is_looked_at_and_nothing_is_created(postgres, recipe) -> None:
    kept = {"path": {"capture": "outbox", "relay": "log_tailing", "status": "keep"}}
    sql = postgres.load(recipe("postgresql.feed_check", **kept))
    assert "CREATE" not in sql.recipe.text
    postgres.do("CREATE TABLE order_outbox (event_id int PRIMARY KEY, version int)")
    postgres.do("INSERT INTO order_outbox VALUES (1, 1)")
    postgres.do("UPDATE order_outbox SET version = 2")
    postgres.do("SELECT pg_stat_force_next_flush()")
    assert sql.run("outboxes") == [("order_outbox", 1, 1, 1, 0)]
    assert [name for name, _ in sql.run("unique")] == ["order_outbox"]
    assert sql.run("published") == [("order_outbox",)]
    postgres.do("CREATE PUBLICATION mine FOR TABLE order_outbox")
    assert sql.run("published") == []
    assert sql.run("slots") == []
    postgres.do("SELECT pg_create_logical_replication_slot('theirs', 'pgoutput')")
    assert sql.run("slots")[0][:3] == ("theirs", False, "reserved")


def test_nothing_is_built_beside_an_outbox_that_is_there(recipe) -> None:
    outbox_today = {"capture": "outbox"}
    found = {
        one.id
        for status in ("keep", "replace")
        for one in recipes(a_design(path={**TAILED["path"], "status": status}, today=outbox_today))
    }
    assert "postgresql.feed_check" in found
    assert not found & {"postgresql.outbox", "postgresql.outbox_insert", "postgresql.publication"}


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
        return [(row[3], row[5]) for row in rows]

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
    postgres.load(recipe("postgresql.epoch", **design)).run("set_up")
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
    design = {**LOG, "store": {"version": "18"}}
    feed = postgres.load(recipe("postgresql.publication", **design))
    sql = postgres.load(recipe("postgresql.failover_slot", **design))
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


@pytest.mark.claim("postgresql.failover_without_slot")
def test_before_17_a_switch_waits_for_the_reader_and_the_new_primary_gets_a_slot_and_an_epoch(
    postgres, recipe
) -> None:
    design = {"store": {"version": "16.4"}, "path": {"capture": "log_cdc", "version_token": "row_version"}}
    feed = postgres.load(recipe("postgresql.publication", **design))
    sql = postgres.load(recipe("postgresql.failover_without_slot", **design))
    assert "failover =>" not in feed.recipe.text
    postgres.load(recipe("postgresql.epoch", **design)).run("set_up")
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    for part in ("heartbeat", "publication", "slot"):
        feed.run(part)
    postgres.do("INSERT INTO products VALUES (1)")
    feed.run("beat")
    assert [name for name, _ in sql.run("drained")] == ["shop_db_changes"]
    postgres.do(PEEK.replace("peek", "get"))
    assert sql.run("drained") == []
    postgres.do("SELECT pg_drop_replication_slot('shop_db_changes')")  # the standby has none
    assert len(sql.run("slot")) == 1
    assert sql.run("epoch", highest_epoch_in_any_copy=3) == [(4,)]
    postgres.do("INSERT INTO products VALUES (2)")
    assert postgres.do(PEEK) == [(1,)]


def test_slots_follow_a_failover_only_where_the_version_is_known_to_have_them(recipe) -> None:
    for version, wanted in (("16.4", False), ("17", True), ("18.1", True), (None, False)):
        one = recipe("postgresql.publication", store={"version": version}, **LOG)
        assert ("failover => true" in one.text) is wanted, version


def test_on_a_managed_service_the_settings_are_looked_at_and_not_written(recipe) -> None:
    one = recipe("postgresql.publication", store={"managed": True, "provider": "aws"}, **LOG)
    assert "ALTER SYSTEM SET" not in one.text
    assert "rds.logical_replication" in one.text


@pytest.mark.claim("postgresql.publication")
def test_a_delete_is_in_the_log_with_the_whole_row_where_the_copy_has_nothing_else(postgres, recipe) -> None:
    path = {"capture": "log_cdc", "sink_guard": "complete_the_row_first"}
    feed = postgres.load(recipe("postgresql.publication", store={"managed": True}, path=path))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, name text)")
    for part in ("settings", "heartbeat", "whole_rows", "publication", "slot", "beat"):
        feed.run(part)
    postgres.do("INSERT INTO products VALUES (1, 'a')")
    postgres.do("DELETE FROM products")
    old_row = PEEK.replace("'I'", "'D'") + " AND get_byte(data, 5) = ascii('O')"
    assert postgres.do(old_row) == [(1,)]
