"""What deciding alone is worth: the product is told the gold's facts, so that nothing can be misread.

It is no way to use the product but a bound for it: what is wrong here was not misread. Told are stores,
entities, facts and how data moves today; never what is to come of them. Who writes what is told only where
the gold has it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml

from evals.gold import Expected, TodayEdge
from evals.scenario import Scenario
from tools.domain.brief import Brief
from tools.domain.facts.model import SCHEMA_VERSION, SECTIONS

FILE = "facts.yaml"
Rows = dict[str, dict[str, Any]]


def told(scenario: Scenario) -> Scenario:
    """Return the scenario with a facts file for its brief."""
    text = yaml.safe_dump(facts(scenario.expected), sort_keys=False, allow_unicode=True)
    return replace(scenario, brief=Brief({FILE: text}))


def facts(expected: Expected) -> dict[str, Any]:
    """Return what the gold knows as a facts file."""
    sections: dict[str, Rows] = {section: {} for section in SECTIONS}
    for store in expected.stores:
        name = {"name": store.called[0]} if store.called else {}
        sections["stores"][store.id] = {"technology": store.technology, **name}
    for entity in expected.entities:
        sections["entities"][entity.id] = {}
    top: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
    for ref, value in expected.facts.items():
        _set(sections if ref.split(".")[0] in SECTIONS else top, ref.split("."), value)
    sections["paths"] = dict(_paths(expected.today or (), sections["paths"]))
    listed = {
        section: [{"id": id_, **row} for id_, row in rows.items()] for section, rows in sections.items()
    }
    return {**top, **{section: rows for section, rows in listed.items() if rows}}


def _set(tree: dict[str, Any], parts: list[str], value: Any) -> None:
    for part in parts[:-1]:
        tree = tree.setdefault(part, {})
    tree[parts[-1]] = value


def _paths(today: tuple[TodayEdge, ...], said: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a path for each pair of ends and mechanism; what is said of the only path is said of each."""
    only = dict(*said.values()) if len(said) == 1 else {}
    groups: dict[tuple[str, str, str], list[str]] = {}
    for edge in today:
        groups.setdefault((edge.source, edge.target, edge.mechanism), []).append(edge.entity)
    for number, ((source, target, mechanism), entities) in enumerate(groups.items(), 1):
        ends = {"source": source, "target": target, "mechanism": mechanism, "entities": entities}
        yield f"path_{number}", {**only, **ends}
