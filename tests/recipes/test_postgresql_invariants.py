"""What the PostgreSQL constraints promise, tried on PostgreSQL."""

from threading import Thread
from typing import Any

import psycopg
import pytest
from psycopg.errors import (
    CheckViolation,
    ExclusionViolation,
    ForeignKeyViolation,
    LockNotAvailable,
    NotNullViolation,
    UniqueViolation,
)

from tests.recipes.conftest import a_design
from tools.domain.decisions import Decision
from tools.domain.evidence import FileLine
from tools.domain.facts import Column, Entity, Invariant
from tools.recipes import recipes

HOSTILE = (
    Entity(id="order", key=("id",)),
    Entity(id="user", key=("id",)),
    Entity(id="weird-name", key=("Ünïcode",)),
    Entity(id="x" * 64, key=('we"ird key',)),
)


def rule(kind: Any, *attributes: str, entities: tuple[str, ...] = ("product",)) -> dict[str, Any]:
    return {"invariants": (Invariant(id="the-rule", kind=kind, entities=entities, attributes=attributes),)}


@pytest.mark.claim("postgresql.unique")
def test_two_equal_rows_cannot_both_commit_even_where_a_value_is_null(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.unique", **rule("unique", "tenant", "order")))
    postgres.do('CREATE TABLE products (id int PRIMARY KEY, tenant text, "order" text)')
    postgres.do("INSERT INTO products VALUES (1, 'a', NULL), (2, 'a', NULL)")
    assert sql.run("find_violations") == [("a", None, 2)]
    postgres.do("DELETE FROM products WHERE id = 2")
    sql.run("set_up")
    with pytest.raises(UniqueViolation):
        postgres.do("INSERT INTO products VALUES (2, 'a', NULL)")
    postgres.do("INSERT INTO products VALUES (2, 'b', NULL)")


@pytest.mark.parametrize("version", ["14.9", "15", None])
def test_null_is_refused_where_the_version_cannot_compare_it(postgres, recipe, version) -> None:
    store = {"version": version}
    sql = postgres.load(recipe("postgresql.unique", store=store, **rule("unique", "tenant")))
    assert ("NULLS NOT DISTINCT;" in sql.recipe.text) is (version != "14.9")
    assert any("from PostgreSQL 15 on" in caveat for caveat in sql.recipe.caveats) is (version is None)
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, tenant text)")
    sql.run("set_up")
    with pytest.raises((NotNullViolation, UniqueViolation)):
        postgres.do("INSERT INTO products VALUES (1, NULL), (2, NULL)")


def defined(*invariants: str) -> dict[str, Any]:
    return {"evidence": {f"invariants.{id_}": FileLine(file="schema.sql", line=3) for id_ in invariants}}


@pytest.mark.claim("postgresql.enforced")
def test_a_rule_that_the_table_has_is_shown_and_not_added_again(postgres, recipe) -> None:
    unique = rule("unique", "name")
    sql = postgres.load(recipe("postgresql.enforced", **unique, **defined("the-rule")))
    assert sql.recipe.title == "the-rule: already enforced by schema.sql:3"
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, name text UNIQUE, n int CHECK (n >= 0))")
    postgres.do("CREATE UNIQUE INDEX also ON products (lower(name))")
    found = dict(sql.run("look"))
    assert {"products_pkey", "products_name_key", "products_n_check", "also"} <= found.keys()


def test_what_the_primary_key_makes_unique_needs_no_constraint(recipe) -> None:
    keyed = Entity(id="product", key=("id",), has_primary_key=True)
    one = recipe("postgresql.enforced", entity=keyed, **rule("unique", "ID", "version"))
    assert one.title.endswith("already enforced by the primary key of products")


def test_a_check_that_is_declared_is_left_and_the_statement_stays(recipe) -> None:
    said = rule("non_negative", "stock")["invariants"]
    declared = Invariant(id="declared", kind="non_negative", entities=("product",), attributes=("stock",))
    one = recipe("postgresql.not_negative", invariants=(*said, declared), **defined("declared"))
    assert one.text.startswith("-- name: take")
    assert "schema.sql:3" in one.caveats[0]


