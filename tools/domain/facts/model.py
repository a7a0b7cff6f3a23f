"""The facts of one system, as one value."""

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import Field

from tools.domain.errors import DomainError
from tools.domain.evidence import Evidence
from tools.domain.facts.base import Model, fact, several
from tools.domain.facts.constraints import Dependency, Invariant, Operation
from tools.domain.facts.entities import Entity
from tools.domain.facts.organisation import Cost, Deployment, Growth, Team
from tools.domain.facts.paths import CurrentPath
from tools.domain.facts.reads import Read
from tools.domain.facts.signals import Observation
from tools.domain.facts.stores import Store
from tools.domain.facts.transactions import Transaction
from tools.domain.facts.writers import Writer

SCHEMA_VERSION = 1

SECTIONS = (
    "stores",
    "writers",
    "entities",
    "paths",
    "reads",
    "invariants",
    "operations",
    "transactions",
    "dependencies",
    "signals",
)
"""Sections of the facts that are lists of rows with ids."""


class FactsError(DomainError):
    """Facts that cannot be used."""


class Facts(Model):
    """Everything that is known of a system, each value with its evidence."""

    schema_version: Literal[1] = Field(description="version of this format")
    system: str | None = fact("name of the system")
    stores: tuple[Store, ...] = several("systems that hold data")
    writers: tuple[Writer, ...] = several("who changes data")
    entities: tuple[Entity, ...] = several("what the data is about")
    paths: tuple[CurrentPath, ...] = several("how data moves today")
    reads: tuple[Read, ...] = several("who reads what, and what they need")
    invariants: tuple[Invariant, ...] = several("what must hold")
    operations: tuple[Operation, ...] = several("actions that span entities, partitions, stores or services")
    transactions: tuple[Transaction, ...] = several("what transactions do, statement by statement")
    dependencies: tuple[Dependency, ...] = several("changes that must not overtake each other")
    signals: tuple[Observation, ...] = several("what somebody looked for when something went wrong")
    deployment: Deployment = Field(default=Deployment(), description="places and boundaries")
    team: Team = Field(default=Team(), description="hands and pagers")
    growth: Growth = Field(default=Growth(), description="where the numbers go")
    cost: Cost = Field(default=Cost(), description="money, where it decides")
    evidence: Mapping[str, Evidence] = Field(
        default_factory=dict, description="where each fact comes from, by reference; may be left out"
    )

    @cached_property
    def store_by_id(self) -> Mapping[str, Store]:
        """Stores by id."""
        return {store.id: store for store in self.stores}

    @cached_property
    def entity_by_id(self) -> Mapping[str, Entity]:
        """Entities by id."""
        return {entity.id: entity for entity in self.entities}

    @cached_property
    def longest_outage_h(self) -> float | None:
        """The longest consumer outage that somebody said a path has to survive, in hours."""
        return max((p.longest_outage_h for p in self.paths if p.longest_outage_h is not None), default=None)

    @cached_property
    def signals_at(self) -> Mapping[str, tuple[tuple[int, Observation], ...]]:
        """Observations, each with its place among all, by the path or store at which they were made."""
        found: dict[str, list[tuple[int, Observation]]] = {}
        for place, row in enumerate(self.signals):
            found.setdefault(row.at, []).append((place, row))
        return {at: tuple(rows) for at, rows in found.items()}

    @cached_property
    def path_by_id(self) -> Mapping[str, CurrentPath]:
        """Current paths by id."""
        return {path.id: path for path in self.paths}

    @cached_property
    def writers_of(self) -> Mapping[str, tuple[Writer, ...]]:
        """Writers by the entity that they write, in the order of the facts."""
        found: dict[str, dict[str, Writer]] = {entity.id: {} for entity in self.entities}
        for writer in self.writers:
            for write in writer.writes:
                found.setdefault(write.entity, {})[writer.id] = writer
        return {entity: tuple(writers.values()) for entity, writers in found.items()}

    @cached_property
    def reads_of(self) -> Mapping[tuple[str, str | None], tuple[Read, ...]]:
        """Reads by (entity, store that serves them today)."""
        found: dict[tuple[str, str | None], list[Read]] = {}
        for read in self.reads:
            for entity in read.entities:
                found.setdefault((entity, read.store), []).append(read)
        return {key: tuple(reads) for key, reads in found.items()}

    @cached_property
    def paths_of(self) -> Mapping[tuple[str, str], tuple[CurrentPath, ...]]:
        """Current paths by (entity, target)."""
        found: dict[tuple[str, str], list[CurrentPath]] = {}
        for path in self.paths:
            for entity in path.entities:
                found.setdefault((entity, path.target), []).append(path)
        return {key: tuple(paths) for key, paths in found.items()}

    @cached_property
    def paths_of_entity(self) -> Mapping[str, tuple[CurrentPath, ...]]:
        """Current paths by entity."""
        found: dict[str, list[CurrentPath]] = {}
        for path in self.paths:
            for entity in path.entities:
                found.setdefault(entity, []).append(path)
        return {key: tuple(paths) for key, paths in found.items()}

    @cached_property
    def reads_of_entity(self) -> Mapping[str, tuple[Read, ...]]:
        """Reads by entity."""
        found: dict[str, list[Read]] = {}
        for read in self.reads:
            for entity in read.entities:
                found.setdefault(entity, []).append(read)
        return {key: tuple(reads) for key, reads in found.items()}

    @cached_property
    def written_stores(self) -> frozenset[str]:
        """Stores that somebody writes, or that own attributes."""
        written = {write.store for writer in self.writers for write in writer.writes}
        owning = {group.store for entity in self.entities for group in entity.attribute_groups}
        return frozenset(written | {store for store in owning if store})
