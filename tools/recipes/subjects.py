"""The subjects of a design: stores, entities, invariants, operations, dependencies, reads and paths."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from tools.domain.design import NOT_BUILT, Authority, DataPath, Design
from tools.domain.facts import Entity, Operation, Read, Store
from tools.domain.facts.reads import DOCUMENT_PATTERNS
from tools.knowledge.thresholds import defaults
from tools.recipes import erasure
from tools.recipes.invariants import Invariants
from tools.recipes.names import slug
from tools.recipes.owners import owners
from tools.recipes.subject import Subject, entity_names, merged, properties, store_names, technology
from tools.recipes.tables import ROW_VERSION, read_names, table_of

EFFECTS = ("outbox_to_provider", "one_database_else_saga")
"""Captures of paths that change something outside instead of copying; their recipes are the operation's."""

WHOLE_COPIES = ("batch_full_reload_swap", "snapshot_difference", "file_arrival", "scheduled_list_sync")
"""Captures that bring all rows at once, so that a row that is not there was deleted."""

FAILOVER_SLOTS_FROM = 17
"""The first PostgreSQL whose logical slots can be kept on a standby."""

POSITION = "source_position"
"""The column of a copy that holds where in the source's log or history its row was read."""

RESERVED = "reservation_in_one_consensus_scope"
"""The choice for a rule of uniqueness that two regions could break at once."""


def subjects(design: Design) -> Iterator[Subject]:
    """Yield every subject of a design once, in the order of the facts."""
    return _Subjects(design).all()