@pytest.mark.claim("postgresql.reservation")
def test_of_two_regions_that_want_one_name_one_gets_it(postgres, recipe) -> None:
    choice = "reservation_in_one_consensus_scope"
    chosen = Decision("d", 6, "unique", "the-rule", choice, "S6.U1", "", "practice", ())
    design = {**rule("unique", "name"), "decisions": (chosen,)}
    assert "postgresql.unique" not in {one.id for one in recipes(a_design(**design))}
    sql = postgres.load(recipe("postgresql.reservation", **design))
    sql.run("set_up")
    ann, bob = {"name": "x", "held_by": "ann"}, {"name": "x", "held_by": "bob"}
    assert sql.run("reserve", hold_s=60, **ann) == sql.run("reserve", hold_s=60, **ann) == [("RESERVED",)]
    assert sql.run("reserve", hold_s=60, **bob) == []
    assert sql.run("confirm", **bob) == []
    postgres.do("UPDATE product_the_rule_held SET held_until = now() - interval '1 second'")
    assert sql.run("confirm", **ann) == []  # too late
    assert sql.run("reserve", hold_s=60, **bob) == [("RESERVED",)]
    assert sql.run("confirm", **ann) == []  # somebody else's now
    assert sql.run("confirm", **bob) == sql.run("confirm", **bob) == [("CONFIRMED",)]
    postgres.do("UPDATE product_the_rule_held SET held_until = now() - interval '1 second'")
    sql.run("expire")
    assert sql.run("reserve", hold_s=60, **ann) == []  # what was confirmed does not expire
    assert sql.run("adopt", **ann) == []
    assert sql.run("who_has", **ann) == [("bob", "CONFIRMED")]
    assert sql.run("release", **ann) == []
    assert sql.run("release", **bob) == [("CONFIRMED",)]
    assert sql.run("adopt", **ann) == [("CONFIRMED",)]


@pytest.mark.parametrize(
    ("type_", "expected", "touching"),
    [
        ("date", "daterange(\"from\", until, '[]')", ExclusionViolation),
        ("timestamp", "tsrange(\"from\", until, '[)')", None),
        ("timestamptz", "tstzrange(\"from\", until, '[)')", None),
    ],
)
def test_the_range_is_that_of_the_columns_and_dates_count_to_the_last(
    postgres, recipe, type_, expected, touching
) -> None:
    columns = tuple(Column(name=name, type=type_) for name in ("from", "until"))
    booking = Entity(id="booking", table="stay", columns=(Column(name="room", type="int"), *columns))
    overlap = rule("no_overlap", "room", "from", "until", entities=("booking",))
    sql = postgres.load(recipe("postgresql.no_overlap", entity=booking, **overlap))
    assert expected in sql.recipe.text
    postgres.do(f'CREATE TABLE stay (room int, "from" {type_}, until {type_})')
    sql.run("set_up")
    postgres.do("INSERT INTO stay VALUES (1, '2030-01-01', '2030-01-03')")
    if touching:
        postgres.do("INSERT INTO stay VALUES (2, '2030-01-03', '2030-01-03')")  # one day
        with pytest.raises(touching):
            postgres.do("INSERT INTO stay VALUES (1, '2030-01-03', '2030-01-04')")
    else:
        postgres.do("INSERT INTO stay VALUES (1, '2030-01-03', '2030-01-04')")
        with pytest.raises(CheckViolation):
            postgres.do("INSERT INTO stay VALUES (2, '2030-01-03', '2030-01-03')")


def test_a_column_with_a_range_is_compared_as_it_is_and_deleted_rows_do_not_block(postgres, recipe) -> None:
    columns = (
        Column(name="room", type="int"),
        Column(name="stay", type="daterange"),
        Column(name="deleted_at", type="timestamptz"),
    )
    booking = Entity(id="booking", table="bookings", columns=columns, delete_flag="deleted_at")
    overlap = rule("no_overlap", "room", "stay", entities=("booking",))
    sql = postgres.load(recipe("postgresql.no_overlap", entity=booking, **overlap))
    postgres.do("CREATE TABLE bookings (room int, stay daterange, deleted_at timestamptz)")
    sql.run("set_up")
    add = "INSERT INTO bookings VALUES (1, '[2030-01-01,2030-01-03]', %s)"
    postgres.do(add, "2029-01-01")
    postgres.do(add, None)
    with pytest.raises(ExclusionViolation):
        postgres.do(add, None)
    with pytest.raises(CheckViolation):
        postgres.do("INSERT INTO bookings VALUES (2, 'empty', NULL)")


