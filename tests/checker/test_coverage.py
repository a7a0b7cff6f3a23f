"""Each fact of a path of today sets the switch that it speaks of; what nobody said is noted."""

from dataclasses import replace
from typing import Any

import pytest

from tests.checker.test_subjects import copy, covering, facts
from tools.checker.coverage.covered import NotModelled
from tools.checker.flows.backfill import Backfill
from tools.checker.flows.batch_copy import BatchCopy
from tools.checker.flows.bidirectional import Bidirectional
from tools.checker.flows.cache_aside import CacheAside
from tools.checker.flows.causal import Causal
from tools.checker.flows.counter import Counter
from tools.checker.flows.dual_write import DualWrite
from tools.checker.flows.external_effect import ExternalEffect
from tools.checker.flows.failover import SourceFailover
from tools.checker.flows.flow import Flow
from tools.checker.flows.log_copy import LogCopy
from tools.checker.flows.outbox_poll import OutboxPoll
from tools.checker.flows.publish import CommitThenPublish
from tools.checker.subjects import subjects
from tools.domain.design import Status
from tools.domain.facts import Facts
from tools.steps import run

READ: dict[str, Any] = {"id": "shown", "entities": ["account"], "store": "lake"}


def known(
    mechanism: str = "cdc", read: Any = None, entity: Any = None, more: Any = None, **said: Any
) -> Facts:
    """Return one path into the lake of which some things are said; `copy` says the rest, for the better."""
    account = {"id": "account", "key": ["id"], "authority": "bank", "deletes": "hard", **(entity or {})}
    reads = [{**READ, **read}] if read else []
    path = copy("lake", **{"mechanism": mechanism, **said})
    return facts(entities=[account], reads=reads, paths=[path], **(more or {}))


def flow(given: Facts, family: type[Flow], id_: str = "lake/account") -> Any:
    covered = covering(given, id_)
    assert not isinstance(covered, NotModelled), covered
    return next(one.flow for one in covered if isinstance(one.flow, family))


def assumed(given: Facts) -> str:
    covered = covering(given, "lake/account")
    assert not isinstance(covered, NotModelled), covered
    return "; ".join(covered[0].assumed)


ADDS = {"applies": "increment", "computation": {"additive": True}}

