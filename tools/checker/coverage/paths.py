"""Paths: which flows one is checked as, from its tuple of choices."""

from collections.abc import Callable, Iterator, Mapping

from tools.checker.coverage import copies, others
from tools.checker.coverage.causes import causal
from tools.checker.coverage.covered import Coverage, Covered, NotModelled
from tools.checker.coverage.seen import Seen
from tools.checker.flows.flow import Flow
from tools.domain.decisions import NONE_FEASIBLE, UNDETERMINED
from tools.domain.design import DataPath, said_of
from tools.domain.facts import Facts

Builder = Callable[[Seen], Iterator[Flow]]

_LOG: tuple[Builder, ...] = (
    copies.log,
    copies.first_copy,
    copies.polled,
    copies.failover,
    copies.beside,
    causal,
)
FAMILIES: Mapping[str, tuple[Builder, ...]] = {
    "dual_write": (copies.dual_write,),
    "dual_write_db_broker": (copies.publish, causal),
    "log_cdc": _LOG,
    "outbox": _LOG,
    "triggers_to_outbox_table": _LOG,
    "event_log_first": _LOG,
    "consume_existing_log": _LOG,
    "batch_full_reload": (copies.reload,),
    "batch_full_reload_swap": (copies.reload,),
    "batch_incremental_merge": (copies.changed_rows,),
    "query_polling": (copies.changed_rows,),
    "query_polling_plus_key_scan": (copies.changed_rows_and_keys,),
    "snapshot_difference": (copies.difference,),
    "bidirectional": (copies.two_way,),
    "cache_aside": (others.cache,),
    "cache_aside_with_expiry": (others.expiring_cache,),
    "invalidate_from_log_or_outbox": (others.cleared_cache,),
    "provider_call": (others.provider_call, causal),
    "outbox_to_provider": (others.outbox_to_provider, others.retried, causal),
    "one_database_else_saga": (others.transfer, others.retried),
    "two_phase_commit": (others.two_phase_commit,),
}
"""Label of today's mechanism, or chosen capture -> the flows."""

_ONE_COMMIT = "it changes both in one transaction: there is nothing in between that could go wrong"
_RE_READ = "the receiver reads the record again by its id; no family covers that"
NOT_MODELLED: Mapping[str, str] = {
    "in_database_derivation": _ONE_COMMIT,
    "federated_read": "it reads in place and copies nothing",
    "single_write": "it writes one store only",
    "managed_replication": "how the vendor's replication works inside is not known",
    "managed_zero_etl": "how the vendor's replication works inside is not known",
    "engine_replication": "how the engine's replication works inside is not known",
    "manual_transfer": "a person carries the data",
    "provider_push": "what the provider does when a push fails is not known",
    "reindex_by_id": _RE_READ,
    "hint_fetch_list": _RE_READ,
    "file_arrival": "files that arrive are not modelled",
    "scheduled_list_sync": "lists that are fetched on schedule are not modelled",
}
"""Mechanism that no family covers -> why."""


def coverage(path: DataPath, facts: Facts, beside: DataPath | None = None) -> Coverage:
    """Return the flows that a path is checked as, the most telling first, or why there are none.

    `beside` is another path that brings the same changes from the same log to another store.
    """
    said = said_of(path, facts)
    capture = "file_arrival" if said and said.mechanism == "file_transfer" else path.capture or UNDETERMINED
    if capture in (UNDETERMINED, NONE_FEASIBLE, "unclassified"):
        return NotModelled("what moves the data is not known")
    if path.traits.effect == "FSM":
        return NotModelled("transitions of a state machine are judged by the laws only")
    if path.traits.effect == "PATCHV":
        return NotModelled("changes of single columns are judged by the laws only")
    builders = FAMILIES.get(capture)
    if builders is None:
        what = capture.replace("_", " ")
        return NotModelled(NOT_MODELLED.get(capture, f"no family of flows covers {what}"))
    if path.sink_role == "external_effect" and capture.startswith("dual_write"):
        builders = FAMILIES["provider_call"]
    return tuple(_covered(path, facts, builders, beside))


def _covered(
    path: DataPath, facts: Facts, builders: tuple[Builder, ...], beside: DataPath | None
) -> Iterator[Covered]:
    for build in builders:
        seen = Seen(path, facts, beside)
        for flow in build(seen):
            yield Covered(flow, dict(seen.names), tuple(seen.assumed))
