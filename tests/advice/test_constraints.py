"""A constraint is tried with the rows that it is to refuse, then with NULL and with open ends in them."""

import pytest

from agent.advice.claims import Case, Cell, Constraint, Row
from agent.advice.constraints import constraint
from agent.advice.outcome import Outcome
from agent.advice.postgresql import Database


def case(table: str, *rows: dict[str, str]) -> Case:
    return Case(
        rows=[Row(table=table, cells=[Cell(column=k, value=v) for k, v in row.items()]) for row in rows]
    )


def claim(*refuses: Case, accepts: tuple[Case, ...] = (), null_may_pass: tuple[str, ...] = ()) -> Constraint:
    return Constraint(
        kind="constraint", refuses=list(refuses), accepts=list(accepts), null_may_pass=list(null_may_pass)
    )


def tried(database: Database, ddl: str, what: Constraint) -> Outcome:
    assert database.run(ddl) is None
    return constraint(what, database)


EMAILS = case("users", {"id": "1", "email": "a@example.org"}, {"id": "2", "email": "a@example.org"})
TWO_USERS = case("users", {"id": "1", "email": "a@example.org"}, {"id": "2", "email": "b@example.org"})
USERS = "CREATE TABLE users (id int PRIMARY KEY, email text, UNIQUE {} (email))"


def test_two_nulls_slip_through_a_unique_constraint(database: Database) -> None:
    found = tried(database, USERS.format(""), claim(EMAILS, accepts=(TWO_USERS,)))
    assert found == Outcome("refused", "what it is to refuse goes in with NULL in email")


def test_a_unique_constraint_that_compares_nulls_passes(database: Database) -> None:
    found = tried(database, USERS.format("NULLS NOT DISTINCT"), claim(EMAILS, accepts=(TWO_USERS,)))
    assert found.status == "ran"
    assert found.says.startswith("the constraint refused and accepted what it is said to, in ")


def test_null_that_is_meant_to_pass_passes(database: Database) -> None:
    assert tried(database, USERS.format(""), claim(EMAILS, null_may_pass=("email",))).status == "ran"


BOOKED = case(
    "bookings", {"room": "1", "starts": "2026-01-01", "ends": "2026-01-09"},
    {"room": "1", "starts": "2026-01-05", "ends": "2026-01-12"},
)  # fmt: skip
FREE = case(
    "bookings", {"room": "1", "starts": "2026-01-01", "ends": "2026-01-09"},
    {"room": "1", "starts": "2026-01-09", "ends": "2026-01-12"},
)  # fmt: skip
BOOKINGS = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE bookings (room int NOT NULL, "
    "starts date NOT NULL, ends date, EXCLUDE USING gist (room WITH =, {} WITH &&))"
)


def test_a_booking_without_an_end_slips_through_a_period_that_is_null(database: Database) -> None:
    period = "(CASE WHEN ends > starts THEN daterange(starts, ends) END)"
    found = tried(database, BOOKINGS.format(period), claim(BOOKED, accepts=(FREE,)))
    assert found == Outcome("refused", "what it is to refuse goes in with NULL in ends")


def test_a_period_that_counts_an_open_end_passes(database: Database) -> None:
    assert (
        tried(database, BOOKINGS.format("daterange(starts, ends)"), claim(BOOKED, accepts=(FREE,))).status
        == "ran"
    )


OVERLAP = case(
    "prices", {"sku": "a", "at": "[2026-01-01,2026-02-01)"}, {"sku": "a", "at": "[2026-01-15,2026-03-01)"}
)
PRICES = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE prices (sku text NOT NULL, "
    "at daterange NOT NULL, EXCLUDE USING gist (sku WITH =, at WITH &&) {})"
)


def test_a_range_with_an_open_end_slips_through_a_partial_exclusion(database: Database) -> None:
    found = tried(database, PRICES.format("WHERE (NOT upper_inf(at))"), claim(OVERLAP))
    assert found == Outcome("refused", "what it is to refuse goes in with an open end in at")
    assert database.run("DROP TABLE prices") is None
    assert tried(database, PRICES.format(""), claim(OVERLAP)).status == "ran"


def test_a_check_lets_null_through(database: Database) -> None:
    ddl = "CREATE TABLE accounts (id int PRIMARY KEY, balance int {} CHECK (balance >= 0))"
    overdrawn = claim(case("accounts", {"id": "1", "balance": "-5"}))
    assert (
        tried(database, ddl.format(""), overdrawn).says == "what it is to refuse goes in with NULL in balance"
    )
    database.run("DROP TABLE accounts")
    assert tried(database, ddl.format("NOT NULL"), overdrawn).status == "ran"


def test_a_row_that_it_is_to_refuse_and_takes_is_caught(database: Database) -> None:
    found = tried(database, "CREATE TABLE users (id int PRIMARY KEY, email text)", claim(EMAILS))
    assert found == Outcome("refused", "a row that it is to refuse goes in")


def test_a_row_that_it_is_to_accept_and_refuses_is_caught(database: Database) -> None:
    found = tried(database, USERS.format(""), claim(EMAILS, accepts=(EMAILS,)))
    assert found.says.startswith("it refuses a row that it is to accept: duplicate key value")


def test_a_deferred_constraint_is_checked_before_the_end(database: Database) -> None:
    ddl = USERS.format("NULLS NOT DISTINCT").replace("(email))", "(email) DEFERRABLE INITIALLY DEFERRED)")
    assert tried(database, ddl, claim(EMAILS)).status == "ran"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (case("users", {"id": "1"}, {"id": "1"}), "its example lacks a value for email"),
        (case("guests", {"id": "1"}), "its example does not fit the table"),
        (case("users", {"id": "x", "email": "a"}), "its example does not fit the table"),
    ],
)
def test_an_example_that_shows_nothing_is_not_counted(database: Database, rows: Case, says: str) -> None:
    database.run("CREATE TABLE users (id int, email text NOT NULL)")
    found = constraint(claim(rows.model_copy(update={"rows": rows.rows[-1:]})), database)
    assert found.status == "not checked"
    assert found.says.startswith(says)


def test_values_of_an_example_stay_values(database: Database) -> None:
    database.run("CREATE TABLE users (id int PRIMARY KEY, email text)")
    hostile = case("users", {"id": "1", "email": "'); DROP TABLE users; --"})
    constraint(claim(hostile), database)
    assert database.run("SELECT * FROM users") is None


def test_without_its_sql_a_constraint_is_not_tried() -> None:
    assert constraint(claim(EMAILS), None).status == "not checked"
