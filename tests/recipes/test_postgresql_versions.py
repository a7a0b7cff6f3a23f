"""What versions, epochs, flags and keys promise, tried on PostgreSQL."""

from threading import Thread

import psycopg
import pytest
from psycopg.errors import ObjectNotInPrerequisiteState, RaiseException

from tests.recipes.conftest import a_design
from tools.domain.facts import Column, Entity
from tools.recipes import recipes

VERSIONED = {"path": {"version_token": "row_version"}}


def products(postgres, columns: str = "id int PRIMARY KEY, name text") -> None:
    postgres.do(f"CREATE TABLE products ({columns})")
    postgres.do("INSERT INTO products VALUES (1, 'a')")


@pytest.mark.claim("postgresql.row_version")
def test_two_updates_in_one_transaction_have_two_versions_and_nobody_can_set_one(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.row_version", **VERSIONED))
    products(postgres)
    sql.run("set_up")
    with postgres.main.transaction():
        first = postgres.do("UPDATE products SET name = 'b' RETURNING row_version")
        second = postgres.do("UPDATE products SET name = 'c' RETURNING row_version")
    assert (first, second) == ([(2,)], [(3,)])
    assert postgres.do("UPDATE products SET row_version = 1 RETURNING row_version") == [(4,)]
    assert postgres.do("INSERT INTO products VALUES (2, 'x', 900) RETURNING row_version") == [(1,)]
    with pytest.raises(RaiseException, match="a key does not change"):
        postgres.do("UPDATE products SET id = 3 WHERE id = 1")


def test_a_key_that_comes_back_goes_on_where_it_stopped(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.row_version", **VERSIONED))
    products(postgres)
    sql.run("set_up")
    postgres.do("UPDATE products SET name = 'b'")
    postgres.do("DELETE FROM products")
    assert postgres.do("SELECT row_version FROM products_last_version") == [(3,)]  # the version of the delete
    assert postgres.do("INSERT INTO products VALUES (1, 'again') RETURNING row_version") == [(4,)]


def test_a_key_that_comes_back_while_its_delete_is_running_does_not_start_anew(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.row_version", **VERSIONED))
    products(postgres)
    sql.run("set_up")
    postgres.do("UPDATE products SET name = 'b'")
    deleting, inserting = postgres.connect(), postgres.connect()
    inserting.execute("SET lock_timeout = 0")
    deleting.execute("BEGIN")
    deleting.execute("DELETE FROM products")
    versions: list[object] = []

    def insert() -> None:
        versions.extend(
            inserting.execute("INSERT INTO products VALUES (1, 'c') RETURNING row_version").fetchall()
        )

    waiting = Thread(target=insert)
    waiting.start()
    postgres.wait_for("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'", 1)
    deleting.execute("COMMIT")
    waiting.join(timeout=10)
    assert versions == [(4,)]


@pytest.mark.parametrize("deletes", ["soft", "never"])
def test_where_rows_stay_one_column_and_one_trigger_are_enough(postgres, recipe, deletes) -> None:
    sql = postgres.load(
        recipe("postgresql.row_version", entity=Entity(id="product", deletes=deletes), **VERSIONED)
    )
    products(postgres)
    sql.run("set_up")
    assert postgres.do("UPDATE products SET name = 'b' RETURNING row_version") == [(2,)]
    assert "last_version" not in sql.recipe.text


@pytest.mark.parametrize("key", [("tenant", "Ünïcode"), ("order",)])
def test_versions_work_with_odd_and_composite_keys(postgres, recipe, key) -> None:
    sql = postgres.load(recipe("postgresql.row_version", entity=Entity(id="user", key=key), **VERSIONED))
    names = ", ".join(f'"{name}"' for name in key)
    postgres.do(f"CREATE TABLE users ({names.replace(',', ' int,')} int, PRIMARY KEY ({names}))")
    sql.run("set_up")
    ones = ", ".join("1" for _ in key)
    assert postgres.do(f"INSERT INTO users VALUES ({ones}) RETURNING row_version") == [(1,)]
    postgres.do("DELETE FROM users")
    assert postgres.do(f"INSERT INTO users VALUES ({ones}) RETURNING row_version") == [(3,)]


@pytest.mark.claim("postgresql.epoch")
def test_the_new_epoch_is_above_every_one_that_a_copy_has_seen(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.epoch", **VERSIONED))
    sql.run("set_up")
    assert sql.run("raise", highest_epoch_in_any_copy=1, reason="drill") == [(2,)]
    postgres.do("UPDATE version_epoch SET epoch = 1")  # the restore sets it back too
    assert sql.run("raise", highest_epoch_in_any_copy=2, reason="restore") == [(3,)]
    assert sql.run("current") == [(3,)]
    with pytest.raises(psycopg.IntegrityError):
        postgres.do("INSERT INTO version_epoch (one_row, epoch, reason) VALUES (false, 9, 'second row')")


@pytest.mark.claim("postgresql.soft_delete")
def test_a_soft_delete_is_an_update_and_happens_once(postgres, recipe) -> None:
    entity = Entity(id="product", deletes="soft", regulatory=False)
    sql = postgres.load(recipe("postgresql.soft_delete", entity=entity, **VERSIONED))
    versions = postgres.load(recipe("postgresql.row_version", entity=entity, **VERSIONED))
    products(postgres)
    versions.run("set_up")
    sql.run("set_up")
    assert len(sql.run("delete", id=1)) == 1
    assert sql.run("delete", id=1) == []
    assert postgres.do("SELECT row_version FROM products") == [(2,)]
    assert postgres.do("SELECT * FROM products_live") == []
    sql.run("purge", longest_replay_h=1)
    assert postgres.do("SELECT count(*) FROM products") == [(1,)]


@pytest.mark.parametrize("regulatory", [None, True])
def test_deleted_rows_are_purged_only_where_somebody_said_that_they_may_go(recipe, regulatory) -> None:
    entity = Entity(id="product", deletes="soft", regulatory=regulatory)
    assert "purge" not in recipe("postgresql.soft_delete", entity=entity).text


def test_where_a_column_marks_deleted_rows_no_second_one_is_added() -> None:
    entity = Entity(id="product", deletes="soft", delete_flag="gone")
    assert "postgresql.soft_delete" not in {one.id for one in recipes(a_design(entity=entity))}


def test_a_version_that_is_there_is_not_added_again(postgres, recipe) -> None:
    entity = Entity(id="product", columns=(Column(name="id"), Column(name="lock_version")))
    sql = postgres.load(recipe("postgresql.row_version", entity=entity, **VERSIONED))
    products(postgres, "id int PRIMARY KEY, name text, lock_version bigint NOT NULL DEFAULT 1")
    sql.run("set_up")
    postgres.do("UPDATE products SET lock_version = 9")
    assert postgres.do("SELECT lock_version FROM products") == [(2,)]


@pytest.mark.claim("postgresql.identity")
def test_without_a_key_an_update_of_a_published_table_is_refused(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.identity", path={"capture": "log_cdc"}))
    products(postgres, "id int, name text")
    postgres.do("CREATE TABLE keyed (id int PRIMARY KEY)")
    postgres.do("CREATE PUBLICATION everything FOR TABLE products, keyed")
    assert sql.run("find_tables_without_identity") == [("products",)]
    with pytest.raises(ObjectNotInPrerequisiteState, match="replica identity"):
        postgres.do("UPDATE products SET name = 'b'")
    sql.run("set_up")
    postgres.do("UPDATE products SET name = 'b'")
    assert sql.run("find_tables_without_identity") == []
