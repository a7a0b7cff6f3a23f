"""What the facts say of today's paths is enough for the rules that speak of it."""

from typing import Any

import yaml

from tools.domain.facts import Facts
from tools.steps import run

NIGHTLY_FILE = """
stores: [{id: erp, technology: sqlserver}, {id: shop, technology: postgresql}]
entities: [{id: part, deletes: soft}]
writers: [{id: office, writes: [{store: erp, entity: part}]}]
paths:
  - {id: file, source: erp, target: shop, entities: [part], mechanism: file_transfer, deletes: not_propagated}
reads: [{id: catalogue, entities: [part], store: shop, filtered: true}]
"""

MERGED_LATER = """
stores: [{id: ledger, technology: postgresql}, {id: dashboard, technology: clickhouse}]
entities: [{id: payment}]
writers: [{id: app, writes: [{store: ledger, entity: payment}]}]
paths: [{id: feed, source: ledger, target: dashboard, entities: [payment], mechanism: cdc}]
reads: [{id: totals, entities: [payment], store: dashboard}]
"""


def rules(text: str, **changes: dict[str, Any]) -> set[str]:
    """Return the rules that report today's system; `changes` are fields of the first row of a section."""
    given = yaml.safe_load(text)
    for section, fields in changes.items():
        given[section][0].update(fields)
    found = run(Facts.model_validate({"schema_version": 1, **given}))
    return {finding.rule for finding in found.verdict.findings if finding.about == "current"}


def test_a_filtered_file_without_deletes_keeps_rows_that_left_the_filter() -> None:
    assert "R31" in rules(NIGHTLY_FILE)


def test_a_file_of_all_rows_or_one_that_is_swapped_keeps_none() -> None:
    assert "R31" not in rules(NIGHTLY_FILE, reads={"filtered": False})
    assert "R31" not in rules(NIGHTLY_FILE, paths={"deletes": "full_swap"})


def test_a_reader_that_counts_versions_before_they_are_merged_is_found() -> None:
    assert "R34" in rules(MERGED_LATER, reads={"resolves_versions": False})


def test_a_reader_that_resolves_versions_or_of_whom_nothing_is_known_is_not() -> None:
    assert "R34" not in rules(MERGED_LATER, reads={"resolves_versions": True})
    assert "R34" not in rules(MERGED_LATER)


def test_a_total_kept_on_insert_counts_each_version() -> None:
    assert "R34" in rules(MERGED_LATER, reads={"computation": {"insert_time_aggregate": True}})
