"""From a model's answer to the document: what is wrong is caught, the rest says how it was checked."""

from contextlib import suppress

import psycopg
import pytest

import agent.advice.check as checking
import agent.advice.postgresql as engines
from agent.advice.check import CLAIMS, advised, check
from agent.advice.claims import Claim, Elaboration
from agent.advice.postgresql import Engine
from tests.advice.designs import DESIGN, ORDER, block, elaboration, sql
from tools.domain.assisted import Assisted, Block, Caught
from tools.report import document, markdown

FENCED = {"kind": "fencing", "raised_at_takeover": True, "compared_with_the_write": True}
UNFENCED = {**FENCED, "compared_with_the_write": False}
TENT = {"column": "name", "value": "tent"}
TENTS = [{"table": "products", "cells": [{"column": "product_id", "value": id_}, TENT]} for id_ in "12"]
UNIQUE = {"kind": "constraint", "refuses": [{"rows": TENTS}], "accepts": [], "null_may_pass": []}
TOKEN = {"kind": "version_token", "token": "log_position", "epoch": True}
TOKEN |= {"continues_after_delete": False, "feeds": 1}
TOLD = {"kind": "failover", "source": "shop_db", "hands_out": "what_a_standby_has"}
TOLD |= {"compared_afterwards": False}


def test_every_kind_of_claim_has_what_judges_it() -> None:
    assert set(CLAIMS) == set(Claim.__args__)


def test_a_block_is_as_well_checked_as_its_weakest_part(engine: Engine) -> None:
    runs = "SELECT name FROM products"
    found = check(
        elaboration(
            sql(runs, claims=[FENCED]),
            sql("SELECT FROM nowhere", claims=[FENCED]),
            block(claims=[FENCED]),
            block(code="a: 1", language="yaml", engine="helm"),
            block(),
        ),
        DESIGN,
        engine,
    )
    assert [one.status for one in found.blocks] == ["ran", "parsed", "ran", "parsed", "not checked"]
    assert found.blocks[0].detail.startswith(
        "the SQL ran on PostgreSQL 18, on empty tables; its model (copy that"
    )
    assert found.caught == ()


def test_one_thing_that_is_wrong_takes_the_whole_block_out(engine: Engine) -> None:
    found = check(elaboration(sql("SELECT name FROM products", claims=[FENCED, UNFENCED])), DESIGN, engine)
    assert found.blocks == ()
    (caught,) = found.caught
    assert (caught.subject, caught.what) == ("product.shop_db.search", "a fence")


def test_a_subject_that_the_design_does_not_have_is_caught() -> None:
    found = check(elaboration(block("basket.shop_db.cache")), DESIGN)
    assert found.caught == (
        Caught(
            "basket.shop_db.cache",
            "a name",
            "the design builds no such path, and has no such store or entity",
        ),
    )


@pytest.mark.parametrize("subject", ["shop_db", "product", ORDER, "index_products/product"])
def test_stores_entities_and_paths_are_subjects(subject: str) -> None:
    assert check(elaboration(block(subject)), DESIGN).blocks[0].subject == subject


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Put a Redis cache in front of it.", "the design has no Redis"),
        ("Elasticsearch refuses what is older, see `refresh_interval`, after 5 minutes.", None),
        ("The path from shop_db to search is fed by polling.", "polling"),
        ("The path from shop_db to search is fed by change data capture.", None),
    ],
)
def test_prose_names_no_technology_and_no_mechanism_that_was_not_chosen(text: str, why: str | None) -> None:
    found = check(elaboration(block(text=text)), DESIGN)
    assert [why in one.why for one in found.caught] == ([True] if why else [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Rule R98 asks for it.", "the document cites no rule R98"),
        ("See s3.capture.nobody.knows.it there.", "the design has no decision s3.capture.nobody.knows.it"),
        ("It rests on stores.nowhere_db.version there.", "there is no fact stores.nowhere_db.version"),
        ("Set `max_slot_wal_keep_size` first.", None),
    ],
)
def test_prose_cites_no_rule_decision_or_fact_that_is_not_there(text: str, why: str | None) -> None:
    found = check(elaboration(block(text=text)), DESIGN)
    assert [one.why for one in found.caught] == ([why] if why else [])


def test_a_number_of_its_own_makes_advice_unchecked_unless_its_code_has_it(engine: Engine) -> None:
    alone = sql("SELECT name FROM products", text="Wait 7777 seconds.")
    in_code = sql("SELECT name, 7777 FROM products", text="Wait 7777 seconds.")
    found = check(elaboration(alone, in_code), DESIGN, engine)
    assert [one.status for one in found.blocks] == ["not checked", "ran"]
    assert "7777" in found.blocks[0].detail


