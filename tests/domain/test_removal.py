"""What was misread can be taken back, and nothing is left that speaks of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.domain.brief import Brief
from tools.domain.facts import Facts, FactsError, read_ref
from tools.domain.facts.model import SECTIONS
from tools.domain.facts.refs import broken_references
from tools.domain.facts.removal import without
from tools.intake import read

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("*/facts.yaml"))


def facts_of(text: str) -> Facts:
    return read(Brief({"facts.yaml": text})).facts


def rows(facts: Facts) -> Iterator[str]:
    for section in SECTIONS:
        yield from (f"{section}.{row.id}" for row in getattr(facts, section))


@pytest.fixture
def shop() -> Facts:
    return facts_of((ROOT / "tests/agent/partial.yaml").read_text())


@pytest.fixture
def transfer() -> Facts:
    return facts_of((ROOT / "examples/payments/facts.yaml").read_text())


def test_a_value_becomes_unsaid_and_its_evidence_goes(shop: Facts) -> None:
    after = without(shop, ["reads.site_search.pattern"])
    assert read_ref(after, "reads.site_search.pattern") is None
    assert set(shop.evidence) - set(after.evidence) == {"reads.site_search.pattern"}


def test_a_value_with_a_default_gets_it_back(shop: Facts) -> None:
    after = without(shop, ["paths.sync.mechanism"])
    assert after.paths[0].mechanism == "unknown"
    assert "paths.sync.mechanism" not in after.evidence


def test_a_path_goes_with_the_store_that_it_leads_to_and_a_read_only_loses_its_name(shop: Facts) -> None:
    after = without(shop, ["stores.search"])
    assert set(rows(shop)) - set(rows(after)) == {"stores.search", "paths.sync"}
    assert after.reads[0].store is None
    assert not any("search" in ref.split(".") for ref in after.evidence)


def test_what_is_about_one_entity_alone_goes_with_it(shop: Facts) -> None:
    after = without(shop, ["entities.product"])
    assert set(rows(after)) == {"stores.shop_db", "stores.search", "writers.shop_api"}
    assert after.writers[0].writes == ()


def test_of_two_entities_the_other_one_stays_on_the_path(shop: Facts) -> None:
    both = facts_of(
        (ROOT / "tests/agent/partial.yaml")
        .read_text()
        .replace("entities: [product]", "entities: [product, stock]")
        .replace("- {id: product}", "- {id: product}\n  - {id: stock}")
    )
    assert without(both, ["entities.stock"]).paths[0].entities == ("product",)


def test_a_transaction_that_lost_a_step_is_not_judged(transfer: Facts) -> None:
    step = f"transactions.{transfer.transactions[0].id}.steps.{transfer.transactions[0].steps[0].id}"
    assert without(transfer, [step]).transactions == ()


def test_a_value_without_which_a_row_says_nothing_is_not_left_out(shop: Facts) -> None:
    with pytest.raises(FactsError, match=r"stores.search.technology cannot be left out; change it, or leave"):
        without(shop, ["stores.search.technology"])


def test_what_is_not_there_cannot_be_left_out(shop: Facts) -> None:
    with pytest.raises(FactsError, match="did you mean 'search'"):
        without(shop, ["stores.serch"])


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_whatever_row_goes_nothing_names_it_any_more(path: Path) -> None:
    facts = facts_of(path.read_text())
    for row in rows(facts):
        after = without(facts, [row])
        assert row not in set(rows(after))
        assert list(broken_references(after)) == []
        assert all(read_ref(after, ref) is not None for ref in after.evidence)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_leaving_out_nothing_changes_nothing(path: Path) -> None:
    facts = facts_of(path.read_text())
    assert without(facts, []) == facts
