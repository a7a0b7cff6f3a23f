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

from tools.domain.facts import Entity, Invariant

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
