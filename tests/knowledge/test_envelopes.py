import copy
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.domain.facts.reads import Pattern
from tools.knowledge import envelopes as loader
from tools.knowledge.envelopes import Envelope, colour, envelopes, vector_index_bytes
from tools.knowledge.errors import KnowledgeError
from tools.knowledge.files import read_yaml

SMALL_SEARCH = {"documents": 1_000_000, "queries": 20, "matches_ranked_per_query": 1000}


@pytest.mark.parametrize(
    ("metrics", "features", "value", "because"),
    [
        ({}, (), "green", "documents is within 2000000 documents"),
        ({"queries": 50}, (), "green", "queries is within 50 queries/s"),
        ({"queries": 51}, (), "amber", "queries is 51, beyond 50 queries/s"),
        ({"queries": 300}, (), "amber", "queries is 300, beyond 50 queries/s"),
        ({"queries": 301}, (), "red", "queries is 301, beyond 300 queries/s"),
        ({}, ("typo tolerance",), "amber", "asks for typo tolerance"),
        ({}, ("learning to rank",), "red", "asks for learning to rank"),
        ({"queries": None}, (), "undetermined", "queries is unknown"),
        ({"queries": None}, ("typo tolerance",), "undetermined", "queries is unknown"),
        (
            {"queries": None, "documents": 90_000_000},
            (),
            "red",
            "documents is 90000000, beyond 10000000 documents",
        ),
    ],
)
def test_a_pattern_has_one_colour_and_says_why(
    metrics: Mapping[str, float | None], features: tuple[str, ...], value: str, because: str
) -> None:
    judged = colour(envelopes()["full_text"], {**SMALL_SEARCH, **metrics}, features)
    assert judged.value == value
    assert because in judged.because


def test_a_metric_may_be_worse_when_smaller() -> None:
    lookup = envelopes()["point_lookup"]
    metrics = {"point_reads": 100, "reuse_of_expensive_result": 1}
    assert [colour(lookup, {**metrics, "p99_needed": ms}, ()).value for ms in (3, 2, 0.5)] == [
        "green",
        "amber",
        "red",
    ]


def test_a_missing_metric_is_unknown_and_a_strange_one_is_refused() -> None:
    assert colour(envelopes()["geo"], {"nearby_queries": 1}, ()).unknown == ("position_updates",)
    with pytest.raises(KnowledgeError, match="geo has no metric 'updates'; expected one of position_upd"):
        colour(envelopes()["geo"], {"updates": 1}, ())


def test_a_feature_that_the_envelope_does_not_judge_is_handed_back() -> None:
    judged = colour(envelopes()["full_text"], SMALL_SEARCH, ("phonetic search",))
    assert judged.value == "green"
    assert judged.unlisted == ("phonetic search",)


RANK = {"green": 0, "amber": 1, "red": 2}


@st.composite
def cases(draw: st.DrawFn) -> tuple[Envelope, dict[str, float | None]]:
    """An envelope and metrics at and around its bounds."""
    envelope = draw(st.sampled_from(list(envelopes().values())))
    metrics: dict[str, float | None] = {}
    for name, metric in envelope.metrics.items():
        bounds = (metric.green, metric.red)
        around = [0.0, *bounds, *(bound * 0.9 for bound in bounds), *(bound * 1.1 for bound in bounds)]
        metrics[name] = draw(st.sampled_from(around))
    return envelope, metrics


@given(cases(), st.data())
def test_a_worse_number_never_gives_a_better_colour(
    case: tuple[Envelope, dict[str, float | None]], data: st.DataObject
) -> None:
    envelope, metrics = case
    name = data.draw(st.sampled_from(list(metrics)))
    value = metrics[name] or 0.0
    worse = value * 2 + 1 if envelope.metrics[name].worse == "larger" else value / 2
    before, after = (colour(envelope, some, ()).value for some in (metrics, {**metrics, name: worse}))
    assert RANK[after] >= RANK[before]


@given(cases(), st.data())
def test_a_colour_found_with_unknown_metrics_stays(
    case: tuple[Envelope, dict[str, float | None]], data: st.DataObject
) -> None:
    envelope, metrics = case
    hidden = data.draw(st.sets(st.sampled_from(list(metrics))))
    fewer = {name: None if name in hidden else value for name, value in metrics.items()}
    assert colour(envelope, fewer, ()).value in ("undetermined", colour(envelope, metrics, ()).value)


def test_every_envelope_is_of_a_pattern_that_facts_can_name() -> None:
    assert set(envelopes()) <= set(get_args(Pattern))


def test_a_vector_index_is_counted_in_whole_tuples_per_page() -> None:
    assert vector_index_bytes(1_000_000, 384) == 1_000_000 * 8192 // 4
    assert vector_index_bytes(1_000_000, 960) == 1_000_000 * 8192
    assert vector_index_bytes(1_000_000, 1536) == 1_000_000 * 8192


def test_an_envelope_whose_bounds_are_swapped_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = copy.deepcopy(read_yaml("envelopes.yaml"))
    data["geo"]["metrics"]["nearby_queries"].update(green=9000)
    monkeypatch.setattr(loader, "read_yaml", lambda name: data)
    with pytest.raises(KnowledgeError, match=r"geo.nearby_queries: green lies beyond red; swap them"):
        loader.envelopes.__wrapped__()
