"""What calls, sagas and the in-doubt alarm promise, tried on PostgreSQL."""

from itertools import product
from typing import Any

import pytest
from psycopg.errors import CheckViolation, LockNotAvailable, RaiseException

from tools.domain.facts import Dependency, Entity, Operation
from tools.domain.facts.constraints import External

STATES = ("PENDING", "SENT", "CONFIRMED", "REJECTED", "UNKNOWN")
LEGAL = {
    ("PENDING", "SENT"),
    ("PENDING", "REJECTED"),
    ("SENT", "CONFIRMED"),
    ("SENT", "REJECTED"),
    ("SENT", "UNKNOWN"),
    ("UNKNOWN", "SENT"),
    ("UNKNOWN", "CONFIRMED"),
    ("UNKNOWN", "REJECTED"),
}


def charge(**external: Any) -> dict[str, Any]:
    found = External(provider="stripe", **external)
    return {"operations": (Operation(id="charge", entities=("product",), external=found),)}


@pytest.mark.claim("postgresql.external_call")
def test_a_call_is_recorded_once_and_not_sent_again_when_its_key_may_be_forgotten(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.external_call", **charge(key_retention_h=24)))
    sql.run("set_up")
    wait = {"wait_s": 0}
    assert sql.run("record", operation_id="o1", request='{"amount": 5}') == [("o1",)]
    assert sql.run("record", operation_id="o1", request='{"amount": 5}') == []
    assert sql.run("claim", **wait) == [("o1", {"amount": 5}, 1)]
    assert sql.run("claim", **wait) == []  # it is on its way
    postgres.do("UPDATE charge_call SET last_sent_at = now() - interval '5 minutes'")
    assert sql.run("worker_lost", call_timeout_s=60) == [("o1",)]
    assert sql.run("claim", **wait) == [("o1", {"amount": 5}, 2)]
    assert sql.run("settle", operation_id="o1", state="UNKNOWN", answer=None) == [("UNKNOWN",)]
    assert sql.run("look_up_first") == []
    postgres.do("UPDATE charge_call SET first_sent_at = now() - interval '23 hours 1 minute'")
    assert sql.run("claim", **wait) == []
    assert [row[0] for row in sql.run("look_up_first")] == ["o1"]
    assert sql.run("settle", operation_id="o1", state="CONFIRMED", answer='{"id": "ch_1"}') == [
        ("CONFIRMED",)
    ]
    assert sql.run("settle", operation_id="o1", state="REJECTED", answer=None) == []
    with pytest.raises(RaiseException, match="another request"):
        postgres.do("""UPDATE charge_call SET request = '{"amount": 6}'""")


def test_two_workers_do_not_send_the_same_call(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.external_call", **charge(key_retention_h=24)))
    sql.run("set_up")
    for name in ("o1", "o2"):
        sql.run("record", operation_id=name, request="{}")
    first, second = postgres.connect(), postgres.connect()
    first.execute("BEGIN")
    taken = sql.run("claim", on=first, wait_s=0) + sql.run("claim", on=second, wait_s=0)
    first.execute("COMMIT")
    assert sorted(row[0] for row in taken) == ["o1", "o2"]
    assert sql.run("claim", wait_s=0) == []


def test_only_the_listed_ways_between_states_are_possible(postgres, recipe) -> None:
    sql = postgres.load(recipe("postgresql.external_call", **charge(key_retention_h=24)))
    sql.run("set_up")
    possible = set()
    for before, after in product(STATES, repeat=2):
        postgres.do("TRUNCATE charge_call")
        postgres.do(
            "INSERT INTO charge_call VALUES ('o', '{}', %s, 0, %s)",
            before,
            None if before == "PENDING" else "2030-01-01",
        )
        try:
            postgres.do(
                "UPDATE charge_call SET state = %s, first_sent_at = coalesce(first_sent_at, now())", after
            )
        except RaiseException as error:
            assert "cannot go from" in str(error)  # noqa: PT017
        else:
            possible.add((before, after))
    assert possible == LEGAL | {(state, state) for state in STATES}


def test_an_unsaid_key_life_has_to_be_filled_in(recipe) -> None:
    text = recipe("postgresql.external_call", **charge())
    assert ":key_retention_h" in text.text
    assert "was not said" in text.caveats[0]


def a_saga(postgres, recipe) -> Any:
    transfer = Operation(id="transfer", entities=("product",), stores=("shop_db", "sink"), atomic=True)
    sql = postgres.load(recipe("postgresql.saga", operations=(transfer,)))
    sql.run("set_up")
    assert len(sql.run("start", operation_id="o1", input="{}")) == 2
    return sql


@pytest.mark.claim("postgresql.saga")
def test_a_saga_ends_with_everything_done_or_everything_begun_undone(postgres, recipe) -> None:
    sql = a_saga(postgres, recipe)
    o1 = {"operation_id": "o1"}
    assert sql.run("start", input="{}", **o1) == []
    assert sql.run("next", **o1) == [(1, "shop_db", "do")]
    sql.run("before_call", step=1, **o1)
    assert sql.run("next", **o1) == [(1, "shop_db", "do")]  # killed before the answer: the same again
    sql.run("before_call", step=1, **o1)
    sql.run("done", step=1, answer="{}", **o1)
    assert sql.run("finish", **o1) == []
    assert sql.run("next", **o1) == [(2, "sink", "do")]
    sql.run("before_call", step=2, **o1)
    sql.run("refused", step=2, answer='{"reason": "closed"}', **o1)
    assert sql.run("next", **o1) == [(1, "shop_db", "undo")]
    assert sql.run("finish", **o1) == []
    assert [row[0] for row in sql.run("stuck", longest_s=0)] == ["o1"]
    sql.run("undone", step=1, **o1)
    assert sql.run("next", **o1) == []
    assert sql.run("finish", **o1) == [("UNDONE",)]
    assert sql.run("finish", **o1) == []
    assert sql.run("stuck", longest_s=0) == []


def test_a_saga_without_refusal_is_done(postgres, recipe) -> None:
    sql = a_saga(postgres, recipe)
    for step in (1, 2):
        sql.run("before_call", operation_id="o1", step=step)
        sql.run("done", operation_id="o1", step=step, answer="{}")
    assert sql.run("finish", operation_id="o1") == [("DONE",)]
    with pytest.raises(CheckViolation):
        postgres.do("UPDATE transfer_saga SET state = 'HALF'")


@pytest.mark.claim("postgresql.in_doubt")
def test_a_forgotten_prepared_transaction_is_found_and_ended(postgres, recipe) -> None:
    both = Operation(id="transfer", entities=("product",), two_phase=True)
    sql = postgres.load(recipe("postgresql.in_doubt", operations=(both,)))
    postgres.do("CREATE TABLE products (id int PRIMARY KEY)")
    postgres.do("BEGIN")
    postgres.do("INSERT INTO products VALUES (1)")
    postgres.do("PREPARE TRANSACTION 'it''s forgotten'")
    try:
        assert sql.run("in_doubt", older_than_s=60) == []
        [(gid, owner, database, age, locked)] = sql.run("in_doubt", older_than_s=0)
        assert (gid, owner, database) == ("it's forgotten", "postgres", postgres.name)
        assert age >= 0
        assert locked == ["products"]
    finally:
        [(statement,)] = sql.run("resolve", older_than_s=0)
        postgres.do(statement)
    assert sql.run("in_doubt", older_than_s=0) == []


@pytest.mark.claim("postgresql.causal_wait")
@pytest.mark.parametrize("permission", [True, False])
def test_an_event_is_not_acted_on_before_the_change_that_it_depends_on(postgres, recipe, permission) -> None:
    after = Dependency(
        id="unfriend_first", cause="friendship", effect="product", across_services=True, permission=permission
    )
    friendship = Entity(id="friendship")
    sql = postgres.load(recipe("postgresql.causal_wait", others=(friendship,), dependencies=(after,)))
    assert ("ask shop_db" in sql.recipe.text) is permission
    sql.run("set_up")
    event = {"event_id": "e1", "cause_key": "1-2", "cause_version": 3, "event": "{}"}
    assert sql.run("may_go", **event) == [(False,)]
    sql.run("park", **event)
    sql.run("park", **event)
    sql.run("seen", cause_key="1-2", cause_version=2)
    assert sql.run("released", cause_key="1-2") == []
    assert sql.run("overdue", longest_wait_s=0) == [("e1", "1-2")]
    cause, effect = postgres.connect(), postgres.connect()
    cause.execute("BEGIN")
    sql.run("lock", on=cause, cause_key="1-2")
    effect.execute("BEGIN")
    with pytest.raises(LockNotAvailable):  # or an event could be parked just after its cause was seen
        sql.run("lock", on=effect, cause_key="1-2")
    sql.run("seen", on=cause, cause_key="1-2", cause_version=3)
    assert sql.run("released", on=cause, cause_key="1-2") == [("e1", {})]
    cause.execute("COMMIT")
    sql.run("seen", cause_key="1-2", cause_version=1)  # an old change comes again
    assert sql.run("may_go", **event) == [(True,)]
