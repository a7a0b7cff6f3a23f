"""What each capture mechanism brings with it, before any rule about guards, bootstrap or deletes is asked."""

from dataclasses import dataclass
from typing import Literal

from tools.domain.decisions import NONE_FEASIBLE, UNDETERMINED
from tools.domain.design import Order

Style = Literal["stream", "run", "swap", "in_place", "cache", "managed", "effect", "nothing"]


@dataclass(frozen=True, slots=True)
class Mechanism:
    """How a mechanism moves data.

    `style`: a stream of changes; a run that compares or merges; a swap of the whole copy; in the same
    database; a cache filled by readers; a copy run by the vendor or the engine; an effect outside; or nothing
    moves. `order` is what its first hop keeps. `verb` is what a reader would call that hop. `fixed` holds
    choices that no rule has to make.
    """

    style: Style
    order: Order
    verb: str
    relayed: bool = False  # goes through an outbox table, so a relay has to be chosen
    fixed: tuple[tuple[str, str], ...] = ()


def _run(verb: str) -> Mechanism:
    return Mechanism("run", "KEYR", verb, fixed=(("bootstrap", "first_run_copies_everything"),))


def _stays(word: str) -> tuple[tuple[str, str], ...]:
    return (("guard", word), ("bootstrap", word), ("deletes", word))


_CACHED = (("bootstrap", "filled_on_read"), ("deletes", "expires"), ("reconcile", "expiry_reconciles"))
_EFFECT = (("bootstrap", "none_needed"), ("deletes", "kept_on_purpose"))

MECHANISMS = {
    "log_cdc": Mechanism("stream", "KEYR", "change log of {source}"),
    "outbox": Mechanism("stream", "KEYR", "outbox in {source}", relayed=True),
    "triggers_to_outbox_table": Mechanism("stream", "KEYR", "triggers and outbox in {source}", relayed=True),
    "event_log_first": Mechanism("stream", "KEYR", "event log {source}"),
    "consume_existing_log": Mechanism("stream", "KEYR", "log {source}"),
    "hint_fetch_list": Mechanism("stream", "KEYR", "hints from {source}, record fetched by id"),
    "batch_incremental_merge": _run("changed rows of {source}, merged"),
    "snapshot_difference": _run("difference of two snapshots of {source}"),
    "file_arrival": _run("files from {source}, by manifest"),
    "scheduled_list_sync": _run("list of {source}, on schedule"),
    "query_polling": _run("polled rows of {source}"),
    "query_polling_plus_key_scan": _run("polled rows and key scan of {source}"),
    "batch_full_reload_swap": Mechanism(
        "swap",
        "TOTAL",
        "full copy of {source}",
        fixed=(
            ("guard", "whole_swap"),
            ("bootstrap", "rebuilt_every_run"),
            ("deletes", "set_difference_or_full_swap"),
        ),
    ),
    "managed_zero_etl": Mechanism(
        "managed", "KEYR", "vendor's replication from {source}", fixed=_stays("kept_by_the_vendor")
    ),
    "engine_replication": Mechanism(
        "managed", "TOTAL", "replication of {source}'s engine", fixed=_stays("kept_by_the_engine")
    ),
    "in_database_derivation": Mechanism(
        "in_place",
        "TOTAL",
        "inside {source}",
        fixed=(*_stays("same_transaction"), ("reconcile", "none_needed")),
    ),
    "cache_aside_with_expiry": Mechanism(
        "cache", "NONE", "filled by readers of {source}", fixed=(("guard", "expiry"), *_CACHED)
    ),
    "invalidate_from_log_or_outbox": Mechanism(
        "cache",
        "NONE",
        "filled by readers, invalidated from {source}",
        fixed=(("guard", "compare_and_write_atomically"), *_CACHED),
    ),
    "ephemeral_authority": Mechanism("nothing", "TOTAL", "no copy"),
    "outbox_to_provider": Mechanism("effect", "KEYR", "outbox in {source}", relayed=True, fixed=_EFFECT),
    "one_database_else_saga": Mechanism("effect", "KEYR", "outbox in {source}", relayed=True, fixed=_EFFECT),
}
"""Outcome of S3.capture, S3.cache or S3.effect -> what it brings. What is not listed moves nothing."""

NOTHING = Mechanism("nothing", "NONE", "nothing moves")


SAME_FAMILY = {
    "log_cdc": {"log_cdc"},
    "outbox": {"outbox", "outbox_to_provider", "one_database_else_saga"},
    "batch_full_reload": {"batch_full_reload_swap", "file_arrival"},
    "query_polling": {"batch_incremental_merge", "query_polling", "query_polling_plus_key_scan"},
    "managed_replication": {"managed_zero_etl", "engine_replication"},
    "in_database_derivation": {"in_database_derivation"},
    "event_log_first": {"event_log_first"},
    "cache_aside": {"cache_aside_with_expiry", "invalidate_from_log_or_outbox"},
}
"""Label of today's mechanism -> recommended captures that are the same thing."""

OPEN = (NONE_FEASIBLE, UNDETERMINED)
"""Captures that leave the question open: today's path stays until it is answered."""


def moves_nothing(capture: str | None) -> bool:
    """Return whether it was decided that nothing is to be moved."""
    return capture not in OPEN and mechanism(capture).style == "nothing"


def mechanism(capture: str | None) -> Mechanism:
    """Return what a capture outcome brings; outcomes such as `no_cache` move nothing."""
    return MECHANISMS.get(capture or "", NOTHING)
