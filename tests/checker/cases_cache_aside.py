"""Caches beside their source: who deletes an entry, and who may fill it."""

from tests.checker.case import Case, Mutant
from tools.checker.flows.cache_aside import CacheAside
from tools.checker.model import Scope

CASES = (
    Case(
        "cache_aside: nobody deletes the entry",
        CacheAside(invalidation="none", fill="version"),
        Scope(1, 0),
        "cache_fresh",
        50,
    ),
    Case(
        "cache_aside: nobody deletes the entry and any reader fills it",
        CacheAside(invalidation="none", fill="blind"),
        Scope(1, 0),
        "cache_fresh",
        50,
    ),
    Case(
        "cache_aside: nobody deletes the entry, a lease does not help",
        CacheAside(invalidation="none", fill="lease"),
        Scope(1, 0),
        "cache_fresh",
        18,
    ),
    Case(
        "cache_aside: nobody deletes the entry, but it expires",
        CacheAside(invalidation="none", fill="blind", expires=True),
        Scope(2, 1),
        None,
        178,
    ),
    Case(
        "cache_aside: a late reader fills after the delete",
        CacheAside(invalidation="by_writer", fill="blind"),
        Scope(1, 0),
        "cache_fresh",
        93,
    ),
    Case(
        "cache_aside: a late reader fills after the delete, until the entry expires",
        CacheAside(invalidation="by_writer", fill="blind", expires=True),
        Scope(2, 1),
        None,
        764,
    ),
    Case(
        "cache_aside: the writer deletes, readers need a lease, nobody crashes",
        CacheAside(invalidation="by_writer", fill="lease"),
        Scope(2, 0),
        None,
        328,
    ),
    Case(
        "cache_aside: the writer crashes before it deletes, despite leases",
        CacheAside(invalidation="by_writer", fill="lease"),
        Scope(1, 1),
        "cache_fresh",
        67,
    ),
    Case(
        "cache_aside: the writer crashes before it deletes, until the entry expires",
        CacheAside(invalidation="by_writer", fill="lease", expires=True),
        Scope(2, 1),
        None,
        584,
    ),
    Case(
        "cache_aside: the writer deletes, the cache compares versions, nobody crashes",
        CacheAside(invalidation="by_writer", fill="version"),
        Scope(2, 0),
        None,
        525,
    ),
    Case(
        "cache_aside: the writer crashes before it deletes, despite versions",
        CacheAside(invalidation="by_writer", fill="version"),
        Scope(1, 1),
        "cache_fresh",
        118,
    ),
    Case(
        "cache_aside: the writer deletes, versions and expiry",
        CacheAside(invalidation="by_writer", fill="version", expires=True),
        Scope(2, 1),
        None,
        1218,
    ),
    Case(
        "cache_aside: a late reader fills after a delete from the log",
        CacheAside(invalidation="from_log", fill="blind"),
        Scope(1, 0),
        "cache_fresh",
        136,
    ),
    Case(
        "cache_aside: a late reader fills after a delete from the log, until the entry expires",
        CacheAside(invalidation="from_log", fill="blind", expires=True),
        Scope(2, 1),
        None,
        1367,
    ),
    Case(
        "cache_aside: deletes from the log and leases",
        CacheAside(invalidation="from_log", fill="lease"),
        Scope(2, 1),
        None,
        1321,
    ),
    Case(
        "cache_aside: deletes from the log and versions",
        CacheAside(invalidation="from_log", fill="version"),
        Scope(2, 1),
        None,
        1162,
    ),
    Case(
        "cache_aside: deletes from the log and versions, three writers",
        CacheAside(invalidation="from_log", fill="version"),
        Scope(3, 1),
        None,
        4757,
    ),
)

MUTANTS = (
    Mutant(
        "cache_aside: any reader may fill instead of the one with the lease",
        CacheAside(invalidation="from_log", fill="lease"),
        CacheAside(invalidation="from_log", fill="blind"),
        Scope(2, 1),
    ),
    Mutant(
        "cache_aside: any reader may fill instead of the one with the newest version",
        CacheAside(invalidation="from_log", fill="version"),
        CacheAside(invalidation="from_log", fill="blind"),
        Scope(2, 1),
    ),
    Mutant(
        "cache_aside: a crash stops the delete that came from the log before",
        CacheAside(invalidation="from_log", fill="lease"),
        CacheAside(invalidation="by_writer", fill="lease"),
        Scope(2, 1),
    ),
    Mutant(
        "cache_aside: a crash stops the delete that came from the log before, with versions",
        CacheAside(invalidation="from_log", fill="version"),
        CacheAside(invalidation="by_writer", fill="version"),
        Scope(2, 1),
    ),
    Mutant(
        "cache_aside: nobody deletes what the log deleted before",
        CacheAside(invalidation="from_log", fill="lease"),
        CacheAside(invalidation="none", fill="lease"),
        Scope(2, 1),
    ),
    Mutant(
        "cache_aside: nobody deletes what the writer deleted before",
        CacheAside(invalidation="by_writer", fill="lease"),
        CacheAside(invalidation="none", fill="lease"),
        Scope(2, 0),
    ),
    Mutant(
        "cache_aside: entries no longer expire where nobody deletes them",
        CacheAside(invalidation="none", fill="blind", expires=True),
        CacheAside(invalidation="none", fill="blind"),
        Scope(2, 1),
    ),
    Mutant(
        "cache_aside: entries no longer expire where a writer may crash",
        CacheAside(invalidation="by_writer", fill="lease", expires=True),
        CacheAside(invalidation="by_writer", fill="lease"),
        Scope(2, 1),
    ),
)