@pytest.mark.claim("postgresql.no_overlap")
def test_overlapping_bookings_are_refused_open_ends_and_empty_periods_included(postgres, recipe) -> None:
    booking = Entity(id="booking")
    sql = postgres.load(
        recipe(
            "postgresql.no_overlap",
            entity=booking,
            **rule("no_overlap", "room", "from", "until", entities=("booking",)),
        )
    )
    postgres.do('CREATE TABLE bookings (room int, "from" timestamptz, until timestamptz)')
    sql.run("set_up")
    add = "INSERT INTO bookings VALUES (%s, %s, %s)"
    postgres.do(add, 1, "2030-01-01 10:00Z", "2030-01-01 11:00Z")
    postgres.do(add, 1, "2030-01-01 11:00Z", "2030-01-01 12:00Z")  # one ends where the next begins
    postgres.do(add, 2, "2030-01-01 10:00Z", None)  # for ever
    for row, refusal in (
        ((1, "2030-01-01 10:30Z", "2030-01-01 10:40Z"), ExclusionViolation),
        ((1, "2030-01-01 09:00Z", None), ExclusionViolation),
        ((2, "2040-01-01 10:00Z", "2040-01-01 11:00Z"), ExclusionViolation),
        ((1, None, "2030-01-01 09:00Z"), NotNullViolation),
        ((None, "2030-01-01 10:00Z", "2030-01-01 11:00Z"), NotNullViolation),
        ((1, "2030-01-01 10:30Z", "2030-01-01 10:30Z"), CheckViolation),
    ):
        with pytest.raises(refusal):
            postgres.do(add, *row)


