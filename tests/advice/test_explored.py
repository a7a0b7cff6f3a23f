"""What may be tried again, come late or run beside the feed is explored, and caught with its run."""

from typing import Any

import pytest

from agent.advice.claims import Failover, Fencing, Repair, RetrySafe
from agent.advice.explored import failover, fencing, repair, retry
from agent.advice.outcome import Outcome
from tests.advice.designs import ORDER, about


def tried(
    where: str, effect: str, recognised: str, subject: str = "product.shop_db.search", **given: Any
) -> Outcome:
    fields = {"intent_first": True, "remembered_h": 0, "oldest_retry_h": 1, **given}
    claim = {"kind": "retry_safe", "where": where, "effect": effect, "recognised": recognised, **fields}
    return retry(RetrySafe.model_validate(claim), about(subject))


def test_an_id_that_is_looked_up_before_the_transaction_is_not_safe() -> None:
    found = tried("service", "adds", "looked_up_first")
    assert found.status == "refused"
    assert found.says == (
        "the clients asked for 1, PostgreSQL has 2, after 7 steps and 1 fault; "
        "the last one: the service commits operation 1 in PostgreSQL again"
    )


def test_an_id_that_commits_with_the_operation_is_safe() -> None:
    found = tried("service", "adds", "same_transaction")
    assert found.status == "ran"
    assert found.says.startswith("its model (client retry) was explored: no violation in ")


@pytest.mark.parametrize("recognised", ["not", "looked_up_first", "marked_before", "marked_after"])
def test_a_counter_needs_its_marks_in_the_transaction_of_the_effect(recognised: str) -> None:
    assert tried("copy", "adds", recognised).status == "refused"
    assert tried("copy", "adds", "same_transaction").status == "ran"


def test_a_repeat_that_replaces_is_harmless_only_behind_a_version() -> None:
    late = tried("copy", "replaces", "not")
    assert "the last one: consumer comes late and applies v1 to Elasticsearch" in late.says
    assert tried("copy", "replaces_if_newer", "not").status == "ran"


@pytest.mark.parametrize("where", ["service", "copy", "provider"])
def test_ids_that_are_forgotten_before_the_last_attempt_are_not_safe(where: str) -> None:
    recognised = "provider_key" if where == "provider" else "same_transaction"
    forgetful = tried(where, "adds", recognised, remembered_h=24, oldest_retry_h=72)
    assert forgetful.status == "refused"
    shown = (
        "ids are kept for 24 h, and an attempt can come after 72 h" if where == "service" else "the last one:"
    )
    assert shown in forgetful.says
    assert tried(where, "adds", recognised, remembered_h=96, oldest_retry_h=72).status == "ran"


def test_a_provider_is_called_from_a_committed_intent_with_a_key() -> None:
    assert tried("provider", "acts", "provider_key").status == "ran"
    assert tried("provider", "acts", "not").status == "refused"
    assert tried("provider", "acts", "provider_key", intent_first=False).status == "refused"


def fence(raised: bool, compared: bool) -> Outcome:
    return fencing(
        Fencing(kind="fencing", raised_at_takeover=raised, compared_with_the_write=compared), about()
    )


def test_a_fence_that_the_store_does_not_compare_lets_the_old_one_write() -> None:
    assert "old consumer comes late and applies v1 to Elasticsearch" in fence(True, False).says
    assert fence(False, True).status == "refused"
    assert fence(True, True).status == "ran"


def repaired(*, guarded: bool, markers: bool, subject: str = "product.shop_db.search") -> Outcome:
    claim = Repair(kind="repair", writes="the_copy", guarded=guarded, keeps_markers=markers)
    return repair(claim, about(subject))


def test_a_repair_job_that_goes_past_the_guard_puts_old_rows_back() -> None:
    found = repaired(guarded=False, markers=False)
    assert found.status == "refused"
    assert "the last one: consumer applies v1 to Elasticsearch" in found.says
    assert repaired(guarded=False, markers=False, subject=ORDER).status == "refused"


def test_a_repair_job_that_forgets_deleted_rows_brings_them_back() -> None:
    assert repaired(guarded=True, markers=False).says.startswith(
        "PostgreSQL deleted the row, Elasticsearch still has v1"
    )
    assert repaired(guarded=True, markers=True).status == "ran"
    assert repaired(guarded=True, markers=False, subject=ORDER).status == "ran"  # orders are never deleted


def test_a_repair_job_does_not_write_the_system_of_record_from_its_copy() -> None:
    claim = Repair(kind="repair", writes="the_system_of_record", guarded=True, keeps_markers=True)
    assert repair(claim, about()).says == "it writes the system of record from what is only a copy of it"


def failed_over(hands_out: Any, compared: bool = False) -> Outcome:
    return failover(
        Failover(kind="failover", source="shop_db", hands_out=hands_out, compared_afterwards=compared),
        about(),
    )


def test_a_log_that_is_ahead_of_the_standby_leaves_rows_that_never_were() -> None:
    found = failed_over("all_that_commits")
    assert found.says.startswith("PostgreSQL has nothing, Elasticsearch has v1")
    assert failed_over("what_a_standby_has").status == "ran"


def test_a_comparison_after_the_failover_is_not_explored_and_says_so() -> None:
    assert failed_over("all_that_commits", compared=True).status == "not checked"
