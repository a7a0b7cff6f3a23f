"""What of a design is explored, and as what: paths, operations of today, constraints as they are enforced."""

import re
from typing import Any

import pytest

from tests.checker.catalogue import CASES
from tools.checker.coverage.covered import Covered, NotModelled
from tools.checker.flows.bidirectional import Bidirectional
from tools.checker.flows.client_retry import ClientRetry
from tools.checker.flows.consumers import Consumers
from tools.checker.flows.dual_write import DualWrite
from tools.checker.flows.flow import Flow
from tools.checker.flows.read_modify_write import ReadModifyWrite
from tools.checker.flows.transfer import Transfer
from tools.checker.flows.two_phase_commit import TwoPhaseCommit
from tools.checker.flows.unique_value import UniqueValue
from tools.checker.ladder import climb
from tools.checker.subjects import Subject, subjects
from tools.checker.verify import verify
from tools.domain.facts import Facts
from tools.steps import run

MOVE = {"id": "move", "entities": ["account"], "stores": ["bank", "branch"], "atomic": True}
SUM = {"id": "no_money_lost", "kind": "sum", "entities": ["account"]}


def facts(**said: Any) -> Facts:
    """Return two databases and an account in the first, with what else is said."""
    return Facts.model_validate({
        "schema_version": 1,
        "stores": [
            {"id": "bank", "technology": "postgresql", "name": "the bank's database"},
            {"id": "branch", "technology": "mysql"},
            {"id": "search", "technology": "elasticsearch"},
            {"id": "lake", "technology": "snowflake"},
        ],
        "entities": [{"id": "account", "key": ["id"], "authority": "bank", "deletes": "never"}],
        **said,
    })  # fmt: skip


def covering(known: Facts, id_: str, about: str = "current") -> tuple[Covered, ...] | NotModelled:
    """Return what covers a subject; nothing if it is not explored."""
    found = [one for one in subjects(run(known)) if (one.id, one.about) == (id_, about)]
    return found[0].covered if found else ()


def flows(known: Facts, id_: str, about: str = "current") -> list[Flow]:
    covered = covering(known, id_, about)
    assert not isinstance(covered, NotModelled), covered
    return [one.flow for one in covered]


def test_an_operation_without_an_id_is_asked_again_and_done_twice() -> None:
    known = facts(operations=[{**MOVE, "two_phase": True, "operation_id": False, "services": ["teller"]}])
    assert flows(known, "move") == [ClientRetry(operation_id=False)]
    (seen,) = verify([one for one in subjects(run(known)) if one.id == "move"])
    assert seen.contradiction == "the clients asked for 1, the bank's database has 2"
    assert {"teller", "client 1"} <= {step.actor for step in seen.trace}


def test_who_tries_again_is_asked_of_the_writers() -> None:
    def covered(retries: bool | None) -> tuple[Covered, ...] | NotModelled:
        writer = {"id": "teller", "retries": retries, "writes": [{"entity": "account", "store": "bank"}]}
        operation = {**MOVE, "two_phase": True, "operation_id": False}
        return covering(facts(writers=[writer], operations=[operation]), "move")

    assert covered(False) == ()
    (said,), (unsaid,) = covered(True), covered(None)  # type: ignore[misc]
    assert said.assumed == ()
    assert unsaid.assumed == ("nobody said whether a caller tries again after a timeout: it does",)


def test_a_hostile_name_is_a_name_and_nothing_else() -> None:
    hostile = "{target} {0.__class__} %s #2\n`rm`"
    stores = [
        {"id": "bank", "technology": "postgresql", "name": hostile},
        {"id": "lake", "technology": "snowflake"},
    ]
    path = copy("lake", mechanism="dual_write", deletes="not_propagated")
    entity = {"id": "account", "key": ["id"], "authority": "bank", "deletes": "hard"}
    seen = verify(subjects(run(facts(stores=stores, paths=[path], entities=[entity]))))
    broken = [one for one in seen if one.about == "current" and one.status == "violated"]
    assert broken
    plain = "{target} {0.__class__} %s #2 `rm`"
    for one in broken:
        assert one.contradiction.startswith(plain)
        assert plain in {step.to for step in one.trace}
        assert one.repair is not None
        assert plain in one.repair.says


