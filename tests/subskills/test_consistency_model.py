"""What each read and each operation may see."""

from typing import Any

import pytest

from tools.checker.coordination import coordination
from tools.domain.decisions import Decision
from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.domain.subskills import Advice
from tools.questions import questions
from tools.report import document, markdown
from tools.steps import run
from tools.subskills.consistency_model import NAME

BASE: dict[str, Any] = {
    "schema_version": 1,
    "stores": [
        {"id": "db", "technology": "postgresql", "name": "the shop's PostgreSQL"},
        {"id": "search", "technology": "elasticsearch"},
    ],
    "writers": [
        {"id": "api", "writes": [{"store": "db", "entity": "item"}, {"store": "db", "entity": "note"}]}
    ],
    "entities": [{"id": "item", "key": ["item_id"]}, {"id": "note", "key": ["note_id"]}],
    "paths": [{"id": "sync", "source": "db", "target": "search", "entities": ["item"], "mechanism": "cdc"}],
}


def shop(read: dict[str, Any] | None = None, operation: dict[str, Any] | None = None, **rest: Any) -> Design:
    """A shop with one read `look` of items from `db`, and one operation `take`, if given."""
    facts = {**BASE, **rest}
    quiet = {"freshness_s": 30, "read_your_writes": False}
    if read is not None:
        facts["reads"] = [{"id": "look", "entities": ["item"], "store": "db", **quiet, **read}]
    if operation is not None:
        facts["operations"] = [{"id": "take", "entities": ["item"], "stores": ["db"], **operation}]
    return run(Facts.model_validate(facts))


def with_db(technology: str = "postgresql", **replication: Any) -> dict[str, Any]:
    stores = [{**BASE["stores"][0], "technology": technology, "replication": replication}, BASE["stores"][1]]
    return {"stores": stores}


FOLLOWERS = with_db(copies=3, followers_read=True)


def decision(design: Design, topic: str, subject: str) -> Decision:
    return design.decision(f"s6.{topic}.{subject}")


def answers(design: Design, subject: str) -> tuple[str, str, str]:
    """Return model, stake and means."""
    topics = ("consistency", "stake", "means")
    model, stake, means = (decision(design, topic, subject).choice for topic in topics)
    return model, stake, means


def advice(design: Design, subject: str) -> Advice:
    return next(one for one in design.advice if (one.subskill, one.subject) == (NAME, subject))


def illusions(design: Design, subject: str) -> set[str]:
    return {one.choice for one in design.decisions if (one.topic, one.subject) == ("illusion", subject)}


def test_nobody_said_what_must_not_be_seen_so_nothing_is_said() -> None:
    assert not [
        one for one in shop({"decides": True, "read_your_writes": True}).advice if one.subskill == NAME
    ]


@pytest.mark.parametrize(
    ("read", "model", "stake"),
    [
        ({"monotonic": False}, "eventual", "timeliness"),
        ({"monotonic": True}, "monotonic_reads", "timeliness"),
        ({"monotonic": False, "read_your_writes": True}, "read_your_writes", "timeliness"),
        ({"monotonic": True, "read_your_writes": True}, "session", "timeliness"),
        ({"outside_channel": True}, "linearizable", "timeliness"),
        ({"monotonic": False, "decides": True, "freshness_s": 0}, "linearizable", "integrity"),
        ({"monotonic": False, "decides": True, "freshness_s": 5}, "eventual", "integrity"),
    ],
)
def test_a_read_gets_the_weakest_model_that_shows_nothing_wrong(
    read: dict[str, Any], model: str, stake: str
) -> None:
    assert answers(shop(read), "look")[:2] == (model, stake)


def test_the_leader_gives_every_session_model_without_further_ado() -> None:
    design = shop({"monotonic": True, "read_your_writes": True, "qps": 40})
    assert answers(design, "look")[2] == "served_by_the_leader"
    assert [(one.name, one.value) for one in advice(design, "look").figures] == [
        ("reads that the leader bears", "40/s")
    ]