SWITCHES: tuple[tuple[Facts, type[Flow], dict[str, Any]], ...] = (
    (known(deletes="marker"), LogCopy, {"guard": True, "deletes": "marker", "order": "keyed"}),
    (known(version_token="wall_clock"), LogCopy, {"guard": False}),
    (known(version_token="broker_offset"), LogCopy, {"guard": False}),
    (known(version_token="sync_time"), LogCopy, {"guard": False}),
    (known(version_guard=False), LogCopy, {"guard": False}),
    (known(deletes="forgotten"), LogCopy, {"deletes": "hard"}),
    (known(deletes="not_propagated"), LogCopy, {"deletes": "ignored"}),
    (known(entity={"deletes": "soft"}), LogCopy, {"deletes": "none"}),
    (known(entity={"deletes": None, "append_only": True}), LogCopy, {"deletes": "none"}),
    (known(read={"deletes_matter": False}), LogCopy, {"deletes": "none"}),
    (known(read={"deletes_matter": True}, deletes="marker"), LogCopy, {"deletes": "marker"}),
    (
        known(read={"deletes_matter": True, "staleness_harm": "harmful"}, deletes="marker"),
        LogCopy,
        {"transient": True},
    ),
    (known(read={"deletes_matter": True}, deletes="marker"), LogCopy, {"transient": False}),
    (known(ordering="none"), LogCopy, {"order": "pool"}),
    (known(ordering="per_key", version_guard=False), LogCopy, {"order": "keyed", "late_repeats": True}),
    (known(version_guard=False, fenced=False), LogCopy, {"fenced": False}),
    (known(version_guard=False, fenced=True), LogCopy, {"fenced": True}),
    (known(retention_h=1), LogCopy, {"retained": False}),
    (known(retention_h=None), LogCopy, {"retained": True}),
    (known(fire_and_forget=True), LogCopy, {"acknowledged": False}),
    (known(bootstrap="none"), Backfill, {"way": "copy_first"}),
    (known(bootstrap="position_first"), Backfill, {"way": "position_first"}),
    (known("outbox", outbox_poll="serial_id"), OutboxPoll, {"horizon": False, "by_transaction": False}),
    (known("outbox", outbox_poll="commit_safe"), OutboxPoll, {"horizon": True, "by_transaction": True}),
    (known("dual_write", version_guard=False), DualWrite, {"first": "source", "guard": False}),
    (known("full_batch", deletes="full_swap"), BatchCopy, {"reads": "whole", "atomic": True}),
    (known("full_batch"), BatchCopy, {"reads": "whole", "atomic": False}),
    (known("incremental_batch"), BatchCopy, {"reads": "changed_since", "deletes": "hard"}),
    (
        known("incremental_batch", entity={"updated_cursor": True, "deletes": "soft"}),
        BatchCopy,
        {"reads": "changed_since_horizon", "deletes": "flagged"},
    ),
    (known("incremental_batch", entity={"deletes": "never"}), BatchCopy, {"deletes": "none"}),
    (known("bidirectional"), Bidirectional, {"origin_filter": False}),
    (known("bidirectional", origin_filter=True), Bidirectional, {"origin_filter": True}),
    (known("cache_aside"), CacheAside, {"invalidation": "none", "fill": "version", "expires": False}),
    (
        known("cache_aside", invalidates=True, ttl_s=60, version_guard=False),
        CacheAside,
        {"invalidation": "by_writer", "fill": "blind", "expires": True},
    ),
    (known(read=ADDS, dedup="none"), Counter, {"dedup": "none"}),
    (known(read=ADDS, dedup="same_transaction"), Counter, {"dedup": "same_transaction"}),
    (known(read=ADDS, dedup="separate"), Counter, {"dedup": "marked_before"}),
    (
        known(read=ADDS, dedup="window", dedup_window_s=10, longest_retry_s=5),
        Counter,
        {"dedup": "windowed", "window_covers": True},
    ),
    (
        known(read=ADDS, dedup="window", dedup_window_s=5, longest_retry_s=10),
        Counter,
        {"window_covers": False},
    ),
)


@pytest.mark.parametrize(("given", "family", "switches"), SWITCHES, ids=range(len(SWITCHES)))
def test_what_is_said_of_a_path_sets_the_switches(
    given: Facts, family: type[Flow], switches: dict[str, Any]
) -> None:
    found = flow(given, family)
    assert {name: getattr(found, name) for name in switches} == switches


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"version_guard": None}, "nobody said that the target refuses older versions"),
        ({"version_token": "wall_clock"}, "the version can repeat or start again"),
        ({"deletes": None}, "nobody said how deletes travel"),
        ({"entity": {"deletes": None}}, "nobody said how rows are deleted"),
        ({"ordering": None}, "nobody said in which order changes arrive"),
        ({"version_guard": False, "fenced": None}, "nobody said that a consumer which was replaced cannot"),
        ({"mechanism": "bidirectional"}, "nobody said that a change is not sent back"),
        ({"mechanism": "cache_aside"}, "nobody said that writers delete the cached value"),
        ({"mechanism": "incremental_batch"}, "nobody said that the cursor is safe"),
        ({"mechanism": "full_batch"}, "nobody said that a run becomes visible at once"),
        ({"read": ADDS, "dedup": None}, "nobody said that repeats are recognised"),
        ({"read": ADDS, "dedup": "window"}, "nobody said that the window covers the oldest repeat"),
    ],
)
def test_what_nobody_said_is_taken_for_the_worse_and_noted(said: dict[str, Any], words: str) -> None:
    assert words in assumed(known(**said))