class _Subjects:
    """A design seen from each of its subjects, with the lookups that this takes."""

    def __init__(self, design: Design) -> None:
        self.design, self.facts = design, design.facts
        self.bound = Invariants(design.facts)
        self.paths = tuple(
            path
            for path in design.recommended.paths
            if path.status not in NOT_BUILT and path.capture not in EFFECTS
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
    def names_of(self) -> Mapping[str, dict[str, Any]]:
        """The names of each entity, worked out once: every path of an entity asks for them."""
        return {entity.id: entity_names(entity) for entity in self.facts.entities}

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
        objectives = [path.lag_objective_s for path in paths if path.lag_objective_s is not None]
        kept = [path for path in paths if self.feeds_today(path)]
        paths = [path for path in paths if path not in kept]
        captured = dict.fromkeys(path.entity for path in paths if path.capture == "log_cdc")
        outbox = any(path.relay == "log_tailing" for path in paths)
        names, major = store_names(store), major_version(row)
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
                kept={path.capture for path in kept},
                failover_slots="unsaid" if major is None else major >= FAILOVER_SLOTS_FROM,
            ),
            {
                **names,
                "captured": tuple(self.names_of[name] for name in captured),
                "outbox": outbox,
                "slots": (names["slot"],) * bool(captured) + (names["topics"] + "_outbox",) * outbox,
                "whole_rows": tuple(self.names_of[name] for name in self.whole(paths)),
                "lag_s": min(objectives, default=None),
                "retention_h": retention_h(paths),
                "major": major,
                "managed": bool(row and row.managed),
                "provider": row.provider if row else None,
            },
        )

    def feeds_today(self, path: DataPath) -> bool:
        """Return whether the feed of a path is there: the path is kept, or its source has an outbox today."""
        return path.status == "keep" or (path.capture == "outbox" and path.source in self.outboxes)

    @cached_property
    def outboxes(self) -> set[str]:
        return {path.source for path in self.design.current.paths if path.capture == "outbox"}

    def whole(self, paths: list[DataPath]) -> tuple[str, ...]:
        """Return the entities whose old rows the log has to carry whole, for it is all the target gets."""
        return tuple(
            dict.fromkeys(
                path.entity
                for path in paths
                if path.capture == "log_cdc"
                and len(self.documents(path)) == 1
                and (path.sink_guard == "complete_the_row_first" or self.deletes_carry_a_row_version(path))
            )
        )

    def version_column(self, path: DataPath, row_version: str) -> str:
        """Return the column of the copy that holds the version.

        A search index refuses an equal version, so a delete from the log, which brings the version of the
        row that it removes, takes its position instead.
        """
        token = path.version_token
        if token == "run_id":  # noqa: S105 - the kind of a version, no secret
            return "run_id"
        tied = self.deletes_carry_a_row_version(path) and path.capture == "log_cdc"
        index = "elasticsearch" in technology(self.facts, path.target)
        position = token == "epoch_position"  # noqa: S105
        return POSITION if position or (tied and index) else row_version

    def deletes_carry_a_row_version(self, path: DataPath) -> bool:
        return path.version_token == ROW_VERSION and path.deletes == "versioned_marker_from_log"

    def documents(self, path: DataPath) -> tuple[str, ...]:
        """Return the entities that one document of the target is made of, the one that it is about first."""
        together = (
            read.entities
            for read in self.reads_of(path)
            if read.pattern in DOCUMENT_PATTERNS and path.entity in read.entities
        )
        return max(together, key=len, default=(path.entity,))

    def _broker(self, paths: list[DataPath]) -> set[str]:
        """Return the technologies in between; `unsaid` where a log is to be chosen."""
        named = {known for path in paths for store in path.via for known in technology(self.facts, store)}
        return named or {"unsaid"}

    def entity(self, entity: Entity) -> Subject:
        owned, homes, home = self.authorities[entity.id], self.homes(entity.id), self.home(entity.id)
        elsewhere = [name for one in owned if one.store != home for name in one.attributes]
        referring = tuple(dict.fromkeys(table for table, _ in self.bound.references_to(entity)))
        paths = [path for path in self.by_entity[entity.id] if path.source in homes]
        built = [path for path in paths if not self.feeds_today(path)]
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
                flag=entity.delete_flag is not None,
                erasure=erasure.way(entity, elsewhere, referring),
                capture={path.capture for path in built},
                version_token={path.version_token for path in paths},
            ),
            merged(
                self.names_of[entity.id],
                erasure.names_of(entity, elsewhere, referring),
                {
                    "owners": owners(self.facts, entity, owned, home),
                    "store": home,
                    "major": major_version(self.facts.store_by_id.get(home)),
                    "regulatory": entity.regulatory,
                    "keeping": tuple(
                        path.target
                        for path in paths
                        if path.deletes == "kept_on_purpose" and path.target not in homes
                    ),
                    "outboxed": any(path.capture == "outbox" for path in paths),
                    "raised": any(path.version_token == ROW_VERSION for path in paths),
                    "tailing": any(path.relay == "log_tailing" for path in built),
                    "masked": any(map(self.masks, built)),
                    "shown": shown(entity, any(map(self.masks, built))),
                    "copies": tuple(path.target for path in built),
                    "parts": f"{entity.id}_lines" if (entity.tables or 1) > 1 else None,
                    "assumed": {"parts"} if (entity.tables or 1) > 1 else set(),
                },
            ),
        )

    @cached_property
    def read_by_id(self) -> Mapping[str, Read]:
        return {read.id: read for read in self.facts.reads}

    def reads_of(self, path: DataPath) -> list[Read]:
        """Return the reads that a path serves."""
        return [self.read_by_id[name] for name in path.reads if name in self.read_by_id]

    def masks(self, path: DataPath) -> bool:
        return any(read.masked for read in self.reads_of(path))

    def invariants(self) -> Iterator[Subject]:
        enforce = self.chosen("unique")
        dedup = any(map(self.remembers, self.facts.operations))
        for invariant in self.facts.invariants:
            if not invariant.entities:
                continue
            entity = self.bound.kept_on(invariant)
            second = next((name for name in invariant.entities if name != entity.id), None)
            store, homes = self.home(entity.id), {self.home(name) for name in invariant.entities}
            names = self.bound.names(invariant)
            yield Subject(
                "invariant",
                invariant.id,
                properties(
                    kind=invariant.kind,
                    technology=technology(self.facts, store),
                    attributes=len(invariant.attributes) or "none",
                    entities=len(invariant.entities),
                    one_store=len(homes) == 1,
                    one_partition=self.bound.one_partition(invariant),
                    enforced=bool(names["enforced"]),
                    defined=bool(self.bound.definition(invariant)),
                    reserved=enforce.get(invariant.id) == RESERVED,
                ),
                merged(
                    self.names_of[entity.id],
                    names,
                    {
                        "invariant": invariant.id,
                        "store": store,
                        "major": major_version(self.facts.store_by_id.get(store)),
                        "other": self.names_of[second] if second else None,
                        "dedup": dedup,
                    },
                ),
            )

    def chosen(self, topic: str) -> Mapping[str, str]:
        """Return what was chosen about a topic, by the subject of the decision."""
        return {one.subject: one.choice for one in self.design.decisions if one.topic == topic}

    def operation(self, operation: Operation) -> Subject:
        external, home = operation.external, self.place(operation)
        between = self.bound.moves_between_partitions(operation)
        participants = _participants(operation)
        return Subject(
            "operation",
            operation.id,
            properties(
                technology=technology(self.facts, home),
                external=external is not None,
                provider=technology(self.facts, external.provider) if external else None,
                spans=external is None and len(participants) > 1 and not between,
                remembers=self.remembers(operation),
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

    def place(self, operation: Operation) -> str:
        """Return the store in which an operation begins."""
        if operation.entities:
            return self.home(operation.entities[0])
        return next(iter(operation.stores), "")

    def remembers(self, operation: Operation) -> bool:
        """Return whether an operation keeps its ids in PostgreSQL apart from the tables that it works on."""
        known = technology(self.facts, self.place(operation))
        return "postgresql" in known and not self.bound.moves_between_partitions(operation)

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
                    **self.names_of[effect.id],
                    "dependency": dependency.id,
                    "store": home,
                    "cause": self.names_of[cause.id],
                    "cause_store": self.home(cause.id),
                    "permission": dependency.permission,
                },
            )

    def reads(self) -> Iterator[Subject]:
        serving = {read: path.target for path in self.paths for read in path.reads}
        chosen = self.chosen("ryw")
        for read in self.facts.reads:
            if not read.entities:
                continue
            entity = self.facts.entity_by_id[read.entities[0]]
            store = serving.get(read.id) or self.home(read.entities[0]) or read.store or ""
            yield Subject(
                "read",
                read.id,
                properties(
                    technology=technology(self.facts, store),
                    pattern=read.pattern,
                    read_your_writes=chosen.get(read.id),
                ),
                merged(
                    self.names_of[entity.id],
                    read_names(entity),
                    {
                        "read": read.id,
                        "store": store,
                        "major": major_version(self.facts.store_by_id.get(store)),
                    },
                ),
            )

    def path(self, path: DataPath) -> Subject:
        entity = self.facts.entity_by_id[path.entity]
        owned = [one for one in self.authorities[entity.id] if one.store == path.source and one.group]
        documents = self.documents(path) if path.sink_guard == "complete_the_row_first" else (path.entity,)
        own, source = self.names_of[entity.id], self.facts.store_by_id.get(path.source)
        budgets = [read.p99_ms for read in self.reads_of(path) if read.p99_ms]
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
                joined=len(documents) > 1,
                part="document" if path.entity == documents[0] else "detail",
            ),
            {
                **store_names(path.source),
                **own,
                **_path_names(path, own["table"], owned),
                **_written_as(path, slug(table_of(self.facts.entity_by_id[documents[0]]))),
                "version": self.version_column(path, own["version"]),
                "positions": path.capture == "log_cdc" and self.version_column(path, "") == POSITION,
                "row_version": own["version"],
                "capture": path.capture,
                "status": "keep" if self.feeds_today(path) else path.status,
                "target_technology": technology(self.facts, path.target),
                "in_ranges": path.bootstrap == "chunked_incremental_snapshot"
                or (source is not None and source.full_reads_ok is False),
                "copy": own["table"] + "_new" if path.replaces and path.status != "keep" else own["table"],
                "documents": tuple(self.names_of[name] for name in documents),
                "topics_of_document": tuple(
                    topic(path, name, table_of(self.facts.entity_by_id[name])) for name in documents
                ),
                "full_reads": source.full_reads_ok if source else None,
                "p99_ms": min(budgets, default=None),
                "masked": self.masks(path),
                "shown": shown(entity, self.masks(path)),
                "feed_slot": self.feed_slot(path),
            },
        )

    def feed_slot(self, path: DataPath) -> str | None:
        """Return the slot that a path is fed from; None if it polls, or if the slot is the user's own."""
        names = store_names(path.source)
        if self.feeds_today(path):
            return None
        if path.capture == "log_cdc":
            return str(names["slot"])
        return f"{names['topics']}_outbox" if path.relay == "log_tailing" else None

    def today(self, path: DataPath) -> Subject:
        known = properties(capture=path.capture, source=technology(self.facts, path.source))
        return Subject("today", path.id, known, store_names(path.source))


