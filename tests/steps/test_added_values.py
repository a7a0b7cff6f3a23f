"""Messages that are added to a value are no copy of rows: a repeat is a second effect."""

from typing import Any

import yaml

from tools.domain.design import Design
from tools.domain.facts import Facts
from tools.steps import run

CHARGES = """
schema_version: 1
stores: [{id: bus, technology: kafka}, {id: wallet, technology: mysql}, {id: report, technology: postgresql}]
entities: [{id: usage}, {id: balance, increments: true}]
writers:
  - {id: network, writes: [{store: bus, entity: usage}]}
  - {id: charger, writes: [{store: wallet, entity: balance}]}
paths: [{id: charge, source: bus, target: wallet, entities: [usage], mechanism: event_log_first, dedup: none}]
"""


def design(**path: Any) -> Design:
    """Run the steps; `path` are fields of the path that carries the charges."""
    given = yaml.safe_load(CHARGES)
    given["paths"][0].update(path)
    return run(Facts.model_validate(given))


def findings(found: Design) -> set[str]:
    return {finding.rule for finding in found.verdict.findings if finding.about == "current"}


def test_a_charge_without_deduplication_is_found_to_be_made_twice() -> None:
    assert "R33" in findings(design())


def test_the_recommended_path_remembers_what_it_added() -> None:
    found = design()
    (path,) = found.recommended.paths
    assert path.sink_guard == "durable_dedup_in_sink_transaction"
    (ordering,) = [one for one in found.orderings if one.subject == path.id]
    assert ordering.need == "per_key_with_durable_dedup"


def test_a_copy_of_the_rows_that_are_added_to_replaces_them() -> None:
    found = design(source="wallet", target="report", entities=["balance"], mechanism="cdc")
    assert "R33" not in findings(found)
    assert [one.sink_guard for one in found.recommended.paths] != ["durable_dedup_in_sink_transaction"]


def test_nobody_is_accused_who_never_spoke_of_repeats() -> None:
    assert "R33" not in findings(design(dedup=None))


def test_a_reader_who_says_that_a_message_replaces_is_believed() -> None:
    given = yaml.safe_load(CHARGES)
    given["reads"] = [{"id": "shown", "entities": ["usage"], "store": "wallet", "applies": "set"}]
    assert "R33" not in findings(run(Facts.model_validate(given)))
