"""What a transfer between partitions promises, tried on PostgreSQL with a schema for each partition."""

from typing import Any

import pytest
from psycopg.errors import LockNotAvailable

from tests.recipes.conftest import a_design
from tools.domain.facts import Column, Deployment, Entity, Invariant, Operation
from tools.recipes import recipes

ACCOUNTS: dict[str, Any] = {
    "entity": Entity(
        id="account",
        table="accounts",
        key=("id",),
        delete_flag="closed_at",
        columns=(
            Column(name="id", type="text", nullable=False),
            Column(name="cents", type="bigint", nullable=False),
            Column(name="closed_at", type="timestamptz"),
        ),
    ),
    "others": (Entity(id="transfer", columns=(Column(name="amount", type="bigint"),)),),
    "invariants": (
        Invariant(id="floor", kind="non_negative", entities=("account",), attributes=("cents",)),
        Invariant(id="sums", kind="sum", entities=("transfer", "account"), attributes=("amount",)),
    ),
}


class Partitions:
    """Two partitions with accounts, and the worker between them."""

    def __init__(self, postgres, recipe) -> None:
        move = Operation(id="transfer", entities=("account", "transfer"), stores=("shop_db",), partitions=2)
        made = recipe("postgresql.transfer_between_partitions", operations=(move,), **ACCOUNTS)
        self.sql = postgres.load(made)
        self.sides = []
        for name in ("one", "two"):
            side = postgres.connect()
            side.execute(f"CREATE SCHEMA {name}")
            side.execute(f"SET search_path = {name}")
            columns = "id text PRIMARY KEY, cents bigint NOT NULL, closed_at timestamptz"
            side.execute(f"CREATE TABLE accounts ({columns})")
            self.sql.run("set_up", on=side)
            self.sides.append(side)
        self.sides[0].execute("INSERT INTO accounts VALUES ('a', 10)")
        self.sides[1].execute("INSERT INTO accounts VALUES ('b', 5, NULL), ('closed', 0, now())")

    def steps(self, side: int, *parts: str, **values: Any) -> list[Any]:
        """Run parts as one transaction, rolled back if one of them gives no row; return the last rows."""
        rows: list[Any] = []
        for part in parts:
            rows = self.sql.run(part, on=self.sides[side], **values)
            if not rows:
                self.sides[side].execute("ROLLBACK")
                return rows
        self.sql.run("commit", on=self.sides[side])
        return rows

    def deliver(self, **values: Any) -> str:
        if self.sql.run("receive", on=self.sides[1], **values):
            self.sql.run("credit", on=self.sides[1], **values)
            self.sql.run("commit", on=self.sides[1])
        else:
            self.sides[1].execute("ROLLBACK")
        [(outcome, same_transfer)] = self.sql.run("outcome", on=self.sides[1], **values)
        assert same_transfer
        return str(outcome)

    def totals(self) -> list[Any]:
        return [self.sql.run("total", on=side)[0] for side in self.sides]


@pytest.mark.claim("postgresql.transfer_between_partitions")
def test_the_sums_hold_at_every_step_and_each_step_may_come_twice(postgres, recipe) -> None:
    bank = Partitions(postgres, recipe)
    one = {"operation_id": "o1", "debit": "a", "credit": "b", "quantity": 7}
    assert bank.totals() == [(10, 0), (5, 0)]
    assert bank.steps(0, "send", "debit", **one) == [(3,)]
    assert bank.totals() == [(10, 7), (5, 0)]
    assert bank.steps(0, "send", "debit", **one) == []  # the same request again
    assert bank.sql.run("state", on=bank.sides[0], **one) == [("IN_TRANSIT", True)]
    assert bank.steps(0, "send", "debit", **{**one, "operation_id": "o2"}) == []  # too little left
    assert bank.sql.run("to_deliver", on=bank.sides[0], batch_size=9) == [("o1", "b", 7)]
    assert [row[0] for row in bank.sql.run("stuck", on=bank.sides[0], longest_s=0)] == ["o1"]
    for _ in range(2):  # the worker was killed before it could settle
        assert bank.deliver(**one) == "CREDITED"
        assert bank.totals() == [(10, 7), (5, -7)]
    assert bank.sql.run("settle", on=bank.sides[0], **one) == [("CREDITED",)]
    assert bank.steps(0, "give_back", "refund", **one) == []  # it was credited
    refused = {**one, "operation_id": "o3", "credit": "nobody", "quantity": 1}
    assert bank.steps(0, "send", "debit", **refused) == [(2,)]
    assert bank.deliver(**refused) == "REFUSED"
    assert bank.steps(0, "give_back", "refund", **refused) == [(3,)]
    assert bank.totals() == [(10, 7), (5, -7)]
    assert bank.sql.run("to_deliver", on=bank.sides[0], batch_size=9) == []
    assert bank.sides[1].execute("SELECT cents FROM accounts WHERE id = 'b'").fetchall() == [(12,)]


def test_what_a_closed_payee_refuses_goes_back_once_and_is_refused_for_good(postgres, recipe) -> None:
    bank = Partitions(postgres, recipe)
    one = {"operation_id": "o1", "debit": "a", "credit": "closed", "quantity": 7}
    bank.steps(0, "send", "debit", **one)
    assert bank.deliver(**one) == "REFUSED"
    bank.sides[1].execute("UPDATE accounts SET closed_at = NULL")
    assert bank.deliver(**one) == "REFUSED"  # or the amount would be there twice
    assert bank.steps(0, "give_back", "refund", **one) == [(10,)]
    assert bank.steps(0, "give_back", "refund", **one) == []
    assert bank.sql.run("state", on=bank.sides[0], **one) == [("RETURNED", True)]
    assert bank.totals() == [(10, 0), (5, 0)]


def test_two_deliveries_at_the_same_time_credit_once(postgres, recipe) -> None:
    bank = Partitions(postgres, recipe)
    one = {"operation_id": "o1", "debit": "a", "credit": "b", "quantity": 7}
    first, second = bank.sides[1], postgres.connect()
    second.execute("SET search_path = two")
    assert bank.sql.run("receive", on=first, **one) == [("o1",)]
    with pytest.raises(LockNotAvailable):
        bank.sql.run("receive", on=second, **one)
    second.execute("ROLLBACK")
    bank.sql.run("credit", on=first, **one)
    bank.sql.run("commit", on=first)
    assert bank.sql.run("receive", on=second, **one) == []


def test_the_transfer_is_one_transaction_only_where_both_rows_are_in_one_partition() -> None:
    transfer = Operation(id="transfer", entities=("account",), stores=("shop_db",))

    def found(partitions: int | None, deployed: int | None) -> set[str]:
        operation = transfer.model_copy(update={"partitions": partitions})
        deployment = Deployment(partitions=deployed)
        design = a_design(operations=(operation,), deployment=deployment, **ACCOUNTS)
        return {one.id.removeprefix("postgresql.") for one in recipes(design)}

    for partitions, deployed in ((1, 8), (None, 1), (None, None)):
        assert found(partitions, deployed) >= {"sum", "dedup"}
        assert "transfer_between_partitions" not in found(partitions, deployed)
    assert "sum" not in found(None, 8)
    assert found(2, 8) & {"sum", "saga", "dedup", "transfer_between_partitions"} == {
        "transfer_between_partitions"
    }
