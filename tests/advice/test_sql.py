"""Advised SQL is run on PostgreSQL; what it names that is not here is parsed; what is wrong is refused."""

import pytest

from agent.advice import code
from agent.advice.outcome import Outcome
from agent.advice.postgresql import Database
from tests.advice.designs import sql


def run(database: Database | None, text: str) -> Outcome:
    return code.check(sql(text), "PostgreSQL 18", database)


def test_ddl_that_the_engine_takes_ran(database: Database) -> None:
    found = run(
        database, "ALTER TABLE products ADD v bigint NOT NULL DEFAULT 0; CREATE INDEX ON products (v)"
    )
    assert found == Outcome("ran", "the SQL ran on PostgreSQL 18, on empty tables")


@pytest.mark.parametrize(
    "ddl",
    [
        "ALTER TABLE products ADD CONSTRAINT IF NOT EXISTS u UNIQUE (name)",
        "ALTER TABLE products ADD UNIQUE (name) WHERE stock > 0",
        "CREATE INDEX ON products (name) WHERE now() > '2026-01-01'",
        "CREATE TABLE b (room uuid, at tstzrange, EXCLUDE USING gist (room WITH =, at WITH &&))",
        "CREATE TABLE p (a int, b int) PARTITION BY RANGE (a); CREATE UNIQUE INDEX ON p (b)",
        "ALTER TABLE products ADD CHECK (stock > 'many')",
        "SELECT name = product_id FROM products",
        "INSERT INTO products (product_id) VALUES (1) ON CONFLICT (name) DO NOTHING",
    ],
)
def test_what_the_engine_refuses_is_refused(database: Database, ddl: str) -> None:
    found = run(database, ddl)
    assert found.status == "refused", found.says
    assert found.says.startswith("PostgreSQL 18 refuses the SQL: ")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM invoices",
        "SELECT colour FROM products",
        "SELECT our_function(1)",
        "GRANT SELECT ON products TO reporting",
        "CREATE EXTENSION pg_partman",
        "CREATE PUBLICATION all_of_it FOR ALL TABLES",
        "BEGIN; CREATE INDEX CONCURRENTLY ON products (name)",
    ],
)
def test_what_is_not_here_is_parsed_and_not_refused(database: Database, text: str) -> None:
    found = run(database, text)
    assert found.status == "parsed", found.says


def test_open_parameters_are_planned(database: Database) -> None:
    found = run(
        database, "UPDATE products SET stock = stock - :n WHERE product_id = :id AND name <> 'a:b, :c'"
    )
    assert found == Outcome("parsed", "PostgreSQL 18 planned the SQL with its parameters left open")
    two = run(database, "UPDATE products SET stock = $1; DELETE FROM products WHERE name = $1")
    assert two.status == "parsed"
    wrong = run(database, "INSERT INTO products (product_id) VALUES (:id) ON CONFLICT (name) DO NOTHING")
    assert wrong.status == "refused"


def test_the_types_of_the_user_are_there(database: Database) -> None:
    assert run(database, "SELECT name FROM products WHERE 'red' = ANY (tags)").status == "ran"


def test_the_tables_of_the_recipes_are_there(database: Database) -> None:
    assert run(database, "SELECT operation_id FROM applied_operation").status == "ran"
    assert run(database, "CREATE TABLE applied_operation ()").status == "parsed"


def test_a_transaction_that_is_left_open_is_committed(database: Database) -> None:
    assert run(database, "BEGIN; CREATE TABLE mine ()").status == "ran"
    assert run(database, "SELECT FROM mine").status == "ran"
    assert run(database, "BEGIN; DELETE FROM products WHERE name = :name").status == "parsed"
    assert run(database, "SELECT FROM mine").status == "ran"


def test_without_an_engine_the_grammar_reads_it() -> None:
    assert run(None, "CREATE INDEX ON products (name)") == Outcome(
        "parsed", "the SQL was read with the grammar of PostgreSQL, not run"
    )
    assert run(None, "CREATE INDEX products (name)").status == "refused"


def test_without_an_engine_and_a_grammar_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(code, "find_spec", lambda name: None)
    assert run(None, "CREATE INDEX products (name)").status == "not checked"


def test_sql_for_another_engine_is_not_checked(database: Database) -> None:
    other = sql("SHOW TABLES").model_copy(update={"engine": "mysql"})
    assert code.check(other, "PostgreSQL 18", database) == Outcome(
        "not checked", "no engine here runs SQL for mysql"
    )
