"""What comparisons, owners, erasure and in-database reads promise, tried on PostgreSQL."""

from typing import Any

import pytest
from psycopg.errors import InsufficientPrivilege, LockNotAvailable

from tests.recipes.conftest import a_design
from tools.domain.decisions import Decision
from tools.domain.facts import AttributeGroup, Column, Entity, Invariant, Read, Write, Writer
from tools.recipes import recipes

COMPARED: dict[str, Any] = {
    "capture": "log_cdc",
    "sink_guard": "native_version_compare",
    "reconciliation": "strict",
}


@pytest.mark.claim("postgresql.drift_source", "postgresql.drift_target")
@pytest.mark.parametrize("token", ["row_version", "epoch_position"])
def test_missing_extra_and_stale_rows_show_in_the_checksums_and_nothing_else_does(
    postgres, recipe, token
) -> None:
    path = {**COMPARED, "version_token": token}
    there, here = (
        postgres.load(recipe(f"postgresql.drift_{side}", path=path)) for side in ("source", "target")
    )
    guard = postgres.load(recipe("postgresql.guarded_upsert", path=path))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, name text, row_version bigint)")
    postgres.do("INSERT INTO products SELECT n, 'name ' || n, 1 FROM generate_series(1, 50) AS n")
    copy = postgres.connect()
    copy.execute("CREATE SCHEMA copy")
    copy.execute("SET search_path = copy")
    guard.run("set_up", on=copy)
    version = "row_version" if token == "row_version" else "source_position"
    columns = f"(id, doc, {version})"
    copy.execute(f"INSERT INTO products {columns} SELECT id, to_jsonb(p), 1 FROM public.products AS p")
    guard.run("apply_delete", on=copy, id="999", epoch=1, version=3)

    def differing() -> list[int]:
        pairs = (there.run("range_checksums"), here.run("range_checksums", on=copy))
        return sorted({row[0] for row in set(pairs[0]) ^ set(pairs[1])})

    assert there.run("counts") == here.run("counts", on=copy) == [(50,)]
    assert differing() == []
    assert here.run("lag", on=copy)[0][0] >= 0
    for damage in (
        "DELETE FROM products WHERE id = '7'",
        f"INSERT INTO products {columns} VALUES ('77', '{{}}', 1)",
        """UPDATE products SET doc = doc || '{"name": "damaged"}' WHERE id = '7'""",
    ):
        copy.execute("BEGIN")
        copy.execute(damage)
        [found] = differing()
        rows = set(there.run("rows_of_range", range=found)) ^ set(
            here.run("rows_of_range", on=copy, range=found)
        )
        assert {key for key, _ in rows} <= {"7", "77"}
        copy.execute("ROLLBACK")


@pytest.mark.claim("postgresql.drift_source", "postgresql.drift_target")
def test_a_source_that_bears_no_full_read_is_compared_some_keys_at_a_time(postgres, recipe) -> None:
    asked = {"store": {"full_reads_ok": False}, "path": {**COMPARED, "version_token": "row_version"}}
    there, here = (
        postgres.load(recipe(f"postgresql.drift_{side}", **asked)) for side in ("source", "target")
    )
    guard = postgres.load(recipe("postgresql.guarded_upsert", **asked))
    postgres.do("CREATE TABLE products (id text PRIMARY KEY, name text, row_version bigint)")
    postgres.do("INSERT INTO products SELECT n, 'a', 1 FROM generate_series(1, 9) AS n")
    copy = postgres.connect()
    copy.execute("CREATE SCHEMA copy")
    copy.execute("SET search_path = copy")
    guard.run("set_up", on=copy)
    copy.execute(
        "INSERT INTO products (id, doc, row_version) SELECT id, to_jsonb(p), 1 FROM public.products p"
    )

    def pages(sql, on=None) -> list[tuple[str, str]]:
        rows = sql.run("next_rows", on=on, id="", rows=4)
        while more := sql.run("next_rows", on=on, id=rows[-1][0], rows=4):
            rows += more
        return rows

    assert pages(there) == pages(here, copy)
    assert len(pages(there)) == 9
    copy.execute("UPDATE products SET doc = '{}' WHERE id = '5'")
    assert {key for key, _ in set(pages(there)) ^ set(pages(here, copy))} == {"5"}
    assert there.run("row", id="5") != here.run("row", on=copy, id="5")
    assert here.run("lag", on=copy)[0][0] >= 0