@pytest.mark.parametrize(
    ("fact", "means"),
    [
        ("replica_wait", "position_token_and_wait"),
        ("position_token", "sink_publishes_applied_position_and_reader_waits_or_falls_back"),
        ("primary_can_serve", "own_reads_on_the_authority"),
        (None, "overlay_pending_writes_in_the_client"),
    ],
)
def test_own_writes_on_followers_are_shown_as_s6_ryw_says(fact: str | None, means: str) -> None:
    design = shop({"read_your_writes": True, **({fact: True} if fact else {})}, **FOLLOWERS)
    assert decision(design, "ryw", "look").choice == means
    assert answers(design, "look") == ("read_your_writes", "timeliness", means)


def test_the_answer_of_step_6_is_taken_over_and_not_taken_again() -> None:
    read = {"store": "search", "pattern": "full_text", "read_your_writes": True, "monotonic": False}
    design = shop({**read, "position_token": True})
    taken = [one for one in design.decisions if (one.topic, one.subject) == ("ryw", "look")]
    assert len(taken) == 1
    assert taken[0].choice == answers(design, "look")[2]


def test_going_back_on_followers_is_met_by_one_copy_per_session() -> None:
    assert answers(shop({"monotonic": True}, **FOLLOWERS), "look")[2] == "one_copy_per_session"


@pytest.mark.parametrize(
    ("technology", "means"),
    [
        ("postgresql", "decided_at_the_one_leader"),
        ("cassandra", "conditional_write_and_serial_read"),
        ("cockroachdb", "read_through_consensus"),
    ],
)
def test_what_makes_a_read_linearizable_depends_on_who_leads(technology: str, means: str) -> None:
    design = shop({"outside_channel": True}, **with_db(technology, copies=3))
    assert answers(design, "look")[2] == means
    needed = [one.value for one in advice(design, "look").figures]
    assert needed == ([] if technology == "postgresql" else ["2 of 3"])


def test_overlapping_quorums_are_shown_to_go_back() -> None:
    quorums = with_db("cassandra", copies=3, write_copies=2, read_copies=2, fallback_nodes=False)
    design = shop({"outside_channel": True, "relies_on": "quorum"}, **quorums)
    assert design.decision("s2.quorum.db").choice == "reads_and_writes_overlap"
    assert "QUORUM_IS_NOT_LINEARIZABLE" in illusions(design, "look")
    assert [step.rpartition(":")[2] for step in advice(design, "look").shows[1:]] == [
        " it returns the new value.",
        " it returns the old value.",
    ]


def test_serializable_is_told_apart_from_linearizable() -> None:
    design = shop({"outside_channel": True, "relies_on": "serializable"})
    assert "SERIALIZABLE_IS_NOT_LINEARIZABLE" in illusions(design, "look")
    assert "so it is not linearizable" in advice(design, "look").shows[-1]
    assert illusions(shop({"outside_channel": False, "relies_on": "serializable"}), "look") == set()


@pytest.mark.parametrize(
    ("checked", "found"), [(True, set()), (False, {"LOCK_IS_NOT_FENCED"}), (None, {"LOCK_IS_NOT_FENCED"})]
)
def test_a_lock_counts_only_where_its_number_is_checked(checked: bool | None, found: set[str]) -> None:
    design = shop(operation={"exclusive": True, "relies_on": "lock", "fence_checked": checked})
    assert answers(design, "take") == ("linearizable", "integrity", "fencing_token_checked_by_the_resource")
    assert illusions(design, "take") == found
    assert bool(advice(design, "take").shows) == bool(found)


@pytest.mark.parametrize(
    ("relies_on", "finding"), [("delay", "WAITING_IS_NO_BOUND"), ("stickiness", "STICKINESS_IS_NOT_ENOUGH")]
)
def test_waiting_and_pinning_do_not_show_own_writes(relies_on: str, finding: str) -> None:
    assert illusions(shop({"read_your_writes": True, "relies_on": relies_on}), "look") == {finding}


def test_what_must_be_current_is_not_read_from_a_copy() -> None:
    assert "DECIDED_ON_A_COPY" in illusions(shop({"outside_channel": True, "store": "search"}), "look")
    assert "DECIDED_ON_A_COPY" in illusions(shop({"outside_channel": True}, **FOLLOWERS), "look")
    assert "DECIDED_ON_A_COPY" not in illusions(shop({"outside_channel": True}), "look")


