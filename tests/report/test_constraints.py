"""What the document says of constraints: where each has to be checked, and what goes wrong elsewhere."""

from dataclasses import replace

import pytest

from tests.report import designs
from tests.report.test_length import written
from tools.domain.design import Design
from tools.domain.facts.constraints import Invariant
from tools.domain.verdict import Check, Coordination
from tools.report import document

SAYS = "Both start with `on_hand` 1; each takes 1 away; merged: `on_hand` -1."


def shop(check: Check, *entities: str) -> Design:
    """Return the retailer with one constraint about these entities."""
    rule = Invariant(id="rule", kind="non_negative", entities=entities)
    found = Coordination("rule", check, "floor-decrease", SAYS, "Taken to be decreased.", ("storefront",))
    return replace(
        designs.RETAILER,
        facts=designs.RETAILER.facts.model_copy(update={"invariants": (rule,)}),
        verdict=replace(designs.RETAILER.verdict, constraints=(found,)),
    )


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("one_place", "in one place"),
        ("compensable", "in one place, or afterwards and undone"),
        ("anywhere", "by each place for itself"),
    ],
)
def test_a_constraint_says_where_it_is_checked_and_what_two_places_do_to_it(check: Check, words: str) -> None:
    line = f"| `rule` | `storefront` | {words} | {SAYS} Taken to be decreased. (`floor-decrease`) |"
    assert line in written(shop(check, "product"), "Correctness Analysis")


def test_two_systems_of_record_are_not_one_place_and_it_says_so() -> None:
    design = shop("one_place", "product", "order")
    product, order = design.recommended.authorities
    moved = replace(design.recommended, authorities=(product, replace(order, store="warehouse")))
    text = written(replace(design, recommended=moved), "Correctness Analysis")
    assert "| in one place; the systems of record are shop_db and warehouse |" in text


def test_the_json_holds_the_same() -> None:
    (entry,) = document(shop("one_place", "product")).as_json()["constraints"]
    assert entry["coordination"]["check"] == "one_place"
    assert entry["coordination"]["because"] == SAYS


def test_a_constraint_that_names_no_entity_has_no_such_line() -> None:
    design = shop("one_place")
    unjudged = replace(design, verdict=replace(design.verdict, constraints=()))
    text = written(unjudged, "Correctness Analysis")
    assert "| `rule` |" in text
    assert "decide apart" not in text