def test_an_id_alone_is_no_record_of_it() -> None:
    known = facts(operations=[{**MOVE, "two_phase": True, "operation_id": True}])
    assert covering(known, "move") == NotModelled(
        "it keeps one id, and nobody said how a repeat with that id is recognised"
    )


def test_writers_who_give_a_retry_the_first_answer_recognise_the_id() -> None:
    writer = {"id": "teller", "operation_ids": True, "writes": [{"entity": "account", "store": "bank"}]}
    known = facts(writers=[writer], operations=[{**MOVE, "two_phase": True, "operation_id": True}])
    assert flows(known, "move") == [ClientRetry(operation_id=True, dedup="same_transaction")]


@pytest.mark.parametrize("operation", [MOVE, {**MOVE, "atomic": None}, {**MOVE, "stores": []}])
def test_of_an_operation_of_which_nothing_more_is_said_nothing_is_explored(operation: Any) -> None:
    assert covering(facts(operations=[operation]), "move") == ()


def test_an_amount_that_moves_in_two_commits_can_be_lost() -> None:
    known = facts(operations=[{**MOVE, "two_phase": False}], invariants=[SUM])
    assert flows(known, "move") == [Transfer(retried=False, funds_check=True)]
    (seen,) = verify([one for one in subjects(run(known)) if one.id == "move"])
    assert seen.contradiction == "1 was taken in the bank's database, 0 was given in MySQL"


def test_two_partitions_of_one_store_are_told_apart() -> None:
    operation = {**MOVE, "stores": ["bank"], "partitions": 2, "two_phase": False}
    known = facts(operations=[operation], invariants=[SUM])
    (covered,) = covering(known, "move")  # type: ignore[misc]
    assert covered.names["shard b"] == "partition B of the bank's database"


@pytest.mark.parametrize(
    "bound",
    [
        {"stores": ["bank"]},
        {"two_phase": True},
        {"atomic": False},
        {"external": {"provider": "stripe"}},
    ],
)
def test_what_one_transaction_or_a_protocol_covers_is_not_two_commits(bound: dict[str, Any]) -> None:
    known = facts(operations=[{**MOVE, "two_phase": False, **bound}], invariants=[SUM])
    assert covering(known, "move") == ()


def test_no_counterexample_is_made_of_what_nobody_said() -> None:
    known = facts(operations=[MOVE], invariants=[SUM])
    assert covering(known, "move") == NotModelled(
        "nobody said what binds its commits in several places together"
    )


def test_a_distributed_commit_of_an_operation_is_guarded_as_its_path_is() -> None:
    path = {
        "id": "commit", "source": "bank", "target": "branch", "entities": ["account"],
        "mechanism": "two_phase_commit", "two_phase_guarded": True,
    }  # fmt: skip
    known = facts(paths=[path], operations=[{**MOVE, "two_phase": True}], invariants=[SUM])
    (covered,) = covering(known, "move/account")  # type: ignore[misc]
    assert covered.flow == TwoPhaseCommit(recovers=True)
    assert covered.assumed == ()


def rule(kind: str, **said: Any) -> Facts:
    return facts(invariants=[{"id": "rule", "kind": kind, "entities": ["account"], **said}])


@pytest.mark.parametrize(
    ("known", "flow"),
    [
        (rule("unique", across_regions=False), UniqueValue(how="constraint")),
        (rule("unique", across_regions=True), UniqueValue(how="reservation")),
        (rule("capacity"), ReadModifyWrite(how="atomic", limited=True)),
        (rule("non_negative"), ReadModifyWrite(how="atomic", limited=True)),
    ],
)
def test_a_constraint_is_explored_as_the_design_enforces_it(known: Facts, flow: Flow) -> None:
    assert flows(known, "rule", "recommended") == [flow]
    assert covering(known, "rule", "current") == ()
    assert climb(flow).status == "holds"


def test_a_constraint_that_is_compensated_is_said_to_break() -> None:
    known = rule("unique", across_regions=True, recoverable=True)
    assert isinstance(covering(known, "rule", "recommended"), NotModelled)