def _path_names(path: DataPath, table: str, owned: list[Authority]) -> dict[str, Any]:
    return {
        "path": path.id,
        "source": path.source,
        "target": path.target,
        "topic": topic(path, path.entity, table),
        "fields": tuple(name for authority in owned for name in authority.attributes),
        "lag_s": path.lag_objective_s,
        "freshness_s": path.freshness_s,
        "versioned": path.version_token == ROW_VERSION,
        "strict": path.reconciliation == "strict",
        "replaces": bool(path.replaces),
        "retention_h": retention_h([path]),
        "streamed": path.transport in ("log_broker", "the_existing_log"),
    }


def _written_as(path: DataPath, index: str) -> dict[str, Any]:
    """Return what the writer and its dead letters are called: one for all the paths into one document."""
    writer = f"{index}_to_{slug(path.target)}"
    return {"index": index, "writer": writer, "dead": f"{writer}.dead"}


def topic(path: DataPath, entity: str, table: str) -> str:
    """Return the topic that has the changes of an entity: of its rows, or the events of its outbox."""
    kind = f"public.{table}" if path.capture == "log_cdc" else entity
    return f"{slug(path.source)}.{kind}"


def shown(entity: Entity, masked: bool) -> tuple[str, ...]:
    """Return the columns that a copy may have: those known, without the personal ones where it is masked."""
    personal = {name for name, _ in erasure.names_of(entity, (), ())["personal"]} if masked else set()
    return tuple(one.name for one in entity.columns if one.name not in personal)


def retention_h(paths: list[DataPath]) -> int:
    """Return how long what lies between source and target has to be kept for a reader that is away, in h."""
    windows = [
        hop.window_h for path in paths for hop in path.hops if hop.kind == "transport" and hop.window_h
    ]
    return int(max(windows, default=defaults()["stream_retention_min_h"]))


def major_version(store: Store | None) -> int | None:
    """Return the number before the first dot of a store's version; None if nobody said it."""
    first = re.match(r"\d+", store.version or "") if store else None
    return int(first[0]) if first else None


def _participants(operation: Operation) -> tuple[str, ...]:
    """Return what an operation has to change one after the other: stores, services or partitions."""
    partitions = tuple(f"partition {number + 1}" for number in range(operation.partitions or 1))
    several = (names for names in (operation.stores, operation.services, partitions) if len(names) > 1)
    return next(several, ())
