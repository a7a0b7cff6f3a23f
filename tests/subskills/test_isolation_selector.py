"""The weakest safe level, the cheapest guard, what is asked for and where the answer would turn."""

from typing import Any

import pytest

from tests.subskills.transactions import (
    BOOK,
    CHECK,
    CHECKED_DEBIT,
    CREDIT,
    DEBIT,
    DOUBLE_DEBIT,
    ENROL,
    GO_OFF_CALL,
    LOCKED_OFF_CALL,
    MATERIALISED,
    MOVE,
    REPORT,
    TAKE_NUMBER,
    a_transaction,
    after,
    update,
)
from tools.domain.design import Design
from tools.domain.evidence import Answer
from tools.domain.facts import Facts, Transaction, set_ref
from tools.domain.facts.refs import broken_references
from tools.domain.subskills import Advice
from tools.knowledge.isolation import engine_of, engines
from tools.questions import questions
from tools.report import document, markdown
from tools.steps import run
from tools.subskills.isolation import SUBSKILL


def facts(*transactions: Transaction, technology: str = "postgresql", **store: Any) -> Facts:
    entities = {step.entity: None for one in transactions for step in one.steps}
    return Facts.model_validate(
        {
            "schema_version": 1,
            "stores": [{"id": "bank", "technology": technology, **store}],
            "entities": [{"id": entity} for entity in entities],
            "transactions": [one.model_dump() for one in transactions],
        }
    )


def design(*transactions: Transaction, technology: str = "postgresql", **store: Any) -> Design:
    return run(facts(*transactions, technology=technology, **store))


def answer(of: Design, subject: str) -> tuple[str, str]:
    """Return the level and the guard."""
    return of.decision(f"s7.isolation.{subject}").choice, of.decision(f"s7.isolation_guard.{subject}").choice


def advice(of: Design, subject: str) -> Advice:
    return next(one for one in of.advice if (one.subskill, one.subject) == (SUBSKILL.name, subject))


def said(one: Transaction, **facts: Any) -> Transaction:
    return one.model_copy(update=facts)


def test_a_design_that_speaks_of_no_transaction_is_left_alone() -> None:
    assert [one for one in design().advice if one.subskill == SUBSKILL.name] == []


@pytest.mark.parametrize(
    ("technology", "one", "level", "guard"),
    [
        ("postgresql", DOUBLE_DEBIT, "repeatable_read", "conditional_update"),
        ("mysql", DOUBLE_DEBIT, "serializable", "conditional_update"),
        ("sqlserver", DOUBLE_DEBIT, "repeatable_read", "conditional_update"),
        ("oracle", DOUBLE_DEBIT, "serializable_by_name", "conditional_update"),
        ("mongodb", DOUBLE_DEBIT, "snapshot", "conditional_update"),
        ("cockroachdb", DOUBLE_DEBIT, "serializable", "conditional_update"),
        ("postgresql", TAKE_NUMBER, "repeatable_read", "conditional_update"),
        ("postgresql", GO_OFF_CALL, "serializable", "lock_rows_read"),
        ("oracle", GO_OFF_CALL, "no_level", "lock_rows_read"),
        ("mongodb", GO_OFF_CALL, "no_level", "lock_rows_read"),
        ("postgresql", BOOK, "serializable", "constraint"),
        ("oracle", BOOK, "no_level", "constraint"),
        ("postgresql", ENROL, "serializable", "lock_row"),
        ("mysql", ENROL, "serializable", "lock_rows_read"),
        ("oracle", ENROL, "no_level", "lock_row"),
        ("mongodb", ENROL, "no_level", "lock_row"),
        ("postgresql", CHECKED_DEBIT, "read_committed", "keep"),
    ],
)
def test_each_engine_gets_its_own_weakest_level_and_the_cheapest_guard(
    technology: str, one: Transaction, level: str, guard: str
) -> None:
    assert answer(design(one, technology=technology), one.id) == (level, guard)


def test_a_debit_that_only_checks_where_it_writes_is_safe_everywhere_and_asks_nothing() -> None:
    debit = a_transaction("pay", after(DEBIT, needs=None, in_place=True, conditional=True))
    found = design(debit)
    assert answer(found, "pay") == ("read_committed", "keep")
    assert [one.fact for one in questions(found) if one.fact.startswith("transactions")] == []
    assert answer(design(debit, technology="mongodb"), "pay") == ("none", "keep")


def test_mariadb_notices_a_lost_update_from_the_version_that_has_snapshot_isolation_on() -> None:
    old = design(DOUBLE_DEBIT, technology="mariadb", version="10.11.6")
    new = design(DOUBLE_DEBIT, technology="mariadb", version="11.8.2-MariaDB")
    assert (answer(old, "pay")[0], answer(new, "pay")[0]) == ("serializable", "repeatable_read")
    unsaid = engine_of("mariadb", None)
    assert unsaid is not None
    assert unsaid.id == "mariadb"


def test_a_product_whose_levels_are_not_known_here_gets_no_guess() -> None:
    found = design(DOUBLE_DEBIT, technology="other")
    assert found.decision("s7.isolation.pay").choice == "unknown_engine"
    assert "not known here" in advice(found, "pay").says


def test_a_level_that_the_engine_does_not_have_is_named() -> None:
    found = advice(design(said(DOUBLE_DEBIT, isolation="snapshot")), "pay")
    assert "PostgreSQL has no level snapshot." in found.notes


# Unknowns


