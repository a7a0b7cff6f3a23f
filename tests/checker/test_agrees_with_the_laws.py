"""Two witnesses of one path: what the laws say of it the search must be able to show, and the reverse."""

from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.checker.coverage.covered import NotModelled
from tools.checker.coverage.paths import coverage
from tools.checker.ladder import climb
from tools.domain.design import DataPath, Hop, Traits
from tools.domain.facts import Facts
from tools.guarantees import law_hits

HARMLESS = Traits(
    writers_per_key=1,
    versions_comparable=True,
    version_ties=False,
    token_can_reset=False,
    reads_log=True,
    max_outage_h=5,
    max_replay_h=10,
    window_s=100,
    ack_after_durable=True,
    filled_by_readers=False,
    transactional_source_reads_aborted=False,
    external_sink_in_transaction=False,
    eventual_dedup_sink=False,
    filtered=False,
    key_change_possible=False,
    multi_row_source_tx=False,
    reader_joins_rows=False,
    derivation_deterministic=True,
)
"""What is not varied, at its harmless value."""

WORDS = {"DELV": "marker", "DEL": "forgotten", "NOD": "not_propagated"}


@cache
def facts(deletes: str) -> Facts:
    """Return two stores and a path; where deletes do not travel, rows are never deleted."""
    return Facts.model_validate({
        "schema_version": 1,
        "stores": [{"id": "a", "technology": "postgresql"}, {"id": "b", "technology": "elasticsearch"}],
        "entities": [{"id": "e", "key": ["id"], "deletes": "never" if deletes == "NOD" else "hard"}],
        "paths": [
            {"id": "p", "source": "a", "target": "b", "entities": ["e"], "mechanism": "outbox",
             "deletes": WORDS[deletes]},
        ],
    })  # fmt: skip


@st.composite
def paths(draw: st.DrawFn) -> tuple[DataPath, Facts]:
    """Draw a path of today by an outbox whose traits are all known."""
    deletes = draw(st.sampled_from(tuple(WORDS)))
    kept_h = draw(st.sampled_from((1.0, 100.0)))
    bootstrap = draw(st.sampled_from(("position_first", "none")))
    delivery, order = draw(st.sampled_from(("AMO", "ALO"))), draw(st.sampled_from(("NONE", "KEY", "KEYR")))
    traits = replace(
        HARMLESS,
        effect=draw(st.sampled_from(("SET", "SETV", "INC", "APP"))),
        delete=deletes,
        dedup=draw(st.sampled_from(("NOD", "WIN", "DUR"))),
        dedup_at_effect=draw(st.booleans()),
        max_redelivery_age_s=draw(st.sampled_from((50.0, 200.0))),
        fenced=draw(st.booleans()),
        marker_h=draw(st.sampled_from((1.0, 100.0))),
        capture_from_durable_only=draw(st.booleans()),
        bootstrap_overlap=bootstrap == "position_first",
    )
    hops = (Hop("capture", "outbox", delivery, order, kept_h), Hop("apply", "write", delivery, order))
    path = DataPath(
        id="p/e", about="current", entity="e", source="a", target="b", status="keep", capture="outbox",
        bootstrap=bootstrap, hops=hops, traits=traits, fact="paths.p",
    )  # fmt: skip
    return path, facts(deletes)


def broken(path: DataPath, known: Facts) -> set[str]:
    """Return the families in which the search breaks the path."""
    covered = coverage(path, known)
    assert not isinstance(covered, NotModelled)
    return {one.flow.family for one in covered if climb(one.flow).violations}


SHOWN_BY = {
    "STALE_OVERWRITE": {"copy that follows a log"},
    "RESURRECTION": {"copy that follows a log"},
    "LOSS": {"copy that follows a log", "counter"},
    "GAP": {"copy that follows a log", "counter"},
    "LOST_BETWEEN_COPY_AND_STREAM": {"first copy beside a stream"},
    "DUPLICATE_CORRUPTION": {"counter"},
    "DUPLICATE_AFTER_WINDOW": {"counter"},
    "DERIVED_AHEAD_OF_AUTHORITY": {"source that fails over"},
}
"""What a law says -> the families of which one must break."""

COPIES_ROWS = {"SET", "SETV"}


@settings(max_examples=150, deadline=None)
@given(paths())
def test_a_hazard_that_a_law_names_is_found_by_the_search(drawn: tuple[DataPath, Facts]) -> None:
    path, known = drawn
    found = broken(path, known)
    for hit in law_hits(path):
        families = SHOWN_BY.get(hit.says)
        if hit.says == "LOST_BETWEEN_COPY_AND_STREAM" and path.traits.effect not in COPIES_ROWS:
            continue  # a first copy of a counter is not modelled
        if families and not hit.unknown:
            assert found & families, f"{hit.law} {hit.says}: {found}"


@settings(max_examples=150, deadline=None)
@given(paths())
def test_where_the_laws_warn_of_nothing_the_search_finds_nothing(drawn: tuple[DataPath, Facts]) -> None:
    path, known = drawn
    if not any(hit.severity in ("critical", "high") for hit in law_hits(path)):
        assert broken(path, known) == set()


@settings(max_examples=150, deadline=None)
@given(paths())
def test_what_the_search_breaks_some_law_warns_of(drawn: tuple[DataPath, Facts]) -> None:
    path, known = drawn
    if broken(path, known):
        assert any(hit.severity in ("critical", "high") for hit in law_hits(path))
