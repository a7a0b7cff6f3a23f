"""Facts of a system of any size: varied, and the same on every run."""

from tools.domain.facts import (
    CurrentPath,
    Deployment,
    Entity,
    Facts,
    Growth,
    Read,
    Store,
    Team,
    Write,
    Writer,
)
from tools.domain.facts.paths import Mechanism
from tools.domain.facts.reads import Pattern

SOURCES = ("postgresql", "mysql", "sqlserver", "mongodb")
SINKS: tuple[tuple[str, Pattern], ...] = (
    ("elasticsearch", "full_text"),
    ("redis", "point_lookup"),
    ("snowflake", "olap"),
    ("clickhouse", "olap"),
    ("postgresql", "range"),
    ("neo4j", "graph"),
)
MECHANISMS: tuple[Mechanism, ...] = (
    "dual_write",
    "cdc",
    "outbox",
    "full_batch",
    "incremental_batch",
    "polling",
    "cache_aside",
    "unknown",
)
FRESHNESS_S = (2, 30, 600, 3600, 86400)


def system(stores: int, paths: int) -> Facts:
    """Return facts with that many stores and paths; an entity goes to two sinks, each with one read."""
    entities = (paths + 1) // 2
    sources = [f"source_{n}" for n in range(max(1, stores * 2 // 5))]
    sinks = [f"sink_{n}" for n in range(stores - len(sources))]
    return Facts(
        schema_version=1,
        system="synthetic",
        stores=tuple(_source(id_, n) for n, id_ in enumerate(sources))
        + tuple(Store(id=id_, technology=SINKS[n % len(SINKS)][0], owner="b") for n, id_ in enumerate(sinks)),
        writers=tuple(_writer(id_, n, len(sources), entities) for n, id_ in enumerate(sources)),
        entities=tuple(_entity(n) for n in range(entities)),
        paths=tuple(_path(n, sources, sinks) for n in range(paths)),
        reads=tuple(_read(n, sinks) for n in range(paths)),
        deployment=Deployment(regions=1, write_regions=1),
        team=Team(operations_level=2),
        growth=Growth(factor_per_year=1.5, horizon_years=3),
    )


def _source(id_: str, n: int) -> Store:
    technology = SOURCES[n % len(SOURCES)]
    return Store(id=id_, technology=technology, owner="a", log_access="native" if n % 3 else "none")


def _writer(source: str, n: int, sources: int, entities: int) -> Writer:
    writes = tuple(Write(store=source, entity=f"entity_{i}") for i in range(n, entities, sources))
    return Writer(
        id=f"writer_{n}",
        kind="service",
        changeable=n % 4 != 0,
        out_of_band=n % 5 == 0,
        peak_per_s=50,
        writes=writes,
    )


def _entity(n: int) -> Entity:
    return Entity(
        id=f"entity_{n}",
        key=("id",),
        has_primary_key=n % 11 != 0,
        rows=10_000 * (1 + n % 40),
        size_gb=0.1 * (1 + n % 40),
        changes_per_s=1 + n % 90,
        full_copy_min=1 + n % 30,
        deletes=("hard", "soft", "never")[n % 3],
        pii=n % 4 == 0,
        row_version=n % 2 == 0,
    )


def _path(n: int, sources: list[str], sinks: list[str]) -> CurrentPath:
    return CurrentPath(
        id=f"path_{n}",
        source=sources[n // 2 % len(sources)],
        target=sinks[n % len(sinks)],
        entities=(f"entity_{n // 2}",),
        mechanism=MECHANISMS[n % len(MECHANISMS)],
        version_guard=(None, True, False)[n % 3],
    )


def _read(n: int, sinks: list[str]) -> Read:
    sink = n % len(sinks)
    return Read(
        id=f"read_{n}",
        entities=(f"entity_{n // 2}",),
        store=sinks[sink],
        pattern=SINKS[sink % len(SINKS)][1],
        freshness_s=FRESHNESS_S[n % len(FRESHNESS_S)],
        staleness_harm=("none", "annoying", "harmful")[n % 3],
        deletes_matter=n % 5 != 0,
        history_needed=n % 13 == 0,
        applies="set",
    )