def people(postgres) -> None:
    postgres.do("CREATE TABLE employees (id int PRIMARY KEY, name text, iban text)")
    postgres.do("INSERT INTO employees VALUES (1, 'a', 'x'), (2, 'b', 'y')")


@pytest.mark.claim("postgresql.field_grants")
def test_an_update_of_a_field_by_another_role_is_refused(postgres, recipe) -> None:
    employee = Entity(
        id="employee",
        attribute_groups=(
            AttributeGroup(id="person", attributes=("name",), writers=("hr-app",)),
            AttributeGroup(id="pay", attributes=("iban",), writers=("accountants",)),
        ),
    )
    sql = postgres.load(
        recipe(
            "postgresql.field_grants",
            entity=employee,
            attributes=(("person", ("name",)), ("pay", ("iban",))),
            owner_of={"pay": "sink"},
            writers=(
                Writer(id="hr-app", writes=(Write(store="shop_db", entity="employee"),)),
                Writer(id="accountants", writes=(Write(store="sink", entity="employee"),)),
            ),
        )
    )
    people(postgres)
    postgres.do("CREATE ROLE hr_app")
    try:
        postgres.do("GRANT ALL ON employees TO hr_app")
        sql.run("set_up")  # makes sink_feed; the accountants write elsewhere and have no role here
        assert set(sql.run("who_writes_what")) >= {
            ("hr_app", "UPDATE", "name"),
            ("sink_feed", "UPDATE", "iban"),
            ("hr_app", "INSERT", "id"),
        }
        hr, feed = postgres.connect("hr_app"), postgres.connect("sink_feed")
        hr.execute("UPDATE employees SET name = 'c' WHERE id = 1")
        hr.execute("INSERT INTO employees (id, name) VALUES (3, 'new')")
        feed.execute("UPDATE employees SET iban = 'z' WHERE id = 1")
        for connection, statement in (
            (hr, "UPDATE employees SET iban = 'stolen'"),
            (hr, "INSERT INTO employees VALUES (4, 'd', 'x')"),
            (hr, "DELETE FROM employees"),
            (feed, "UPDATE employees SET name = 'stolen'"),
            (feed, "INSERT INTO employees (id) VALUES (4)"),
            (feed, "DELETE FROM employees"),
        ):
            with pytest.raises(InsufficientPrivilege):
                connection.execute(statement)
        assert postgres.do("SELECT count(*) FROM pg_roles WHERE rolname = 'accountants'") == [(0,)]
    finally:
        postgres.do("DROP OWNED BY hr_app, sink_feed")
        postgres.do("DROP ROLE hr_app, sink_feed")


def two_way() -> dict[str, Any]:
    back = {"source": "sink", "target": "shop_db", "capture": "hint_fetch_list"}
    return {
        "outcome": "per_field_owner",
        "path": ({"capture": "outbox"}, back),
        "attributes": GROUPS,
        "owner_of": OWNERS,
    }


GROUPS = (("ours", ("name",)), ("theirs", ("city",)))
OWNERS = {"theirs": "sink"}