def test_a_number_that_the_user_said_is_not_its_own(engine: Engine) -> None:
    alone = sql("SELECT name FROM products", text="Wait 7777 seconds.")
    found = check(elaboration(alone), DESIGN, engine, brief="A feed stands still for up to 7777 s.")
    assert [one.status for one in found.blocks] == ["ran"]


def test_a_constraint_is_tried_after_its_statements(engine: Engine) -> None:
    slips = sql("ALTER TABLE products ADD UNIQUE (name)", claims=[UNIQUE])
    holds = sql("ALTER TABLE products ADD UNIQUE NULLS NOT DISTINCT (name)", claims=[UNIQUE])
    found = check(elaboration(slips, holds, sql("SELECT FROM nowhere", claims=[UNIQUE])), DESIGN, engine)
    assert [(one.what, one.why) for one in found.caught] == [
        ("a constraint", "what it is to refuse goes in with NULL in name")
    ]
    assert [one.status for one in found.blocks] == ["ran", "not checked"]


def test_a_failover_that_is_not_spoken_of_is_caught() -> None:
    (caught,) = check(elaboration(block(claims=[TOKEN])), DESIGN).caught
    assert caught.what == "a failover that is not spoken of"
    assert check(elaboration(block(claims=[TOKEN, TOLD])), DESIGN).caught == ()


@pytest.mark.parametrize(
    "text", ["The upsert is idempotent.", "Delivery is exactly-once.", "Both are atomic."]
)
def test_a_promise_without_a_claim_is_not_checked(engine: Engine, text: str) -> None:
    found = check(elaboration(sql("SELECT name FROM products", text=text)), DESIGN, engine)
    assert found.blocks[0].status == "not checked"
    assert "nothing here checked that" in found.blocks[0].detail
    retried = {"kind": "retry_safe", "where": "service", "effect": "adds", "recognised": "same_transaction"}
    retried |= {"intent_first": False, "remembered_h": 0, "oldest_retry_h": 1}
    claimed = check(
        elaboration(sql("SELECT name FROM products", text=text, claims=[retried])), DESIGN, engine
    )
    assert claimed.blocks[0].status == "ran"


def test_no_answer_keeps_the_engine_busy_for_ever(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "RUN", 1)
    found = check(elaboration(*[sql("SELECT name FROM products")] * 3), DESIGN, engine)
    assert [one.status for one in found.blocks] == ["ran", "parsed", "parsed"]


def test_without_an_engine_everything_else_is_still_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "available", lambda: False)
    found = advised(elaboration(sql("SELECT 1"), sql("SELECT 1", claims=[UNFENCED])), DESIGN)
    assert [one.status for one in found.blocks] == ["parsed"]
    assert [one.what for one in found.caught] == ["a fence"]


def test_a_postgresql_that_does_not_start_is_no_end_of_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "OF_SERVER", {"no_such_setting": "on"})
    assert advised(elaboration(sql("SELECT 1")), DESIGN).blocks[0].status == "parsed"


def test_a_postgresql_that_breaks_on_the_way_is_no_end_of_the_session(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run(self: engines.Database, script: str) -> None:
        with suppress(psycopg.Error):
            self._engine._do("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(engines.Database, "run", run)
    assert advised(elaboration(sql("SELECT 1")), DESIGN).blocks[0].status == "parsed"


def test_advice_without_sql_starts_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "throwaway", lambda: pytest.fail("it was started"))
    assert advised(elaboration(block()), DESIGN).blocks == (
        Block("product.shop_db.search", "Do it so.", "", "other", "not checked", ""),
    )


def test_the_same_advice_gives_the_same_bytes(engine: Engine) -> None:
    answer = elaboration(sql("SELECT name FROM products"), block(claims=[UNFENCED]))
    assert check(answer, DESIGN, engine) == check(answer, DESIGN, engine)


def test_what_was_caught_is_not_printed_as_advice() -> None:
    found = check(elaboration(block(text="Old owners can not write.", claims=[UNFENCED])), DESIGN)
    text = markdown(document(DESIGN, assisted=Assisted(blocks=found.blocks, caught=found.caught)))
    assert "Old owners" not in text
    assert "A fence: " in text


def test_an_answer_is_of_the_wanted_form() -> None:
    answer = elaboration(sql("SELECT 1", claims=[FENCED, UNIQUE]))
    assert Elaboration.model_validate_json(answer.model_dump_json()) == answer