NOTE_ON_ITEM = {"id": "d", "cause": "item", "effect": "note", "across_services": True}


@pytest.mark.parametrize(
    ("permission", "means", "stake"),
    [
        (True, "ask_the_authority_again", "integrity"),
        (False, "dependency_carried_and_waited_for", "timeliness"),
        (None, "ask_the_authority_again", "integrity"),
    ],
)
def test_what_depends_on_another_service_is_causal(permission: bool | None, means: str, stake: str) -> None:
    dependency = {**NOTE_ON_ITEM, "permission": permission}
    read = {"entities": ["note"], "monotonic": False}
    assert answers(shop(read, dependencies=[dependency]), "look") == ("causal", stake, means)


def test_the_store_of_the_cause_is_the_one_that_is_asked_again() -> None:
    stores = [*BASE["stores"], {"id": "notes_db", "technology": "postgresql", "name": "the notes"}]
    writers = [
        {"id": one, "writes": [{"store": store, "entity": one}]}
        for one, store in (("item", "db"), ("note", "notes_db"))
    ]
    dependency = {**NOTE_ON_ITEM, "permission": True}
    read = {"entities": ["note"], "store": "notes_db", "monotonic": False}
    design = shop(read, stores=stores, writers=writers, dependencies=[dependency])
    assert "is asked of the shop's PostgreSQL again" in advice(design, "look").says


def test_a_list_of_causes_alone_is_not_causal() -> None:
    assert answers(shop({"monotonic": False}, dependencies=[NOTE_ON_ITEM]), "look")[0] == "eventual"


UNIQUE = {"id": "one_name", "kind": "unique", "entities": ["item"], "attributes": ["name"]}
STOCK = {"id": "stock", "kind": "non_negative", "entities": ["item"], "attributes": ["on_hand"]}


@pytest.mark.parametrize("invariant", [UNIQUE, STOCK], ids=lambda one: one["kind"])
@pytest.mark.parametrize("recoverable", [True, False])
@pytest.mark.parametrize("regions", [1, 2])
def test_an_operation_agrees_with_the_coordination_table_and_s6_unique(
    invariant: dict[str, Any], recoverable: bool, regions: int
) -> None:
    rule = {**invariant, "recoverable": recoverable, "across_regions": regions > 1}
    design = shop(
        operation={"exclusive": False},
        invariants=[rule],
        deployment={"regions": regions, "write_regions": regions},
    )
    model, stake, means = answers(design, "take")
    (check,) = (one.check for one in coordination(design.facts))
    assert (model == "linearizable") == (check == "one_place")
    assert stake == ("integrity_mended_by_apology" if recoverable else "integrity")
    if invariant is UNIQUE and regions > 1:
        enforced = decision(design, "unique", "one_name").choice
        assert (enforced == "reservation_in_one_consensus_scope") == (means == "one_consensus_scope")


def test_a_read_and_an_operation_of_one_name_are_told_apart() -> None:
    design = shop({"id": "take", "monotonic": True}, {"exclusive": True})
    assert answers(design, "take")[0] == "monotonic_reads"
    assert answers(design, "take_operation")[0] == "linearizable"


def test_how_old_data_may_be_is_asked_where_a_decision_rests_on_it() -> None:
    asked = {one.fact for one in questions(shop({"monotonic": False, "decides": True, "freshness_s": None}))}
    assert "reads.look.freshness_s" in asked
    calm = shop({"outside_channel": True, "freshness_s": None, "read_your_writes": None})
    assert not {"reads.look.freshness_s", "reads.look.read_your_writes"} & {
        one.fact for one in questions(calm)
    }


def test_the_document_does_not_send_readers_of_followers_to_the_leader() -> None:
    read = {"read_your_writes": True, "replica_wait": True}
    of_leader, of_followers = (
        markdown(document(design, questions(design)))
        for design in (shop(read | {"monotonic": False}), shop(read, **FOLLOWERS))
    )
    itself = "reads the system of record itself"
    assert (itself in of_leader, itself in of_followers) == (True, False)