def test_a_value_that_is_taken_to_be_decreased_is_said_to_be() -> None:
    (covered,) = covering(rule("non_negative"), "rule", "recommended")  # type: ignore[misc]
    assert covered.assumed == (
        "nobody said whether the value is only set or also decreased: it is decreased",
    )
    (covered,) = covering(rule("capacity"), "rule", "recommended")  # type: ignore[misc]
    assert covered.assumed == ()


def copy(target: str, **said: Any) -> dict[str, Any]:
    sound = {
        "mechanism": "cdc", "ordering": "per_key_replayed", "version_guard": True,
        "version_token": "row_version", "fenced": True, "retention_h": 100, "longest_outage_h": 10,
    }  # fmt: skip
    return {"id": target, "source": "bank", "target": target, "entities": ["account"], **sound, **said}


def copies(*paths: dict[str, Any]) -> list[Flow]:
    """Return the flow of several consumers, wherever it is asked for."""
    found = [one for one in subjects(run(facts(paths=paths))) if one.about == "current"]
    return [flow for one in found for flow in flows_of(one) if isinstance(flow, Consumers)]


def flows_of(subject: Subject) -> list[Flow]:
    return [] if isinstance(subject.covered, NotModelled) else [one.flow for one in subject.covered]


def test_copies_of_one_log_are_explored_together_once() -> None:
    assert copies(copy("search")) == []
    assert copies(copy("search"), copy("lake")) == [Consumers(guard=True)]
    assert copies(copy("search"), copy("lake", retention_h=1)) == [
        Consumers(guard=True, retention_covers=False)
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"mechanism": "outbox"},
        {"ordering": "none"},
        {"version_guard": False, "fenced": False},
        {"fire_and_forget": True},
    ],
)
def test_copies_that_follow_another_log_or_break_alone_are_not(said: dict[str, Any]) -> None:
    assert copies(copy("search"), copy("lake", **said)) == []


def test_a_file_that_arrives_is_not_modelled_today_either() -> None:
    known = facts(paths=[copy("lake", mechanism="file_transfer")])
    assert covering(known, "lake/account") == NotModelled("files that arrive are not modelled")


def test_a_call_inside_the_transaction_waits_for_its_lock() -> None:
    path = copy("lake", mechanism="dual_write", call_inside_transaction=True, writer="teller")
    known = facts(paths=[path])
    (covered,) = covering(known, "lake/account")  # type: ignore[misc]
    assert isinstance(covered.flow, DualWrite)
    assert covered.flow.first == "inside_transaction"
    assert covered.names["writer 2"] == "teller (request 2)"


@pytest.mark.parametrize(
    ("payload", "owned", "noted"), [("fields", True, 0), ("full", False, 0), (None, False, 1)]
)
def test_an_owner_of_fields_helps_only_if_fields_are_sent_alone(
    payload: str | None, owned: bool, noted: int
) -> None:
    groups = [{"id": "name", "attributes": ["name"], "store": "bank"}]
    entity = {"id": "account", "key": ["id"], "authority": "bank", "attribute_groups": groups}
    said = {"origin_filter": True, "version_guard": False, "payload": payload}
    path = copy("branch", mechanism="bidirectional", **said)
    (covered,) = covering(facts(entities=[entity], paths=[path]), "branch/account")  # type: ignore[misc]
    assert covered.flow == Bidirectional(origin_filter=True, field_ownership=owned)
    assert len(covered.assumed) == noted


ROLES = {
    *("source", "target", "log", "cache", "provider", "entity", "service"),
    *("shard a", "shard b", "topic a", "topic b", "cause", "effect"),
}
"""What somebody has a name for."""


@pytest.mark.parametrize("flow", dict.fromkeys(case.flow for case in CASES), ids=str)
def test_a_text_names_only_roles_that_have_a_name_or_are_plain_words(flow: Flow) -> None:
    said = [flow.family, *flow.assumes, *(repair.says for repair in flow.repairs())]
    assert set(re.findall(r"{(.*?)}", " ".join(said))) <= ROLES
    for violation in climb(flow).violations:
        texts = [*(step.says for step in violation.told.steps), violation.told.contradiction]
        unnamed = set(re.findall(r"{(.*?)}", " ".join(texts))) - ROLES
        assert all(re.fullmatch(r"[a-z]+( \d)?", role) for role in unnamed)
        assert not any("#" in text for text in texts)
