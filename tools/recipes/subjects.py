"""The subjects of a design: stores, entities, invariants, operations, dependencies, reads and paths."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tools.domain.design import Authority, DataPath, Design
from tools.domain.facts import Entity, Operation
from tools.recipes.names import slug, table_name
from tools.recipes.subject import (
    ROW_VERSION,
    Subject,
    entity_names,
    properties,
    store_names,
    technology,
)

EFFECTS = ("outbox_to_provider", "one_database_else_saga")
"""Captures of paths that change something outside instead of copying; their recipes are the operation's."""

WHOLE_COPIES = ("batch_full_reload_swap", "snapshot_difference", "file_arrival", "scheduled_list_sync")
"""Captures that bring all rows at once, so that a row that is not there was deleted."""


def subjects(design: Design) -> Iterator[Subject]:
    """Yield every subject of a design once, in the order of the facts."""
    return _Subjects(design).all()


class _Subjects:
    """A design seen from each of its subjects, with the lookups that this takes."""

    def __init__(self, design: Design) -> None:
        self.design, self.facts = design, design.facts
        self.paths = tuple(
            path
            for path in design.recommended.paths
            if path.status not in ("remove", "parked") and path.capture not in EFFECTS
        )

    def all(self) -> Iterator[Subject]:
        for store, paths in self.by_source.items():
            yield self.store(store, paths)
        for entity in self.facts.entities:
            yield self.entity(entity)
        yield from self.invariants()
        for operation in self.facts.operations:
            yield self.operation(operation)
        yield from self.dependencies()
        yield from self.reads()
        for path in self.paths:
            yield self.path(path)
        if not any(operation.two_phase for operation in self.facts.operations):
            for path in self.design.current.paths:
                yield self.today(path)

    @cached_property
    def by_source(self) -> Mapping[str, list[DataPath]]:
        found: dict[str, list[DataPath]] = {}
        for path in self.paths:
            found.setdefault(path.source, []).append(path)
        return found

    @cached_property
    def by_entity(self) -> Mapping[str, list[DataPath]]:
        found: dict[str, list[DataPath]] = {entity.id: [] for entity in self.facts.entities}
        for path in self.paths:
            found[path.entity].append(path)
        return found

    @cached_property
    def authorities(self) -> Mapping[str, list[Authority]]:
        found: dict[str, list[Authority]] = {entity.id: [] for entity in self.facts.entities}
        for authority in self.design.recommended.authorities:
            found[authority.entity].append(authority)
        return found

    def homes(self, entity: str) -> tuple[str, ...]:
        """Return the stores that decide about an entity or a group of its attributes."""
        return tuple(dict.fromkeys(one.store for one in self.authorities[entity] if one.store))

    def home(self, entity: str) -> str:
        return next(iter(self.homes(entity)), "")

    def store(self, store: str, paths: list[DataPath]) -> Subject:
        row = self.facts.store_by_id.get(store)
        captured = dict.fromkeys(path.entity for path in paths if path.capture == "log_cdc")
        outbox = any(path.relay == "log_tailing" for path in paths)
        names = store_names(store)
        objectives = [path.lag_objective_s for path in paths if path.lag_objective_s is not None]
        return Subject(
            "store",
            store,
            properties(
                technology=technology(self.facts, store),
                capture={path.capture for path in paths},
                relay={path.relay for path in paths},
                transport={path.transport for path in paths},
                broker=self._broker(paths),
                version_token={path.version_token for path in paths},
                failover_loses_tail=row.failover_loses_tail if row else None,
            ),
            {
                **names,
                "captured": tuple(entity_names(self.facts.entity_by_id[name]) for name in captured),
                "outbox": outbox,
                "slots": (names["slot"],) * bool(captured) + (names["topics"] + "_outbox",) * outbox,
                "chunked": any(path.bootstrap == "chunked_incremental_snapshot" for path in paths),
                "lag_s": min(objectives, default=None),
            },
        )

    def _broker(self, paths: list[DataPath]) -> set[str]:
        """Return the technologies in between; `unsaid` where a log is to be chosen."""
        named = {known for path in paths for store in path.via for known in technology(self.facts, store)}
        return named or {"unsaid"}

    def entity(self, entity: Entity) -> Subject:
        owned, homes = self.authorities[entity.id], self.homes(entity.id)
        paths = [path for path in self.by_entity[entity.id] if path.source in homes]
        return Subject(
            "entity",
            entity.id,
            properties(
                technology=[technology(self.facts, home) for home in homes],
                authority={authority.outcome for authority in owned},
                groups=any(authority.attributes for authority in owned),
                both_ways=any(path.target in homes for path in paths),
                pii=entity.pii,
                deletes_are=entity.deletes or "unsaid",
                primary_key="unsaid" if entity.has_primary_key is None else entity.has_primary_key,
                row_version=bool(entity.row_version),
                capture={path.capture for path in paths},
                version_token={path.version_token for path in paths},
            ),
            {**entity_names(entity), "owners": _owners(entity, owned), "store": self.home(entity.id)},
        )

    def invariants(self) -> Iterator[Subject]:
        for invariant in self.facts.invariants:
            entities = [self.facts.entity_by_id[name] for name in invariant.entities]
            if not entities:
                continue
            homes = {self.home(entity.id) for entity in entities}
            yield Subject(
                "invariant",
                invariant.id,
                properties(
                    kind=invariant.kind,
                    technology=technology(self.facts, self.home(entities[0].id)),
                    attributes=len(invariant.attributes) or "none",
                    entities=len(entities),
                    one_store=len(homes) == 1,
                ),
                {
                    **entity_names(entities[0]),
                    "invariant": invariant.id,
                    "attributes": invariant.attributes,
                    "other": entity_names(entities[1]) if len(entities) > 1 else None,
                },
            )

    def operation(self, operation: Operation) -> Subject:
        entity, external = next(iter(operation.entities), None), operation.external
        home = self.home(entity) if entity else next(iter(operation.stores), "")
        participants = _participants(operation)
        return Subject(
            "operation",
            operation.id,
            properties(
                technology=technology(self.facts, home),
                external=external is not None,
                provider=technology(self.facts, external.provider) if external else None,
                spans=external is None and len(participants) > 1,
                two_phase=bool(operation.two_phase),
            ),
            {
                **store_names(home),
                "operation": operation.id,
                "provider": external.provider if external else None,
                "key_retention_h": external.key_retention_h if external else None,
                "participants": participants,
            },
        )

    def dependencies(self) -> Iterator[Subject]:
        for dependency in self.facts.dependencies:
            cause, effect = (self.facts.entity_by_id[name] for name in (dependency.cause, dependency.effect))
            home = self.home(effect.id)
            yield Subject(
                "dependency",
                dependency.id,
                properties(
                    technology=technology(self.facts, home),
                    across_services=dependency.across_services,
                    permission=dependency.permission,
                ),
                {
                    **entity_names(effect),
                    "dependency": dependency.id,
                    "store": home,
                    "cause": entity_names(cause),
                    "cause_store": self.home(cause.id),
                    "permission": dependency.permission,
                },
            )

    def reads(self) -> Iterator[Subject]:
        serving = {read: path.target for path in self.paths for read in path.reads}
        chosen = {one.subject: one.choice for one in self.design.decisions if one.topic == "ryw"}
        for read in self.facts.reads:
            if not read.entities:
                continue
            store = serving.get(read.id) or self.home(read.entities[0]) or read.store or ""
            yield Subject(
                "read",
                read.id,
                properties(
                    technology=technology(self.facts, store),
                    pattern=read.pattern,
                    read_your_writes=chosen.get(read.id),
                ),
                {**entity_names(self.facts.entity_by_id[read.entities[0]]), "read": read.id, "store": store},
            )

    def path(self, path: DataPath) -> Subject:
        entity = self.facts.entity_by_id[path.entity]
        owned = [one for one in self.authorities[entity.id] if one.store == path.source and one.group]
        return Subject(
            "path",
            path.id,
            properties(
                status=path.status,
                source=technology(self.facts, path.source),
                target=technology(self.facts, path.target),
                capture=path.capture,
                transport=path.transport,
                broker=self._broker([path]),
                version_token=path.version_token,
                sink_guard=path.sink_guard,
                bootstrap=path.bootstrap,
                deletes=path.deletes,
                reconciliation=path.reconciliation,
                whole_copy=path.capture in WHOLE_COPIES,
                target_decides=path.target in self.homes(entity.id),
                replaces=bool(path.replaces),
            ),
            {**store_names(path.source), **entity_names(entity), **_path_names(path, owned)},
        )

    def today(self, path: DataPath) -> Subject:
        known = properties(capture=path.capture, source=technology(self.facts, path.source))
        return Subject("today", path.id, known, store_names(path.source))


def _path_names(path: DataPath, owned: list[Authority]) -> dict[str, Any]:
    table = slug(table_name(path.entity))
    return {
        "path": path.id,
        "source": path.source,
        "target": path.target,
        "index": table,
        "topic": f"{slug(path.source)}.public.{table}",
        "fields": tuple(name for authority in owned for name in authority.attributes),
        "lag_s": path.lag_objective_s,
        "freshness_s": path.freshness_s,
        "versioned": path.version_token == ROW_VERSION,
        "strict": path.reconciliation == "strict",
    }


def _participants(operation: Operation) -> tuple[str, ...]:
    """Return what an operation has to change one after the other: stores, services or partitions."""
    partitions = tuple(f"partition {number + 1}" for number in range(operation.partitions or 1))
    several = (names for names in (operation.stores, operation.services, partitions) if len(names) > 1)
    return next(several, ())


def _owners(entity: Entity, owned: list[Authority]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return who writes which attributes, as (role, attributes) pairs."""
    groups = {group.id: group for group in entity.attribute_groups}
    return tuple(
        (slug(writer), authority.attributes)
        for authority in owned
        if authority.attributes
        for writer in (groups[authority.group].writers if authority.group in groups else ())
        or (authority.store or "owner",)
    )
