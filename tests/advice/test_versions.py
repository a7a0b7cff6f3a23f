"""A version that can start again, tie, or outlive a failover unspoken of is caught."""

from typing import Any

import pytest

from agent.advice.claims import Failover, VersionToken
from agent.advice.outcome import Outcome
from agent.advice.versions import forgotten_failover, version_token
from tests.advice.designs import ORDER, PRODUCT, about


def token(name: str, **given: Any) -> VersionToken:
    fields = {"epoch": False, "continues_after_delete": False, "feeds": 1, **given}
    return VersionToken.model_validate({"kind": "version_token", "token": name, **fields})


def judged(name: str, subject: str = PRODUCT, **given: Any) -> Outcome:
    return version_token(token(name, **given), about(subject))


@pytest.mark.parametrize("position", ["log_position", "broker_offset"])
def test_a_position_starts_again_unless_an_epoch_rises(position: str) -> None:
    found = judged(position)
    assert found.status == "refused"
    assert found.says.endswith(
        "everything new looks old (law G20); epoch in front of the token, or a new target"
    )
    assert judged(position, epoch=True).status == "ran"


def test_a_row_version_starts_again_with_a_deleted_row_that_comes_back() -> None:
    assert "when a deleted row comes back" in judged("row_version").says
    assert judged("row_version", continues_after_delete=True).status == "ran"
    assert judged("row_version", subject=ORDER).status == "ran"  # orders are never deleted


@pytest.mark.parametrize("clock", ["wall_clock", "sync_time"])
def test_a_clock_is_no_version(clock: str) -> None:
    assert "law G22" in judged(clock, epoch=True, continues_after_delete=True).says


def test_two_feeds_with_versions_of_their_own_cannot_be_compared() -> None:
    assert "law G15" in judged("row_version", continues_after_delete=True, feeds=2).says


TOLD = Failover(kind="failover", source="shop_db", hands_out="what_a_standby_has", compared_afterwards=False)


def test_advice_on_positions_says_what_a_failover_does_to_them() -> None:
    found = forgotten_failover([token("log_position", epoch=True)], about())
    assert found is not None
    assert found.says.startswith("a failover of shop_db can lose its newest commits")
    assert forgotten_failover([token("log_position", epoch=True), TOLD], about()) is None
    assert forgotten_failover([token("row_version")], about()) is None
