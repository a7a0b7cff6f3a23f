"""Random systems: small, plausible, with holes in what was said."""

from typing import Any

from hypothesis import strategies as st

from tools.domain.facts import Facts

MAYBE = st.sampled_from([None, True, False])
TECHNOLOGIES = ["other", "postgresql", "mysql", "mongodb", "dynamodb", "salesforce", "kafka"]
COPIES = ["other", "elasticsearch", "redis", "snowflake", "clickhouse", "postgresql", "meilisearch"]
MECHANISMS = [
    "dual_write",
    "cdc",
    "outbox",
    "full_batch",
    "polling",
    "cache_aside",
    "unknown",
    "webhook",
    "read_time",
    "manual",
    "bidirectional",
]
COMPUTED = {"id": "total0", "derived_from": ["entity0"]}
PATTERNS = [None, "point_lookup", "full_text", "olap", "facets", "vector"]
FRESHNESS = [None, 0, 2, 30, 300, 900, 3600, 86400]


def _or_unsaid(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([None, *values])


def _rows(names: list[str], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.tuples(*(st.fixed_dictionaries({"id": st.just(name), **fields}) for name in names)).map(list)


@st.composite
def systems(draw: st.DrawFn) -> Facts:
    """Draw a system of one or two sources, up to three copies and up to three entities."""
    sources = [f"source{n}" for n in range(draw(st.integers(1, 2)))]
    copies = [f"copy{n}" for n in range(draw(st.integers(0, 3)))]
    entities = [f"entity{n}" for n in range(draw(st.integers(1, 3)))]
    computed = draw(st.sampled_from([[], [COMPUTED]]))
    held = entities + [str(row["id"]) for row in computed]
    said = {
        "schema_version": 1,
        "stores": draw(_stores(sources, TECHNOLOGIES)) + draw(_stores(copies, COPIES)),
        "entities": draw(_entities(entities)) + computed,
        "writers": draw(_writers(sources, entities)),
        "paths": [path for copy in copies for path in draw(_paths(copy, sources, held))],
        "reads": draw(_reads(held, [None, *sources, *copies])),
        "team": {"operations_level": draw(_or_unsaid(0, 1, 2, 3)), "managed_broker_ok": draw(MAYBE)},
        "deployment": {"regions": draw(_or_unsaid(1, 2)), "write_regions": draw(_or_unsaid(1, 2))},
    }
    return Facts.model_validate(said)


def _stores(names: list[str], technologies: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return _rows(
        names,
        technology=st.sampled_from(technologies),
        owner=_or_unsaid("a"),
        log_access=_or_unsaid("native", "none"),
        triggers_allowed=MAYBE,
        full_reads_ok=MAYBE,
        change_window_h=_or_unsaid(1, 24, 200),
    )


def _entities(names: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return _rows(
        names,
        has_primary_key=MAYBE,
        rows=_or_unsaid(1000, 10_000_000),
        size_gb=_or_unsaid(1, 500),
        full_copy_min=_or_unsaid(0.1, 10, 5000),
        changes_per_s=_or_unsaid(1, 2000),
        deletes=_or_unsaid("hard", "soft", "never"),
        updated_cursor=MAYBE,
        row_version=MAYBE,
        large_columns=MAYBE,
        loss_acceptable=MAYBE,
        regulatory=MAYBE,
        pii=MAYBE,
        increments=MAYBE,
        tables=_or_unsaid(1, 3),
    )


def _writers(sources: list[str], entities: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    write = st.fixed_dictionaries({"store": st.sampled_from(sources), "entity": st.sampled_from(entities)})
    return _rows(
        ["writer0", "writer1"],
        writes=st.lists(write, min_size=1, max_size=3),
        kind=_or_unsaid("human", "service"),
        changeable=MAYBE,
        out_of_band=MAYBE,
        team=_or_unsaid("a", "b"),
        peak_per_s=_or_unsaid(5),
    )


def _paths(copy: str, sources: list[str], entities: list[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return _rows(
        [f"to-{copy}"],
        source=st.sampled_from(sources),
        target=st.just(copy),
        entities=st.lists(st.sampled_from(entities), unique=True, max_size=2),
        mechanism=st.sampled_from(MECHANISMS),
        version_guard=MAYBE,
        dedup=_or_unsaid("none", "window"),
        longest_outage_h=_or_unsaid(4, 72),
        owner=_or_unsaid("a"),
        ttl_s=_or_unsaid(60),
        schedule_s=_or_unsaid(600, 86400),
    )


def _reads(entities: list[str], stores: list[str | None]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return _rows(
        ["read0", "read1", "read2"],
        entities=st.lists(st.sampled_from(entities), min_size=1, max_size=2, unique=True),
        store=st.sampled_from(stores),
        pattern=st.sampled_from(PATTERNS),
        freshness_s=st.sampled_from(FRESHNESS),
        staleness_harm=_or_unsaid("none", "annoying", "harmful"),
        deletes_matter=MAYBE,
        history_needed=MAYBE,
        other_team=MAYBE,
        needs_intent=MAYBE,
        read_your_writes=MAYBE,
        decides=MAYBE,
        applies=_or_unsaid("set", "append", "state"),
    )