def test_two_overlapping_bookings_cannot_both_commit_at_the_same_time(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.no_overlap", **rule("no_overlap")))
    postgres.do("CREATE TABLE products (resource_id int, starts_at timestamptz, ends_at timestamptz)")
    sql.run("set_up")
    first, second = postgres.connect(), postgres.connect()
    second.execute("SET lock_timeout = 0")
    refused: list[Exception] = []

    def book() -> None:
        try:
            second.execute("INSERT INTO products VALUES (1, '2030-01-01', '2030-01-03')")
        except psycopg.Error as error:
            refused.append(error)

    first.execute("BEGIN")
    first.execute("INSERT INTO products VALUES (1, '2030-01-02', '2030-01-04')")
    waiting = Thread(target=book)
    waiting.start()
    first.execute("COMMIT")
    waiting.join(timeout=10)
    assert [type(error) for error in refused] == [ExclusionViolation]


@pytest.mark.claim("postgresql.not_negative")
def test_two_takers_of_the_last_piece_get_it_once(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.not_negative", **rule("non_negative", "stock")))
    postgres.do("CREATE TABLE products (id text PRIMARY KEY, stock int)")
    postgres.do("INSERT INTO products VALUES ('a', 1)")
    sql.run("set_up")
    assert sql.run("take", id="a", quantity=1) == [(0,)]
    assert sql.run("take", id="a", quantity=1) == []
    assert sql.run("take", id="a", quantity=-5) == []
    with pytest.raises(CheckViolation):
        postgres.do("UPDATE products SET stock = stock - 1")
    with pytest.raises(NotNullViolation):
        postgres.do("UPDATE products SET stock = NULL")


@pytest.mark.claim("postgresql.capacity")
def test_the_last_place_is_given_once_and_the_second_request_waits_for_the_first(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.capacity", **rule("capacity", "booked", "limit")))
    postgres.do('CREATE TABLE products (id text PRIMARY KEY, booked int, "limit" int)')
    postgres.do("INSERT INTO products VALUES ('a', 1, 2)")
    sql.run("set_up")
    first, second = postgres.connect(), postgres.connect()
    first.execute("BEGIN")
    assert sql.run("reserve", on=first, id="a", quantity=1) == [(0,)]
    with pytest.raises(LockNotAvailable):
        sql.run("reserve", on=second, id="a", quantity=1)
    first.execute("COMMIT")
    assert sql.run("reserve", on=second, id="a", quantity=1) == []
    assert sql.run("release", id="a", quantity=2) == [(2,)]
    assert sql.run("release", id="a", quantity=1) == []
    with pytest.raises(CheckViolation):
        postgres.do("UPDATE products SET booked = 3")


def test_a_limit_alone_gets_a_count_of_the_rows_that_take_a_place(postgres, recipe) -> None:
    columns = (Column(name="slot_id", type="int"), Column(name="places", type="int"))
    slot = Entity(id="slot", table="slots", key=("slot_id",), columns=columns)
    order = Entity(id="order", table="orders", key=("id",))
    refers = Invariant(id="in_slot", kind="referential", entities=("order", "slot"), attributes=("slot_id",))
    room = rule("capacity", "places", entities=("slot",))["invariants"]
    sql = postgres.load(
        recipe("postgresql.capacity", entity=slot, others=(order,), invariants=(*room, refers))
    )
    assert sql.recipe.names == "given"
    postgres.do("CREATE TABLE slots (slot_id int PRIMARY KEY, places int)")
    postgres.do("CREATE TABLE orders (id int PRIMARY KEY, slot_id int REFERENCES slots)")
    postgres.do("INSERT INTO slots VALUES (1, 2), (2, 1)")
    postgres.do("INSERT INTO orders VALUES (1, 1), (2, NULL)")
    sql.run("set_up")
    assert sql.run("reserve", slot_id=1, quantity=1) == [(0,)]
    assert sql.run("reserve", slot_id=1, quantity=1) == []
    assert sql.run("reserve", slot_id=2, quantity=1) == [(0,)]


@pytest.mark.claim("postgresql.sum")
def test_the_sum_stays_and_a_repeated_movement_moves_nothing(postgres, recipe) -> None:
    sql = postgres.load(
        recipe("postgresql.sum", entity=Entity(id="account"), **rule("sum", "balance", entities=("account",)))
    )
    postgres.do("CREATE TABLE accounts (id text PRIMARY KEY, balance numeric)")
    postgres.do("INSERT INTO accounts VALUES ('a', 10), ('b', 0)")
    sql.run("set_up")
    values = {"operation_id": "o1", "debit": "a", "credit": "b", "quantity": 7}

    def move(**values: Any) -> bool:
        for part in ("move", "lock", "debit", "credit"):
            if not sql.run(part, **values):
                postgres.do("ROLLBACK")
                return False
        sql.run("commit")
        return True

    assert move(**values)
    assert not move(**values)  # the same operation again
    assert not move(**{**values, "operation_id": "o2"})  # too little left
    assert not move(**{**values, "operation_id": "o3", "debit": "b", "credit": "nobody", "quantity": 1})
    with pytest.raises(CheckViolation):  # to oneself
        move(**{**values, "operation_id": "o4", "credit": "a"})
    postgres.do("ROLLBACK")
    assert sql.run("total") == [(10,)]
    assert postgres.do("SELECT id, balance FROM accounts ORDER BY id") == [("a", 3), ("b", 7)]
    assert postgres.do("SELECT operation_id FROM account_movement") == [("o1",)]


def test_opposite_movements_take_their_locks_in_the_same_order(postgres, recipe) -> None:
    sql = postgres.load(
        recipe("postgresql.sum", entity=Entity(id="account"), **rule("sum", entities=("account",)))
    )
    postgres.do("CREATE TABLE accounts (id text PRIMARY KEY, balance numeric)")
    postgres.do("INSERT INTO accounts VALUES ('b', 0), ('a', 10)")
    first, second = postgres.connect(), postgres.connect()
    first.execute("BEGIN")
    first.execute("SELECT FROM accounts WHERE id = 'a' FOR UPDATE")
    second.execute("BEGIN")
    second.execute("SET lock_timeout = 0")
    waiting = Thread(target=lambda: sql.run("lock", on=second, debit="b", credit="a"))
    waiting.start()
    postgres.wait_for("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 1)
    # it waits for a first, so b is still free for the first transaction
    first.execute("SELECT FROM accounts WHERE id = 'b' FOR UPDATE NOWAIT")
    first.execute("COMMIT")
    waiting.join(timeout=10)


@pytest.mark.claim("postgresql.referential")
def test_a_row_without_the_row_it_refers_to_is_refused(postgres, recipe) -> None:
    sql = postgres.load(
        recipe(
            "postgresql.referential",
            entity=Entity(id="order"),
            others=(Entity(id="customer", key=("customer_no",)),),
            **rule("referential", entities=("order", "customer")),
        )
    )
    postgres.do("CREATE TABLE customers (customer_no int PRIMARY KEY)")
    postgres.do("CREATE TABLE orders (id int PRIMARY KEY, customer_customer_no int)")
    postgres.do("INSERT INTO customers VALUES (1)")
    postgres.do("INSERT INTO orders VALUES (1, 1), (2, 9)")
    assert sql.run("find_violations") == [(2, 9)]
    postgres.do("DELETE FROM orders WHERE id = 2")
    sql.run("set_up")
    with pytest.raises(ForeignKeyViolation):
        postgres.do("INSERT INTO orders VALUES (2, 9)")
    with pytest.raises(ForeignKeyViolation):
        postgres.do("DELETE FROM customers")
    with pytest.raises(NotNullViolation):
        postgres.do("INSERT INTO orders VALUES (2, NULL)")


@pytest.mark.parametrize("entity", HOSTILE, ids=lambda entity: entity.id[:10])
def test_names_that_are_words_of_the_language_or_odd_still_make_valid_statements(
    postgres, recipe, entity
) -> None:
    sql = postgres.load(
        recipe(
            "postgresql.unique", entity=entity, **rule("unique", *entity.key, "select", entities=(entity.id,))
        )
    )
    table = sql.parts["set_up"].split(" ON ")[1].split(" (")[0]
    key = entity.key[0].replace('"', '""')
    postgres.do(f'CREATE TABLE {table} ("{key}" int, "select" text)')
    sql.run("set_up")
    postgres.do(f"INSERT INTO {table} VALUES (1, NULL)")
    with pytest.raises(UniqueViolation):
        postgres.do(f"INSERT INTO {table} VALUES (1, NULL)")
