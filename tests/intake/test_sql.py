"""Table definitions become entities and what the database enforces, statement by statement."""

import subprocess
import sys
import textwrap

import pytest

from tools.domain.brief import Brief
from tools.domain.evidence import Assumption, FileLine
from tools.intake import Intake, read

SCHEMA = """-- the shop; all of it
CREATE TABLE public.orders (
    id bigserial,
    customer_id bigint NOT NULL REFERENCES customers(id),
    number text UNIQUE,
    total numeric CHECK (total >= 0 AND quantity > 0),
    quantity int DEFAULT 1, note text DEFAULT 'a;b',
    deleted_at timestamptz,
    CONSTRAINT once UNIQUE (customer_id, number)
);
CREATE TABLE customers (id int PRIMARY KEY, email text, state text CHECK (state > 'a'));
CREATE TABLE log_lines (line text);
CREATE TABLE bookings (room int, slot tstzrange, EXCLUDE USING gist (room WITH =, slot WITH &&));
CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN; CREATE TABLE no_table (x int); END $$ LANGUAGE plpgsql;
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX one_mail ON customers (email);
CREATE UNIQUE INDEX any_case ON customers (lower(email));
CREATE TABLE flyway_schema_history (id int);
CREATE TABLE old_things (id int); DROP TABLE old_things;
INSERT INTO orders VALUES (1);
"""


def intake(sql: str, **more: str) -> Intake:
    return read(Brief({"schema.sql": sql, **more}))


def test_tables_are_entities_with_key_and_line() -> None:
    facts = intake(SCHEMA).facts
    assert {e.id: (e.key, e.has_primary_key, e.deletes) for e in facts.entities} == {
        "order": (("id",), True, "soft"),
        "customer": (("id",), True, None),
        "log_line": ((), False, None),
        "booking": ((), False, None),
    }
    assert facts.evidence["entities.order"] == FileLine(file="schema.sql", line=2)
    assert facts.evidence["entities.order.deletes"] == FileLine(file="schema.sql", line=8)


def test_constraints_are_invariants() -> None:
    found = {(i.kind, i.entities, i.attributes) for i in intake(SCHEMA).facts.invariants}
    assert found == {
        ("unique", ("order",), ("number",)),
        ("unique", ("order",), ("customer_id", "number")),
        ("unique", ("customer",), ("email",)),
        ("non_negative", ("order",), ("total",)),
        ("non_negative", ("order",), ("quantity",)),
        ("referential", ("order", "customer"), ("customer_id",)),
        ("no_overlap", ("booking",), ("room", "slot")),
    }


def test_table_and_columns_are_named_as_the_database_stores_them() -> None:
    migrations = """
        ALTER TABLE ONLY public.orders ALTER COLUMN note SET NOT NULL, RENAME COLUMN quantity TO pieces;
        ALTER TABLE orders ADD COLUMN "shipTo" varchar(40), DROP COLUMN total;
        ALTER TABLE orders ALTER COLUMN number TYPE varchar(12);
    """
    order = intake(SCHEMA.replace("public.orders", "public.Orders"), **{"v2.sql": migrations}).facts.entities[
        0
    ]
    assert (order.table, order.delete_flag) == ("orders", "deleted_at")
    assert [(c.name, c.type, c.nullable) for c in order.columns] == [
        ("id", "bigserial", False),
        ("customer_id", "bigint", False),
        ("number", "varchar(12)", True),
        ("note", "text", False),
        ("deleted_at", "timestamptz", True),
        ("pieces", "int", True),
        ("shipTo", "varchar(40)", True),
    ]


FACTS = """
schema_version: 1
entities:
  - {id: customer, table: people, columns: [{name: id, type: uuid}]}
  - {id: order, table: orders, columns: [{name: id, type: uuid}], delete_flag: gone}
"""


def test_what_a_facts_file_says_of_a_table_stands_and_nothing_contradicts_it() -> None:
    found = intake(SCHEMA, **{"facts.yaml": FACTS})
    customer, order = found.facts.entities
    assert found.contradictions == ()
    assert (customer.table, [column.name for column in customer.columns]) == ("people", ["id"])
    assert (order.delete_flag, order.columns[0].type) == ("gone", "uuid")
    assert "deleted_at" in [column.name for column in order.columns]


def test_personal_looking_columns_claim_nothing() -> None:
    assert all(entity.pii is None for entity in intake(SCHEMA).facts.entities)