@pytest.mark.claim("postgresql.echo")
def test_our_own_write_coming_back_is_dropped_and_a_real_edit_is_not(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.echo", **two_way()))
    sql.run("set_up")
    ours, theirs = '{"name": "a", "city": "x"}', '{"city": "y", "name": "a"}'
    one = {"id": "1", "side": "crm"}
    sql.run("remember", fields=ours, **one)
    assert sql.run("is_echo", fields='{"city": "x",  "name": "a"}', **one) == [
        ("crm",)
    ]  # other order and spaces
    assert sql.run("is_echo", fields=theirs, **one) == []
    sql.run("remember", fields=theirs, **one)  # taken in
    assert sql.run("is_echo", fields=ours, **one) == []  # changed back there: an edit, not an echo
    assert sql.run("is_echo", fields=theirs, id="1", side="erp") == []


@pytest.mark.claim("postgresql.suppression")
@pytest.mark.parametrize("key", [("id",), ("id", "name")])
def test_an_erased_person_is_gone_again_after_a_restore_and_a_rebuild(postgres, recipe, key) -> None:
    sql = postgres.load(
        recipe("postgresql.suppression", entity=Entity(id="employee", pii=True, deletes="hard", key=key))
    )
    people(postgres)
    sql.run("set_up")
    assert len(sql.run("erase", id=1, name="a", request_id="r1")) == 1
    assert sql.run("erase", id=1, name="a", request_id="r1") == []
    postgres.do("INSERT INTO employees VALUES (1, 'a', 'x')")  # the backup still had it
    assert postgres.do("SELECT id FROM employees_for_rebuild") == [(2,)]
    assert len(sql.run("after_restore")) == 1
    assert postgres.do("SELECT id FROM employees") == [(2,)]
    text = "1" if key == ("id",) else '[1, "a"]'
    assert sql.run("is_erased", key_text=text) == [(True,)]
    assert sql.run("is_erased", key_text="2") == [(False,)]


@pytest.mark.claim("postgresql.pseudonymise")
def test_where_the_row_stays_the_person_goes_and_does_not_come_back(postgres, recipe) -> None:
    employee = Entity(
        id="employee",
        key=("id",),
        pii=True,
        deletes="hard",
        columns=(
            Column(name="id", type="int", nullable=False),
            Column(name="name", type="varchar(12)", nullable=False),
            Column(name="iban", type="text", nullable=True),
            Column(name="department", type="text", nullable=False),
            Column(name="row_version", type="bigint", nullable=False),
        ),
    )
    payslip = Entity(id="payslip", key=("id",))
    refers = Invariant(
        id="of_one", kind="referential", entities=("payslip", "employee"), attributes=("employee_id",)
    )
    sql = postgres.load(
        recipe("postgresql.pseudonymise", entity=employee, others=(payslip,), invariants=(refers,))
    )
    assert sql.recipe.names == "assumed"  # nobody said what the table is called
    postgres.do(
        "CREATE TABLE employees (id int PRIMARY KEY, name varchar(12) NOT NULL UNIQUE, iban text,"
        " department text NOT NULL, row_version bigint NOT NULL DEFAULT 1)"
    )
    postgres.do("CREATE TABLE payslips (id int PRIMARY KEY, employee_id int NOT NULL REFERENCES employees)")
    postgres.do("INSERT INTO employees VALUES (1, 'Ann', 'x', 'a'), (2, 'Bob', 'y', 'a')")
    postgres.do("INSERT INTO payslips VALUES (1, 1)")
    sql.run("set_up")
    for number in (1, 2):
        assert sql.run("erase", id=number, request_id="r") == [(number,)]
    everybody = "SELECT id, name, iban, department, row_version FROM employees ORDER BY id"
    gone = [(1, "erased 1", None, "a", 2), (2, "erased 2", None, "a", 2)]
    assert postgres.do(everybody) == gone
    postgres.do("UPDATE employees SET name = 'Ann', iban = 'x' WHERE id = 1")  # as the backup had it
    sql.run("after_restore")
    assert [row[:3] for row in postgres.do(everybody)] == [row[:3] for row in gone]
    assert sql.run("is_erased", key_text="1") == [(True,)]


@pytest.mark.parametrize(
    ("deletes", "regulatory", "way"),
    [
        ("hard", None, "suppression"),
        ("hard", True, "pseudonymise"),
        ("soft", None, "pseudonymise"),
        ("never", None, "pseudonymise"),
        (None, None, "pseudonymise"),
    ],
)
def test_a_row_is_deleted_only_where_rows_are_deleted(deletes, regulatory, way) -> None:
    entity = Entity(id="person", pii=True, deletes=deletes, regulatory=regulatory)
    found = {one.id for one in recipes(a_design(entity=entity))}
    assert found & {"postgresql.suppression", "postgresql.pseudonymise"} == {f"postgresql.{way}"}


def site_search(pattern: Any) -> dict[str, Any]:
    return {"reads": (Read(id="site_search", entities=("product",), pattern=pattern),)}


@pytest.mark.claim("postgresql.full_text", "postgresql.trigram")
def test_a_committed_row_is_found_in_spite_of_null_odd_input_and_a_typing_mistake(postgres, recipe) -> None:
    words = postgres.load(recipe("postgresql.full_text", **site_search("full_text")))
    likeness = postgres.load(recipe("postgresql.trigram", **site_search("full_text")))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, name text, description text)")
    words.run("set_up")
    likeness.run("set_up")
    postgres.do("INSERT INTO products VALUES (1, 'Garden chairs', NULL), (3, 'Table', '')")
    postgres.do("INSERT INTO products VALUES (2, NULL, 'a chair for the office')")
    assert [row[0] for row in words.run("query", words="chair")] == [1, 2]
    assert [row[0] for row in words.run("query", words='chairs -"office"')] == [1]
    for odd in ("", "'", ":*&|!", '"', "chair AND ("):
        words.run("query", words=odd)
    assert words.run("query", words="gardne") == []
    likeness.run("session")
    assert [row[0] for row in likeness.run("query", words="gardan")] == [1]


