"""A design in few words: all that a model may name, bounded, and the same for the same design."""

from dataclasses import replace

from agent.advice.digest import LONGEST, digest, tables
from tests.advice.designs import DESIGN, PRODUCT
from tests.report import designs
from tools.report import document


def text() -> str:
    return digest(document(DESIGN, designs.QUESTIONS))


def test_it_names_stores_paths_findings_decisions_and_open_questions() -> None:
    found = text()
    assert "- shop_db: PostgreSQL, system of record of product, order" in found
    assert "- search: Elasticsearch, derived view; copies of product" in found
    assert f"reconciliation normal; lag below 30 s: {PRODUCT} (key product_id)" in found
    assert "- dual-write (critical, current) index_products/product: " in found
    assert f"s3.capture s3.guard s3.reconcile: {PRODUCT}, order.shop_db.warehouse" in found
    assert "- asked: stores.shop_db.log_access (Can its change log be read?)" in found
    assert "- assumed: stores.shop_db.failover_loses_tail = True" in found


def test_paths_that_will_not_exist_are_not_in_it() -> None:
    parked = replace(designs.PRODUCT, status="parked")
    recommended = replace(DESIGN.recommended, paths=(parked, designs.ORDER))
    found = digest(document(replace(DESIGN, recommended=recommended)))
    assert "capture" in found
    assert f"30 s: {PRODUCT}" not in found


def test_sixty_stores_and_more_stay_under_the_bound() -> None:
    assert sum(LONGEST.values()) < 24_500
    for stores, paths in ((60, 150), (600, 3000)):
        found = digest(document(designs.large(stores, paths)))
        assert len(found) < 25_000
    assert "more" in found


def test_sixty_stores_are_all_named() -> None:
    design = designs.large(60, 150)
    found = digest(document(design))
    assert all(f"- {store.id}: " in found or f"- {store.id} (" in found for store in design.facts.stores)


def test_the_same_design_gives_the_same_digest() -> None:
    assert text() == text()


def test_tables_are_those_whose_columns_are_known() -> None:
    assert tables(DESIGN) == "- products (product_id bigint, name text, tags text[], stock integer)"
    assert tables(designs.RETAILER) == ""