def test_a_broken_statement_fails_alone_and_keeps_us_from_denying_a_key() -> None:
    found = intake("CREATE TABLE things (id int);\nCREATE TABLE broken (id int,\n  what ever ((;\n")
    assert [(e.id, e.has_primary_key) for e in found.facts.entities] == [("thing", None)]
    (coverage,) = found.coverage
    assert coverage.status == "read"
    assert coverage.how.endswith("not understood: those on line 2")


def test_the_one_relational_store_is_assumed_to_hold_the_tables() -> None:
    found = intake("CREATE TABLE orders (id int);", **{"compose.yml": "services: {db: {image: postgres}}"})
    assert found.facts.entities[0].authority == "db"
    assert isinstance(found.facts.evidence["entities.order.authority"], Assumption)
    two = intake(
        "CREATE TABLE orders (id int);",
        **{"compose.yml": "services: {a: {image: mysql}, b: {image: postgres}}"},
    )
    assert two.facts.entities[0].authority is None


def test_what_somebody_says_goes_before_the_assumption() -> None:
    prose = "Salesforce is the system of record for customers. The shop keeps orders in PostgreSQL."
    found = intake("CREATE TABLE customers (id int);", **{"brief.md": prose})
    assert found.facts.entity_by_id["customer"].authority == "salesforce"
    assert found.contradictions == ()


def test_an_outbox_is_a_path_only_if_both_ends_are_clear() -> None:
    outbox = "CREATE TABLE order_outbox (id uuid PRIMARY KEY, aggregate_id text, payload jsonb);"
    alone = intake(outbox)
    assert alone.facts.entities == alone.facts.paths == ()
    assert [note.text for note in alone.unread] == ["table order_outbox"]
    compose = "services: {db: {image: postgres}, kafka: {image: apache/kafka}}"
    (path,) = intake(outbox, **{"compose.yml": compose}).facts.paths
    assert (path.source, path.target, path.mechanism) == ("db", "kafka", "outbox")


def test_mysql_is_read_as_mysql() -> None:
    columns = "`id` int NOT NULL AUTO_INCREMENT, `a` int, PRIMARY KEY (`id`), UNIQUE KEY `u` (`a`)"
    sql = f"CREATE TABLE `items` ({columns}) ENGINE=InnoDB;"
    facts = intake(sql).facts
    assert facts.entities[0].key == ("id",)
    assert [(i.kind, i.attributes) for i in facts.invariants] == [("unique", ("a",))]


def test_migrations_build_on_each_other() -> None:
    files = {
        "1.sql": "CREATE TABLE items (id int PRIMARY KEY);",
        "2.sql": "ALTER TABLE items ADD COLUMN is_deleted boolean;",
    }
    (entity,) = read(Brief(files)).facts.entities
    assert (entity.key, entity.deletes) == (("id",), "soft")


@pytest.mark.parametrize(
    "text", ["'" * 5001, "$a$" * 3001, "/*" * 5000, "create table x (" + "(" * 3000, ";" * 9000, "\x01"]
)
def test_hostile_sql_is_survived(text: str) -> None:
    assert intake(text).facts.entities == ()


def test_sqlglot_is_imported_only_where_there_is_sql() -> None:
    code = "import sys; import tools.intake; assert 'sqlglot' not in sys.modules, 'sqlglot came along'"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_tables_add_to_the_entities_of_a_facts_file_and_name_no_others() -> None:
    facts = "schema_version: 1\nstores: [{id: db, technology: postgresql}]\nentities: [{id: order}]\n"
    ddl = """
        CREATE TABLE orders (order_id bigint PRIMARY KEY);
        CREATE TABLE order_lines (line_id bigint PRIMARY KEY, order_id bigint REFERENCES orders);
    """
    found = read(Brief({"facts.yaml": facts, "schema.sql": ddl})).facts
    assert [(entity.id, entity.key) for entity in found.entities] == [("order", ("order_id",))]
    assert found.invariants == ()


def test_a_table_does_not_decide_who_is_right_where_fields_have_owners() -> None:
    facts = """
        schema_version: 1
        stores: [{id: hr, technology: postgresql}, {id: pay, technology: other}]
        entities: [{id: employee, attribute_groups: [{id: bank, attributes: [iban], store: pay}]}]
    """
    ddl = "CREATE TABLE employees (employee_id bigint PRIMARY KEY);"
    found = read(Brief({"facts.yaml": textwrap.dedent(facts).lstrip(), "schema.sql": ddl})).facts
    assert found.entities[0].authority is None
