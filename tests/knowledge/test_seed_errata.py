"""What the seeds say wrongly is tested: here what a model shows, elsewhere what rules decide."""

from pathlib import Path

import pytest

from tools.checker.flows.client_retry import ClientRetry
from tools.checker.flows.flow import Flow
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.transfer_log import TransferLog
from tools.checker.model import Scope
from tools.checker.search import explore
from tools.knowledge.topics import seed_errata

ROOT = Path(__file__).parents[2]
HERE = "tests/knowledge/test_seed_errata.py"
ISOLATION = "an isolation example calls a double debit of one account write skew"

TESTED = {
    "ACID is said to rule out LSM trees, and CockroachDB to be a B-tree": (
        "tests/subskills/test_storage_engine.py",
        "test_no_choice_of_an_engine_turns_on_transactions",
    ),
    "a leaderboard uses increments with last writer wins, n=3 w=2 r=1": (
        "tests/subskills/test_replication_strategy.py",
        "test_two_plus_one_does_not_overlap_three",
    ),
    "change data capture is said to eliminate drift": (
        "tests/subskills/test_failure_analyzer.py",
        "test_change_capture_does_not_end_drift",
    ),
    "a transfer runs over three logs": (
        HERE,
        "test_a_transfer_over_logs_overdraws_unless_one_writer_decides_the_debit",
    ),
    "overwriting one document is called idempotent": (
        HERE,
        "test_overwriting_a_row_may_be_repeated_but_not_reordered",
    ),
    "under one minute means a stream": (
        "tests/subskills/test_stream_processing.py",
        "test_under_one_minute_does_not_mean_a_stream",
    ),
    "Kafka is listed beside change data capture and batch": (
        "tests/subskills/test_stream_processing.py",
        "test_a_broker_is_no_way_to_capture_changes",
    ),
    "a unique constraint on the request id makes a retry safe": (
        HERE,
        "test_a_retry_is_safe_only_if_its_id_is_recorded_with_the_effect",
    ),
}
"""Statement -> the file and the name of its test."""


def breaks(flow: Flow, writers: int, faults: int) -> str | None:
    """Return the invariant that breaks, None if all hold."""
    found = explore(flow.model(Scope(writers, faults)))
    return found.invariant.name if found.invariant else None


def test_every_statement_is_a_test_somewhere() -> None:
    statements = {erratum.seed for erratum in seed_errata()}
    assert statements - {ISOLATION} == TESTED.keys()


@pytest.mark.parametrize(("file", "test"), TESTED.values(), ids=TESTED)
def test_the_test_of_a_statement_is_there(file: str, test: str) -> None:
    assert f"def {test}(" in (ROOT / file).read_text()


def test_a_transfer_over_logs_overdraws_unless_one_writer_decides_the_debit() -> None:
    assert breaks(TransferLog(dedup=True, funds_check=False), 2, 0) == "no_overdraft"
    assert breaks(TransferLog(dedup=True, funds_check=True), 2, 1) is None


def test_overwriting_a_row_may_be_repeated_but_not_reordered() -> None:
    assert breaks(LogCopy(), 2, 1) is None  # the fault is a repeat, in order
    assert breaks(LogCopy(order="unkeyed"), 2, 1) == "convergence"
    assert breaks(LogCopy(order="unkeyed", guard=True), 2, 1) is None


def test_a_retry_is_safe_only_if_its_id_is_recorded_with_the_effect() -> None:
    assert breaks(ClientRetry(operation_id=True, dedup="separate"), 1, 1) == "exactly_once_source"
    assert breaks(ClientRetry(operation_id=True, dedup="same_transaction"), 2, 1) is None