def test_the_level_of_today_is_asked_for_where_it_matters() -> None:
    asked = {one.fact: one for one in questions(design(DOUBLE_DEBIT))}
    question = asked["transactions.pay.isolation"]
    assert [option.value for option in question.options] == ["read_committed", "repeatable_read"]
    assert question.text == "At which isolation level does pay run today?"


def test_a_lock_that_nobody_spoke_of_is_asked_for() -> None:
    asked = {one.fact: one.text for one in questions(design(said(DOUBLE_DEBIT, isolation="read_committed")))}
    assert "transactions.pay.steps.check.lock" in asked
    assert "pay, check" in asked["transactions.pay.steps.check.lock"]


def test_whether_the_caller_retries_is_asked_for_only_where_it_decides() -> None:
    enrol = said(ENROL, isolation="read_committed")
    assert "transactions.enrol.retries" in {one.fact for one in questions(design(enrol))}
    assert answer(design(said(enrol, retries=True)), "enrol") == ("serializable", "raise_level_with_retry")
    assert answer(design(said(enrol, retries=False)), "enrol") == ("serializable", "lock_row")
    debit = said(DOUBLE_DEBIT, isolation="read_committed")
    assert "transactions.pay.retries" not in {one.fact for one in questions(design(debit))}


def test_what_is_said_to_be_there_keeps_it_as_it_is() -> None:
    locked = said(LOCKED_OFF_CALL, isolation="read_committed")
    assert answer(design(locked), "go_off_call") == ("read_committed", "keep")
    assert answer(design(said(GO_OFF_CALL, isolation="serializable")), "go_off_call")[1] == "keep"


@pytest.mark.parametrize("one", [DOUBLE_DEBIT, GO_OFF_CALL, BOOK, ENROL, TAKE_NUMBER], ids=lambda one: one.id)
@pytest.mark.parametrize("technology", ["postgresql", "mysql", "oracle", "mongodb"])
def test_every_turn_is_true_when_tried(one: Transaction, technology: str) -> None:
    before = facts(one, technology=technology)
    decision = run(before).decision(f"s7.isolation_guard.{one.id}")
    for flip in decision.flips:
        changed = set_ref(before, flip.fact, flip.value, Answer(text="tried"))
        assert answer(run(changed), one.id)[1] == flip.choice, flip


# Several transactions


def test_a_report_needs_one_snapshot_and_the_transfer_beside_it_needs_nothing() -> None:
    found = design(said(REPORT, isolation="read_committed"), said(MOVE, isolation="read_committed"))
    assert answer(found, "report") == ("repeatable_read", "raise_level")
    assert answer(found, "move") == ("read_committed", "keep")
    assert "report beside move can end in read skew" in advice(found, "report").says


def test_transactions_of_different_stores_do_not_meet() -> None:
    two = facts(said(REPORT, store="bank"), said(MOVE, store="bank")).model_dump()
    two["stores"] = [*two["stores"], {"id": "copy", "technology": "postgresql"}]
    two["transactions"] = [{**two["transactions"][0], "store": "copy"}, two["transactions"][1]]
    assert answer(run(Facts.model_validate(two)), "report") == ("read_committed", "keep")


# What a reader gets


def test_the_numbers_name_every_level_and_what_was_searched() -> None:
    figures = advice(design(said(GO_OFF_CALL, isolation="repeatable_read")), "go_off_call").figures
    assert [(one.name, one.value) for one in figures] == [
        ("what can happen at read committed", "a lost update and write skew"),
        ("what can happen at repeatable read", "write skew"),
        ("what can happen at serializable", "nothing"),
    ]
    assert all("every interleaving" in one.formula and one.source for one in figures)


def test_the_witness_shows_the_anomaly_that_outlives_the_others() -> None:
    shows = advice(design(said(GO_OFF_CALL, isolation="read_committed")), "go_off_call").shows
    assert shows[0] == "Before: duty “own” = 1; duty “own 2” = 1."


def test_a_guard_says_at_which_level_it_is_enough() -> None:
    notes = advice(design(said(GO_OFF_CALL, isolation="repeatable_read")), "go_off_call").notes
    assert "With that guard in place read committed is enough." in notes
    assert answer(design(said(MATERIALISED, isolation="read_committed")), "go_off_call")[1] == "keep"


def test_a_check_constraint_beside_a_value_worked_out_before_is_said_not_to_help() -> None:
    checked = a_transaction("pay", CHECK, after(DEBIT, constrained=True), isolation="read_committed")
    assert any("check constraint does not notice" in note for note in advice(design(checked), "pay").notes)


def test_the_document_has_the_answer_and_the_schedule() -> None:
    found = design(said(DOUBLE_DEBIT, isolation="read_committed"))
    text = markdown(document(found, questions(found)))
    assert "two concurrent runs of pay can end in a lost update" in text
    assert "pay 2 sets account “sender” to 0" in text


# The data


def test_a_step_may_only_need_an_earlier_read_and_name_what_exists() -> None:
    late = a_transaction("pay", DEBIT, CHECK, operation="nothing")
    problems = dict(broken_references(facts(late)))
    assert set(problems) == {"transactions.pay.steps.debit.needs", "transactions.pay.operation"}


def test_every_engine_has_its_default_among_its_levels_and_names_a_source_for_each() -> None:
    for engine in engines().values():
        assert engine.level(engine.default) is not None
        assert all(level.cited for level in engine.levels)


def test_the_credit_of_a_transfer_needs_no_guard_of_its_own() -> None:
    transfer = a_transaction("transfer", CREDIT, update("account", "sender", adds=-80, in_place=True))
    assert answer(design(said(transfer, isolation="read_committed")), "transfer")[1] == "keep"
