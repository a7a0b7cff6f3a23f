"""A flip about a cache's reads is true: found by the property test, kept as cases."""

from typing import Literal

from tools.domain.decisions import Decision
from tools.domain.facts import CurrentPath, Entity, Facts, Read, Store, Write, Writer
from tools.steps import run

Harm = Literal["none", "harmful"]


def cached(*harms: Harm) -> list[Decision]:
    """Decide on a cache with one read for each harm; return what was decided about caching."""
    facts = Facts(
        schema_version=1,
        stores=(Store(id="shop", technology="mysql"), Store(id="copy", technology="redis")),
        entities=(Entity(id="price"),),
        writers=(Writer(id="shop_app", writes=(Write(store="shop", entity="price"),)),),
        paths=(
            CurrentPath(
                id="fill", source="shop", target="copy", entities=("price",), mechanism="cache_aside"
            ),
        ),
        reads=tuple(
            Read(
                id=f"read{n}",
                entities=("price",),
                store="copy",
                pattern="point_lookup",
                freshness_s=60,
                staleness_harm=harm,
            )
            for n, harm in enumerate(harms)
        ),
    )
    return [decision for decision in run(facts).decisions if decision.topic == "cache"]


def harm_flips(decision: Decision) -> list[str]:
    return [flip.choice for flip in decision.flips if flip.fact.endswith(".staleness_harm")]


def test_the_only_read_of_a_cache_turns_it_when_it_becomes_harmful() -> None:
    (decision,) = cached("none")
    assert harm_flips(decision) == ["no_cache_for_the_deciding_read"]


def test_one_of_several_reads_leaves_the_cache_when_it_becomes_harmful() -> None:
    (decision,) = cached("none", "none")
    assert harm_flips(decision) == []


def test_a_read_that_decides_has_no_decision_of_its_own_once_it_does_not() -> None:
    of_the_path, of_the_read = cached("none", "harmful")
    assert of_the_path.choice == "cache_aside_with_expiry"
    assert of_the_read.choice == "no_cache_for_the_deciding_read"
    assert harm_flips(of_the_read) == []
