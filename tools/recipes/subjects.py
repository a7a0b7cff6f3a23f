"""What a recipe can be about, each with the properties that choose recipes and the names that fill them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tools.domain.design import Authority, DataPath, Design
from tools.domain.facts import Entity, Facts
from tools.knowledge.thresholds import defaults
from tools.recipes.names import slug, table_name

About = Literal["store", "entity", "invariant", "operation", "read", "path", "today"]
ROW_VERSION = "row_version"
"""The column that holds the version of a row."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing of a design. Each property holds the values it has; none if nothing is known."""

    about: About
    id: str
    properties: Mapping[str, frozenset[str]]
    names: Mapping[str, Any]


def subjects(design: Design) -> Iterator[Subject]:
    """Yield every subject of a design once: stores, entities, invariants, operations, reads, paths, today."""
    active = tuple(path for path in design.recommended.paths if path.status not in ("remove", "parked"))
    chosen = _choices(design)
    by_source: dict[str, list[DataPath]] = {}
    for path in active:
        by_source.setdefault(path.source, []).append(path)
    homes = {authority.entity: authority.store for authority in reversed(design.recommended.authorities)}
    serving = {read: path.target for path in active for read in path.reads}
    yield from _stores(design.facts, by_source)
    yield from _entities(design, by_source)
    yield from _invariants(design.facts, homes)
    yield from _operations(design.facts, homes)
    yield from _reads(design, homes, serving, chosen)
    for path in active:
        yield _path(design.facts, path)
    for path in design.current.paths:
        yield _today(design.facts, path)


def _choices(design: Design) -> Mapping[tuple[str, str], str]:
    """Return the choice of every decision by (subject, topic)."""
    return {(decision.subject, decision.topic): decision.choice for decision in design.decisions}


def _properties(**values: Any) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(_words(value)) for name, value in values.items()}


def _words(value: Any) -> Iterator[str]:
    """Yield a value as words: nothing for None, true or false for a boolean, each member of a collection."""
    if value is None:
        return
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, str | int):
        yield str(value)
    else:
        for member in value:
            yield from _words(member)


def _technology(facts: Facts, store: str | None) -> str | None:
    row = facts.store_by_id.get(store or "")
    return row.technology if row else None


def _entity_names(entity: Entity) -> dict[str, Any]:
    return {
        "entity": entity.id,
        "table": table_name(entity.id),
        "key": entity.key or ("id",),
        "version": ROW_VERSION,
        "T": defaults(),
    }


def _store_names(store: str) -> dict[str, Any]:
    """Return the names of what is set up once in a source store."""
    return {"store": store, "slot": slug(f"{store}_changes"), "topics": slug(store), "T": defaults()}


def _stores(facts: Facts, by_source: Mapping[str, list[DataPath]]) -> Iterator[Subject]:
    for store, paths in by_source.items():
        row = facts.store_by_id.get(store)
        objectives = [path.lag_objective_s for path in paths if path.lag_objective_s is not None]
        yield Subject(
            "store",
            store,
            _properties(
                technology=row and row.technology,
                capture={path.capture for path in paths},
                relay={path.relay for path in paths},
                transport={path.transport for path in paths},
                version_token={path.version_token for path in paths},
                bootstrap={path.bootstrap for path in paths},
                failover_loses_tail=row and row.failover_loses_tail,
            ),
            {
                **_store_names(store),
                "captured": tuple(map(_entity_names, _unique(facts, paths, "log_cdc"))),
                "outbox": any(path.relay == "log_tailing" for path in paths),
                "lag_s": min(objectives, default=None),
            },
        )


def _unique(facts: Facts, paths: Iterable[DataPath], capture: str) -> tuple[Entity, ...]:
    """Return the entities of the paths with this capture, each once."""
    names = dict.fromkeys(path.entity for path in paths if path.capture == capture)
    return tuple(facts.entity_by_id[name] for name in names)


