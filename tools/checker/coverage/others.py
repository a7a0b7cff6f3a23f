"""Caches, calls to providers, operations: the flows that their paths are checked as."""

from collections.abc import Iterator

from tools.checker.coverage.seen import Seen
from tools.checker.flows.cache_aside import CacheAside
from tools.checker.flows.client_retry import ClientRetry
from tools.checker.flows.external_effect import ExternalEffect, Intent
from tools.checker.flows.flow import Flow
from tools.checker.flows.transfer_log import TransferLog
from tools.checker.flows.two_phase_commit import TwoPhaseCommit


def cache(seen: Seen) -> Iterator[Flow]:
    """Yield a cache of today, which readers fill."""
    today = seen.today
    invalidates = today.invalidates if today else None
    filled = seen.path.traits.fill_guarded
    deleted = seen.known(invalidates, "nobody said that writers delete the cached value: none does")
    guarded = seen.known(filled, "nobody said that a fill is guarded: it is not")
    yield CacheAside(
        invalidation="by_writer" if deleted else "none",
        fill="version" if guarded else "blind",
        expires=today is not None and today.ttl_s is not None,
    )


def expiring_cache(seen: Seen) -> Iterator[Flow]:
    """Yield a cache whose entries expire and that nobody else clears."""
    yield CacheAside(invalidation="none", fill="blind", expires=True)


def cleared_cache(seen: Seen) -> Iterator[Flow]:
    """Yield a cache that is cleared from the log, with fills that compare versions."""
    yield CacheAside(invalidation="from_log", fill="version", expires=False)


def provider_call(seen: Seen) -> Iterator[Flow]:
    """Yield a call of today to a provider."""
    inside = seen.today is not None and seen.today.call_inside_transaction
    yield from _effect(seen, "inside_transaction" if inside else "none")


def outbox_to_provider(seen: Seen) -> Iterator[Flow]:
    """Yield a call that is made from an outbox."""
    yield from _effect(seen, "outbox")


def _effect(seen: Seen, intent: Intent) -> Iterator[Flow]:
    traits = seen.path.traits
    words = "nobody said that the call carries an idempotency key: it does not"
    retention, oldest = traits.ext_key_retention_h, traits.ext_max_retry_h
    expires = retention is not None and oldest is not None and oldest >= retention
    yield ExternalEffect(intent=intent, key=seen.known(traits.ext_key, words), key_expires=expires)


def transfer(seen: Seen) -> Iterator[Flow]:
    """Yield what stands in where one transaction cannot span the places: a log of transfers."""
    yield TransferLog(dedup=True, funds_check=True)


def retried(seen: Seen) -> Iterator[Flow]:
    """Yield clients that ask again. By design the transaction that commits an operation stores its id."""
    yield ClientRetry(operation_id=True, dedup="same_transaction")


def two_phase_commit(seen: Seen) -> Iterator[Flow]:
    """Yield a distributed commit of today. Of that of an operation the path says how it is guarded."""
    entity = seen.path.entity
    said = [one for one in seen.facts.paths_of_entity.get(entity, ()) if one.mechanism == "two_phase_commit"]
    guarded = next((one.two_phase_guarded for one in (seen.today, *said) if one), None)
    words = "nobody said that the coordinator's log is durable and watched: it is lost with it"
    yield TwoPhaseCommit(recovers=seen.known(guarded, words))