@pytest.mark.claim("postgresql.materialized_view")
def test_a_refresh_does_not_wait_for_readers(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.materialized_view", **site_search("olap")))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY, category text)")
    postgres.do("INSERT INTO products VALUES (1, 'a'), (2, NULL)")
    sql.run("set_up")
    reader = postgres.connect()
    reader.execute("BEGIN")
    assert reader.execute("SELECT sum(rows) FROM products_summary").fetchall() == [(2,)]
    postgres.do("INSERT INTO products VALUES (3, 'a')")
    with pytest.raises(LockNotAvailable):  # without the word CONCURRENTLY
        postgres.do("REFRESH MATERIALIZED VIEW products_summary")
    sql.run("refresh")
    assert postgres.do("SELECT sum(rows) FROM products_summary") == [(3,)]
    assert sql.run("age")[0][0] >= 0


def read_your_writes() -> dict[str, Any]:
    chosen = Decision(
        "s6.ryw.r", 6, "ryw", "site_search", "position_token_and_wait", "S6.RYW2", "", "documented", ()
    )
    return {**site_search("point_lookup"), "decisions": (chosen,)}


@pytest.mark.claim("postgresql.read_your_writes")
def test_the_replica_says_when_it_has_the_write(postgres, standby, recipe) -> None:
    sql = postgres.load(recipe("postgresql.read_your_writes", **read_your_writes()))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.wait_for("SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= pg_current_wal_lsn()", 1)
    replica = standby.connect(postgres.name)
    replica.execute("SELECT pg_wal_replay_pause()")
    try:
        postgres.do("INSERT INTO products VALUES (1)")
        [(token,)] = sql.run("token")
        assert sql.run("is_there", token=token) == [(True,)]  # the primary has it
        assert sql.run("is_there", on=replica, token=token) == [(False,)]
        assert replica.execute("SELECT count(*) FROM products").fetchall() == [(0,)]
    finally:
        replica.execute("SELECT pg_wal_replay_resume()")
    postgres.wait_for(f"SELECT count(*) FROM pg_stat_replication WHERE replay_lsn >= '{token}'", 1)
    assert sql.run("is_there", on=replica, token=token) == [(True,)]
    assert replica.execute("SELECT count(*) FROM products").fetchall() == [(1,)]
    replica.close()