def _entities(design: Design, by_source: Mapping[str, list[DataPath]]) -> Iterator[Subject]:
    authorities: dict[str, list[Authority]] = {}
    for authority in design.recommended.authorities:
        authorities.setdefault(authority.entity, []).append(authority)
    for entity in design.facts.entities:
        owned = authorities.get(entity.id, [])
        homes = {authority.store for authority in owned if authority.store}
        paths = [path for home in homes for path in by_source.get(home, []) if path.entity == entity.id]
        yield Subject(
            "entity",
            entity.id,
            _properties(
                technology={_technology(design.facts, home) for home in homes},
                authority={authority.outcome for authority in owned},
                groups=any(authority.attributes for authority in owned),
                pii=entity.pii,
                deletes=entity.deletes or "unsaid",
                primary_key="unsaid" if entity.has_primary_key is None else entity.has_primary_key,
                row_version=bool(entity.row_version),
                capture={path.capture for path in paths},
                version_token={path.version_token for path in paths},
            ),
            {
                **_entity_names(entity),
                "deletes": entity.deletes,
                "owners": _owners(entity, owned),
                "store": next((authority.store for authority in owned if authority.store), ""),
            },
        )


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


def _invariants(facts: Facts, homes: Mapping[str, str | None]) -> Iterator[Subject]:
    for invariant in facts.invariants:
        entities = [facts.entity_by_id[name] for name in invariant.entities if name in facts.entity_by_id]
        if not entities:
            continue
        stores = {homes.get(entity.id) for entity in entities}
        yield Subject(
            "invariant",
            invariant.id,
            _properties(
                kind=invariant.kind,
                technology=_technology(facts, homes.get(entities[0].id)),
                attributes=len(invariant.attributes) or "none",
                entities=len(entities),
                one_store=len(stores) == 1,
            ),
            {
                **_entity_names(entities[0]),
                "attributes": invariant.attributes,
                "invariant": invariant.id,
                "other": _entity_names(entities[1]) if len(entities) > 1 else None,
            },
        )


def _operations(facts: Facts, homes: Mapping[str, str | None]) -> Iterator[Subject]:
    for operation in facts.operations:
        entities = [facts.entity_by_id[name] for name in operation.entities if name in facts.entity_by_id]
        home = homes.get(entities[0].id) if entities else next(iter(operation.stores), None)
        external = operation.external
        yield Subject(
            "operation",
            operation.id,
            _properties(
                technology=_technology(facts, home),
                external=external is not None,
                provider=external and _technology(facts, external.provider),
                spans=external is None and (len(operation.stores) > 1 or len(operation.services) > 1),
                two_phase=bool(operation.two_phase),
            ),
            {
                **_store_names(home or "store"),
                "operation": operation.id,
                "provider": external.provider if external else None,
                "key_retention_h": external.key_retention_h if external else None,
                "participants": operation.stores or operation.services,
            },
        )


def _reads(
    design: Design,
    homes: Mapping[str, str | None],
    serving: Mapping[str, str],
    chosen: Mapping[tuple[str, str], str],
) -> Iterator[Subject]:
    for read in design.facts.reads:
        entities = [design.facts.entity_by_id[name] for name in read.entities]
        if not entities:
            continue
        store = serving.get(read.id) or homes.get(entities[0].id) or read.store or ""
        yield Subject(
            "read",
            read.id,
            _properties(
                technology=_technology(design.facts, store),
                pattern=read.pattern,
                read_your_writes=chosen.get((read.id, "ryw")),
                colour={found.colour for found in design.patterns if found.read == read.id},
            ),
            {**_entity_names(entities[0]), "read": read.id, "store": store},
        )


def _today(facts: Facts, path: DataPath) -> Subject:
    properties = _properties(capture=path.capture, source=_technology(facts, path.source))
    return Subject("today", path.id, properties, _store_names(path.source))


def _path(facts: Facts, path: DataPath) -> Subject:
    entity = facts.entity_by_id[path.entity]
    return Subject(
        "path",
        path.id,
        _properties(
            source=_technology(facts, path.source),
            target=_technology(facts, path.target),
            capture=path.capture,
            relay=path.relay,
            transport=path.transport,
            via=[_technology(facts, store) for store in path.via],
            processing=path.processing,
            version_token=path.version_token,
            sink_guard=path.sink_guard,
            bootstrap=path.bootstrap,
            deletes=path.deletes,
            reconciliation=path.reconciliation,
            sink_role=path.sink_role,
            obligations=path.obligations,
            pii=entity.pii,
            replaces=bool(path.replaces),
        ),
        {
            **_store_names(path.source),
            **_entity_names(entity),
            "path": path.id,
            "source": path.source,
            "target": path.target,
            "index": slug(table_name(entity.id)),
            "topic": slug(path.source) + ".public." + slug(table_name(entity.id)),
            "lag_s": path.lag_objective_s,
            "freshness_s": path.freshness_s,
            "versioned": path.version_token == ROW_VERSION,
            "soft": entity.deletes == "soft",
        },
    )