@pytest.mark.parametrize(("lost", "durable"), [(True, False), (False, True)])
def test_a_failover_hands_out_what_the_standby_has_or_not(lost: bool, durable: bool) -> None:
    stores = [
        {"id": "bank", "technology": "postgresql", "failover_loses_tail": lost},
        {"id": "lake", "technology": "snowflake"},
    ]
    assert flow(known(more={"stores": stores}), SourceFailover).durable_only is durable


def test_messages_after_a_commit_come_in_the_order_that_was_said() -> None:
    stores = [
        {"id": "bank", "technology": "postgresql"},
        {"id": "lake", "technology": "snowflake"},
        {"id": "bus", "technology": "rabbitmq"},
    ]
    said = {"more": {"stores": stores}, "via": ["bus"]}
    assert flow(known("dual_write", **said), CommitThenPublish).order == "keyed"
    assert flow(known("dual_write", **said, ordering="none"), CommitThenPublish).order == "pool"


CALL = {"id": "charge", "entities": ["account"], "stores": ["bank"]}


@pytest.mark.parametrize(
    ("external", "switches"),
    [
        ({"sends_key": True}, {"intent": "none", "key": True, "key_expires": False}),
        ({"sends_key": False}, {"key": False}),
        ({"sends_key": True, "key_retention_h": 24, "max_retry_age_h": 24}, {"key_expires": True}),
        ({"sends_key": True, "key_retention_h": 24, "max_retry_age_h": 1}, {"key_expires": False}),
    ],
)
def test_a_call_is_explored_with_its_key(external: dict[str, Any], switches: dict[str, Any]) -> None:
    operation = {**CALL, "external": {"provider": "stripe", **external}}
    found = flow(facts(operations=[operation]), ExternalEffect, "charge/account")
    assert {name: getattr(found, name) for name in switches} == switches


def test_only_the_effect_of_a_dependency_waits_for_its_cause() -> None:
    dependency = {"id": "first", "cause": "consent", "effect": "account", "recorded": True}
    consent = {"id": "consent", "key": ["id"], "authority": "bank"}
    more = {"dependencies": [dependency], "entities": [{"id": "account", "key": ["id"]}, consent]}
    given = facts(paths=[copy("lake", entities=["account", "consent"])], **more)
    assert flow(given, Causal) == Causal(topics="two", deferral=False, dependency_recorded=True)
    waiting = covering(given, "lake/consent")
    assert not isinstance(waiting, NotModelled)
    assert not any(isinstance(one.flow, Causal) for one in waiting)


@pytest.mark.parametrize(("inside", "intent"), [(True, "inside_transaction"), (False, "none")])
def test_a_provider_that_is_written_beside_the_source_is_called(inside: bool, intent: str) -> None:
    stores = [{"id": "bank", "technology": "postgresql"}, {"id": "lake", "technology": "stripe"}]
    given = known("dual_write", more={"stores": stores}, call_inside_transaction=inside)
    assert flow(given, ExternalEffect).intent == intent


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (known(read={"applies": "state"}), "transitions of a state machine are judged by the laws only"),
        (known(payload="fields"), "changes of single columns are judged by the laws only"),
        (known("unknown"), "what moves the data is not known"),
        (known("manual"), "a person carries the data"),
    ],
)
def test_what_no_family_covers_is_said_with_its_reason(given: Facts, reason: str) -> None:
    assert covering(given, "lake/account") == NotModelled(reason)


@pytest.mark.parametrize(
    ("status", "explored"),
    [("build", True), ("keep", True), ("replace", True), ("parked", False), ("remove", False)],
)
def test_only_paths_that_will_exist_are_explored(status: Status, explored: bool) -> None:
    design = run(known())
    paths = tuple(replace(path, status=status) for path in design.recommended.paths)
    changed = replace(design, recommended=replace(design.recommended, paths=paths))
    assert any(one.about == "recommended" for one in subjects(changed)) is explored
