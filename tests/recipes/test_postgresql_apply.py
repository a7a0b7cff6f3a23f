"""What the writes into a derived PostgreSQL store promise, tried on PostgreSQL."""

from itertools import permutations
from threading import Thread

import pytest
from psycopg.errors import InsufficientPrivilege, LockNotAvailable, RaiseException

from tools.domain.facts import Entity, Operation
from tools.recipes.names import parameter

GUARDED = {"path": {"capture": "log_cdc", "sink_guard": "native_version_compare"}}


def applied(sql, change: tuple[int, int, str | None]) -> None:
    epoch, version, doc = change
    values = {"id": "7", "epoch": epoch, "version": version}
    if doc is None:
        sql.run("apply_delete", **values)
    else:
        sql.run("apply", doc=f'{{"name": "{doc}"}}', **values)


@pytest.mark.claim("postgresql.guarded_upsert")
def test_the_highest_version_stays_in_every_order_and_a_deleted_row_stays_deleted(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.guarded_upsert", **GUARDED))
    sql.run("set_up")
    changes = [(1, 1, "old"), (1, 2, "new"), (1, 3, None)]
    for order in permutations([*changes, changes[1]]):
        postgres.do("TRUNCATE products")
        for change in order:
            applied(sql, change)
        assert postgres.do("SELECT deleted, row_version, doc FROM products") == [(True, 3, None)], order
        assert postgres.do("SELECT * FROM products_live") == []
    applied(sql, (1, 4, "back on purpose"))
    assert postgres.do("SELECT doc ->> 'name' FROM products_live") == [("back on purpose",)]
    applied(sql, (1, 5, None))
    sql.run("purge_markers", longest_replay_h=1)
    assert postgres.do("SELECT count(*) FROM products") == [(1,)]  # too young to go
    postgres.do("UPDATE products SET applied_at = now() - interval '2 hours'")
    sql.run("purge_markers", longest_replay_h=1)
    assert postgres.do("SELECT count(*) FROM products") == [(0,)]


def test_the_same_version_again_changes_nothing_and_says_so(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.guarded_upsert", **GUARDED))
    sql.run("set_up")
    change = {"id": "7", "epoch": 1, "version": 2, "doc": '{"name": "first"}'}
    assert sql.run("apply", **change) == [(2,)]
    assert sql.run("apply", **{**change, "doc": '{"name": "second"}'}) == []
    assert postgres.do("SELECT doc ->> 'name' FROM products") == [("first",)]


def test_a_delete_with_the_version_of_the_row_it_removes_wins_in_either_order(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.guarded_upsert", **GUARDED))
    sql.run("set_up")
    for order in permutations([(1, 2, "update"), (1, 2, None), (1, 2, "update"), (1, 2, None)]):
        postgres.do("TRUNCATE products")
        for change in order:
            applied(sql, change)
        assert postgres.do("SELECT deleted, doc FROM products") == [(True, None)], order
    applied(sql, (1, 3, "inserted again"))
    assert postgres.do("SELECT deleted FROM products") == [(False,)]


def test_after_a_restore_the_new_epoch_wins_over_higher_versions_of_the_old_one(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.guarded_upsert", **GUARDED))
    sql.run("set_up")
    applied(sql, (1, 900, "before the restore"))
    applied(sql, (2, 3, "after the restore"))
    applied(sql, (1, 901, "late message of the old epoch"))
    assert postgres.do("SELECT doc ->> 'name' FROM products") == [("after the restore",)]


@pytest.mark.parametrize("entity", [Entity(id="order", key=("tenant", "Ünïcode")), Entity(id="weird-name")])
def test_odd_and_composite_keys_are_guarded_too(postgres, recipe, entity) -> None:
    sql = postgres.load(recipe("postgresql.guarded_upsert", entity=entity, **GUARDED))
    sql.run("set_up")
    values = {**{parameter(name)[1:]: "a" for name in entity.key or ("id",)}, "epoch": 1, "doc": "{}"}
    assert sql.run("apply", version=2, **values) == [(2,)]
    assert sql.run("apply", version=1, **values) == []


@pytest.mark.claim("postgresql.dedup")
def test_a_second_identical_request_changes_nothing_and_gets_the_first_answer(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.dedup", path={"sink_guard": "durable_dedup_in_sink_transaction"}))
    sql.run("set_up")
    postgres.do("CREATE TABLE total (n int)")
    postgres.do("INSERT INTO total VALUES (0)")

    def add_one(operation_id: str, request_hash: str = "h") -> object:
        if sql.run("claim", operation_id=operation_id, request_hash=request_hash):
            postgres.do("UPDATE total SET n = n + 1")
            sql.run("finish", operation_id=operation_id, response='{"ok": 1}')
        else:
            postgres.do("ROLLBACK")
        return sql.run("answer_again", operation_id=operation_id, request_hash=request_hash)

    assert add_one("o1") == [({"ok": 1}, True)]
    assert add_one("o1") == [({"ok": 1}, True)]
    assert add_one("o1", "another request") == [({"ok": 1}, False)]
    assert postgres.do("SELECT n FROM total") == [(1,)]
    sql.run("purge", longest_retry_h=1)
    assert postgres.do("SELECT count(*) FROM applied_operation") == [(1,)]


def test_a_duplicate_that_comes_while_the_first_runs_waits_for_its_answer(postgres, recipe) -> None:
    sql = postgres.load(
        recipe("postgresql.dedup", operations=(Operation(id="checkout", entities=("product",)),))
    )
    sql.run("set_up")
    first, second = postgres.connect(), postgres.connect()
    assert sql.run("claim", on=first, operation_id="o1", request_hash="h")
    with pytest.raises(LockNotAvailable):
        sql.run("claim", on=second, operation_id="o1", request_hash="h")
    second.execute("ROLLBACK")
    second.execute("SET lock_timeout = 0")
    claimed: list[object] = []
    waiting = Thread(
        target=lambda: claimed.extend(sql.run("claim", on=second, operation_id="o1", request_hash="h"))
    )
    waiting.start()
    sql.run("finish", on=first, operation_id="o1", response='{"n": 1}')
    waiting.join(timeout=10)
    assert claimed == []
    assert sql.run("answer_again", on=second, operation_id="o1", request_hash="h") == [({"n": 1}, True)]


def test_when_the_first_attempt_rolls_back_the_duplicate_does_the_work(postgres, recipe) -> None:
    sql = postgres.load(
        recipe("postgresql.dedup", operations=(Operation(id="checkout", entities=("product",)),))
    )
    sql.run("set_up")
    first = postgres.connect()
    assert sql.run("claim", on=first, operation_id="o1", request_hash="h")
    first.execute("ROLLBACK")
    assert sql.run("claim", operation_id="o1", request_hash="h") == [("o1",)]


@pytest.mark.claim("postgresql.expected_version")
def test_transitions_happen_once_in_order_and_only_if_legal(postgres, recipe) -> None:
    sql = postgres.load(
        recipe(
            "postgresql.expected_version",
            entity=Entity(id="order"),
            path={"sink_guard": "expected_version_then_transition"},
        )
    )
    sql.run("set_up")
    steps = "('', 'placed'), ('placed', 'paid'), ('placed', 'shipped'), ('paid', 'shipped')"
    postgres.do(f"INSERT INTO order_transition VALUES {steps}")
    assert sql.run("begin", id="a", to_state="shipped") == []  # not a first state
    assert sql.run("begin", id="a", to_state="placed") == [(1,)]
    assert sql.run("begin", id="a", to_state="placed") == []
    assert sql.run("apply", id="a", version=3, to_state="shipped") == []
    assert sql.run("explain", id="a", version=3) == [("ahead",)]
    sql.run("park", id="a", version=3, to_state="shipped")
    sql.run("park", id="a", version=3, to_state="shipped")
    assert sql.run("next_parked", id="a") == []
    assert sql.run("apply", id="a", version=2, to_state="returned") == []
    assert sql.run("explain", id="a", version=2) == [("illegal",)]
    assert sql.run("apply", id="a", version=2, to_state="paid") == [(2,)]
    assert sql.run("apply", id="a", version=2, to_state="paid") == []
    assert sql.run("explain", id="a", version=2) == [("done before",)]
    assert sql.run("next_parked", id="a") == [(3, "shipped")]
    assert sql.run("apply", id="a", version=3, to_state="shipped") == [(3,)]
    assert postgres.do("SELECT state FROM order_state") == [("shipped",)]
    assert sql.run("explain", id="nobody", version=1) == [("illegal",)]
    assert sql.run("explain", id="nobody", version=2) == [("ahead",)]


@pytest.mark.claim("postgresql.fencing")
def test_a_writer_that_wakes_up_after_its_successor_is_refused(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.fencing", path={"sink_guard": "one_ordered_writer_per_key"}))
    sql.run("set_up")
    old, new = postgres.connect(), postgres.connect()
    assert sql.run("take_over", on=old, holder="a") == [(1,)]
    assert sql.run("check", on=old, generation=1) == [(1,)]
    with pytest.raises(LockNotAvailable):  # the old writer is in the middle of a write
        sql.run("take_over", on=new, holder="b")
    sql.run("commit", on=old)
    assert sql.run("take_over", on=new, holder="b") == [(2,)]
    assert sql.run("check", on=old, generation=1) == []
    old.execute("ROLLBACK")
    assert sql.run("check", on=new, generation=2) == [(2,)]


@pytest.mark.claim("postgresql.only_the_feed_writes")
def test_after_the_switch_the_application_cannot_write_the_copy(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.only_the_feed_writes", path={"replaces": ("dual",)}))
    postgres.do("CREATE TABLE products_new (id int)")
    postgres.do("CREATE ROLE sink_app NOLOGIN")
    try:
        postgres.do("GRANT ALL ON products_new TO sink_app, PUBLIC")
        app = postgres.connect(role="sink_app")
        app.execute("INSERT INTO products_new VALUES (1)")
        sql.run("set_up")
        with pytest.raises(InsufficientPrivilege):
            app.execute("INSERT INTO products_new VALUES (2)")
        app.execute("SELECT * FROM products_new")
        sql.run("set_up")  # a second path into the same store finds the role there
        feed = postgres.connect(role="sink_feed")
        feed.execute("INSERT INTO products_new VALUES (2)")
        writers = {row[0] for row in sql.run("who_can_write")}
        assert writers == {"postgres", "sink_feed"}
    finally:
        postgres.do("DROP OWNED BY sink_app, sink_feed")
        postgres.do("DROP ROLE sink_app, sink_feed")


@pytest.mark.claim("postgresql.full_swap")
def test_an_implausible_extract_is_refused_and_the_old_rows_stay(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.full_swap", path={"capture": "batch_full_reload_swap"}))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.do("INSERT INTO products SELECT generate_series(1, 10)")
    sql.run("set_up")
    for rows, expected in ((0, 0), (9, 10), (5, 5)):
        sql.run("stage")
        postgres.do(f"INSERT INTO products_staged SELECT generate_series(1, {rows})")
        with pytest.raises(RaiseException, match="not published"):
            sql.run("publish", run_id=1, expected_rows=expected, largest_fall=0.2)
        assert postgres.do("SELECT count(*) FROM products") == [(10,)]
    for run_id, rows in ((1, 9), (2, 12)):  # twice: what was before the swap before is thrown away
        sql.run("stage")
        postgres.do(f"INSERT INTO products_staged SELECT generate_series(1, {rows})")
        sql.run("publish", run_id=run_id, expected_rows=rows, largest_fall=0.2)
    assert postgres.do("SELECT count(*) FROM products") == [(12,)]
    sql.run("stage")
    postgres.do("INSERT INTO products_staged SELECT generate_series(1, 12)")
    with pytest.raises(RaiseException, match="not older"):
        sql.run("publish", run_id=2, expected_rows=12, largest_fall=0.2)
    postgres.do("DROP TABLE products_staged")
    sql.run("go_back")
    assert postgres.do("SELECT count(*) FROM products") == [(9,)]


def test_a_reader_in_a_transaction_sees_old_rows_or_new_ones(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.full_swap", path={"capture": "batch_full_reload_swap"}))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.do("INSERT INTO products VALUES (1)")
    sql.run("set_up")
    sql.run("stage")
    postgres.do("INSERT INTO products_staged VALUES (1), (2)")
    reader = postgres.connect()
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM products").fetchall() == [(1,)]
    with pytest.raises(LockNotAvailable):
        sql.run("publish", run_id=1, expected_rows=2, largest_fall=0.2)
    assert reader.execute("SELECT count(*) FROM products").fetchall() == [(1,)]
    reader.execute("COMMIT")
    sql.run("publish", run_id=1, expected_rows=2, largest_fall=0.2)
    assert reader.execute("SELECT count(*) FROM products").fetchall() == [(2,)]


@pytest.mark.claim("postgresql.file_arrival")
def test_the_same_file_is_taken_once_and_one_put_aside_is_not_published(postgres, recipe) -> None:
    sql = postgres.load(
        recipe("postgresql.file_arrival", entity=Entity(id="price"), path={"capture": "file_arrival"})
    )
    sql.run("set_up")
    one, two = "a" * 64, "b" * 64
    assert sql.run("overdue", expected_every_h=26) != []
    assert sql.run("register", content_sha256=one, name="monday.csv", rows=5) == [("arrived",)]
    assert sql.run("register", content_sha256=one, name="tuesday.csv", rows=5) == [("arrived",)]  # a crash
    assert sql.run("register", content_sha256=two, name="broken.csv", rows=5) == [("arrived",)]
    assert sql.run("quarantine", content_sha256=two, reason="3 rows of 5") == [("broken.csv",)]
    assert sql.run("published", content_sha256=two) == []
    assert sql.run("published", content_sha256=one) == [("monday.csv",)]
    assert sql.run("register", content_sha256=one, name="again.csv", rows=5) == [("published",)]
    assert sql.run("register", content_sha256=two, name="again.csv", rows=5) == [("quarantined",)]
    assert sql.run("overdue", expected_every_h=26) == []


@pytest.mark.claim("postgresql.snapshot_difference")
def test_the_difference_of_two_copies_is_applied_deletes_included(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.snapshot_difference", path={"capture": "snapshot_difference"}))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, name text)")
    postgres.do("INSERT INTO products VALUES (1, 'a'), (2, 'b'), (3, NULL), (4, 'd')")
    sql.run("set_up")
    sql.run("stage")
    postgres.do("INSERT INTO products_staged VALUES (1, 'a'), (2, 'B'), (3, 'c'), (5, 'e')")
    assert sql.run("difference") == [(1, 1, 2)]
    assert sql.run("begin", run_id=1) == [(1,)]
    assert sql.run("look", largest_fall=0.25) == [(1,)]
    sql.run("remove")
    sql.run("merge")
    assert postgres.do("SELECT id, name FROM products ORDER BY id") == [
        (1, "a"),
        (2, "B"),
        (3, "c"),
        (5, "e"),
    ]
    sql.run("stage")
    assert sql.run("begin", run_id=2) == [(2,)]
    assert sql.run("look", largest_fall=0.25) == []
    postgres.do("ROLLBACK")
    assert sql.run("begin", run_id=1) == []  # an older extract that comes late
    postgres.do("ROLLBACK")


@pytest.mark.claim("postgresql.field_update")
def test_only_the_fields_of_the_other_owner_follow_its_newest_version(postgres, recipe) -> None:
    sql = postgres.load(
        recipe(
            "postgresql.field_update",
            path={"source": "sink", "target": "shop_db", "sink_guard": "complete_the_row_first"},
            attributes=(("own", ("name",)), ("theirs", ("order",))),
            owner_of={"theirs": "sink"},
        )
    )
    postgres.do('CREATE TABLE products (id text PRIMARY KEY, name text, "order" text)')
    postgres.do("INSERT INTO products VALUES ('1', 'ours', 'old')")
    sql.run("set_up")
    assert sql.run("apply", id="1", order="new", version=2) == [(2,)]
    assert sql.run("apply", id="1", order="older", version=1) == []
    assert sql.run("apply", id="1", order="again", version=2) == []
    assert sql.run("apply", id="not there", order="x", version=3) == []
    assert postgres.do('SELECT name, "order" FROM products') == [("ours", "new")]
