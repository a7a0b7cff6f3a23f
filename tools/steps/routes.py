"""The routes that data has to take: from each authority to every place that holds or needs a copy."""

from collections.abc import Iterator
from dataclasses import replace

from tools.domain.design import Authority, Design
from tools.domain.facts import CurrentPath, Entity, Facts, Operation, Read
from tools.domain.record import record
from tools.knowledge.technologies import is_lake, is_provider, technology_of
from tools.knowledge.thresholds import defaults
from tools.steps.landscape import (
    NEW_STORE,
    ROLE_OF_PATTERN,
    carries,
    is_cache,
    is_same_database,
    is_store,
    sink_role,
)
from tools.steps.outside import arrives, is_call, records_intent


@record(frozen=True, slots=True)
class Route:
    """One entity's way from its authority to one target."""

    entity: Entity
    source: str
    target: str
    reads: tuple[Read, ...] = ()
    today: tuple[CurrentPath, ...] = ()
    to_choose: bool = False  # the target is a kind of store that nobody has chosen yet
    operation: Operation | None = None  # set for external effects and for operations that must be atomic
    arrives: bool = False  # it brings in from outside what its target decides about from then on
    is_call: bool = False  # it asks a provider to do something, though no operation says so
    adds_to: str | None = None  # the fact by which what arrives is added to a value of the target

    @property
    def id(self) -> str:
        """Id of the recommended path: `entity.source.target`, or `operation.source.target`."""
        first = self.operation.id if self.operation else self.entity.id
        return f"{first}.{self.source}.{self.target}"

    @property
    def is_effect(self) -> bool:
        """Whether it ends at a provider outside every transaction."""
        return self.is_call or (self.operation is not None and self.operation.external is not None)

    @property
    def is_atomic(self) -> bool:
        """Whether one business change must hold in several places or in none."""
        return self.operation is not None and self.operation.external is None

    @property
    def copies(self) -> bool:
        """Whether it copies state, rather than doing something for each change."""
        return not (self.is_effect or self.is_atomic)


def routes(design: Design) -> Iterator[Route]:
    """Yield every route once, in the order of the facts."""
    operations = [route for one in design.facts.operations for route in _operation_routes(design, one)]
    providers = [*_into_providers(design, operations)]
    asked = {(route.entity.id, route.target) for route in (*operations, *providers)}
    for authority in design.recommended.authorities:
        home = authority.store or _origin(design, authority)
        if home is not None:
            copies = (*_copies(design, authority, home), *_arrivals(design.facts, authority, home))
            yield from (route for route in copies if (route.entity.id, route.target) not in asked)
    yield from operations
    yield from providers


def _origin(design: Design, authority: Authority) -> str | None:
    """Return where computed data comes from: the authority of the first entity that it is computed from."""
    inputs = design.facts.entity_by_id[authority.entity].derived_from
    stores = {one.entity: one.store for one in design.recommended.authorities if one.store}
    return next((stores[name] for name in inputs if name in stores), None)


def _copies(design: Design, authority: Authority, home: str) -> Iterator[Route]:
    facts = design.facts
    entity = facts.entity_by_id[authority.entity]
    owners = _owners(design, entity) if authority.group else frozenset[str | None]()
    for target in authority.derived:
        if target == home:
            continue
        source = _nearest(facts, entity, home, target, authority.derived)
        today = tuple(
            path for path in facts.paths_of_entity.get(entity.id, ()) if carries(path, source, target)
        )
        if (target in owners and not today) or reads_in_place(facts, entity, target, today):
            continue
        served = _served(facts, entity, source, target)
        yield Route(entity, source, target, served, today, adds_to=adds_to(facts, entity.id, target, today))
    yield from _needed(facts, entity, home, set(authority.derived))


def _arrivals(facts: Facts, authority: Authority, home: str) -> Iterator[Route]:
    """Yield the ways of what arrives at the authority from outside."""
    entity = facts.entity_by_id[authority.entity]
    found: dict[str, list[CurrentPath]] = {}
    for path in facts.paths_of.get((entity.id, home), ()):
        if path.source not in authority.derived and arrives(facts, entity.id, path):
            found.setdefault(path.source, []).append(path)
    for source, today in found.items():
        yield Route(entity, source, home, today=tuple(today), arrives=True)


def _into_providers(design: Design, operations: list[Route]) -> Iterator[Route]:
    """Yield what reaches a provider on paths of today, but for what an operation describes."""
    facts = design.facts
    described = {(name, route.target) for route in operations for name in _travels(route)}
    homes = {one.entity: one.store for one in design.recommended.authorities}
    found: dict[tuple[str, str, str], list[CurrentPath]] = {}
    for path in facts.paths:
        for name in path.entities if is_provider(facts, path.target) else ():
            is_copy = is_store(facts, path.target) or homes.get(name) == path.target
            if (name, path.target) not in described and (is_call(facts, path) or not is_copy):
                found.setdefault((name, path.source, path.target), []).append(path)
    for (name, source, target), today in found.items():
        calls = any(is_call(facts, path) for path in today)
        reads = () if calls else facts.reads_of.get((name, target), ())
        yield Route(facts.entity_by_id[name], source, target, reads, tuple(today), is_call=calls)


def _travels(route: Route) -> tuple[str, ...]:
    """Return the entities that a route of an operation stands for."""
    return route.operation.entities or (route.entity.id,) if route.operation else ()


def _owners(design: Design, entity: Entity) -> frozenset[str | None]:
    """Return the stores that own a group of the entity's attributes."""
    found = design.recommended.authorities
    return frozenset(one.store for one in found if one.entity == entity.id and one.group)


def _nearest(facts: Facts, entity: Entity, home: str, target: str, copies: tuple[str, ...]) -> str:
    """Return what feeds the target: the authority, or the copy that feeds it today.

    A copy may feed another one where the authority is fetched (files, a SaaS), where the target is a cache,
    which holds what its readers read, or where the copy is a lake, which is made to feed others.
    """
    found = technology_of(facts, home)
    is_fetched = found is not None and found.is_fetched
    feeding = [path.source for path in facts.paths_of.get((entity.id, target), ())]
    through = [
        store
        for store in feeding
        if store in copies
        and store != target
        and (is_fetched or is_lake(facts, store) or is_cache(facts, entity.id, store, target))
    ]
    fed_back = (
        any(path.source == target for path in facts.paths_of.get((entity.id, through[0]), ()))
        if through
        else False
    )
    return through[0] if through and home not in feeding and not fed_back else home


def adds_to(facts: Facts, entity: str, target: str, today: tuple[CurrentPath, ...]) -> str | None:
    """Return the fact that says that messages of today's paths are added to a value of the target.

    Somebody spoke of repeats, so that repeats matter; and what arrives, or something that the target alone
    holds, is a value to which changes are added. A copy of rows replaces them, however the rows came about.
    """
    if not any(path.dedup and _carries_messages(facts, path) for path in today):
        return None
    born_there = (
        other.id
        for other in facts.entities
        if not facts.paths_of.get((other.id, target)) and _is_held(facts, other.id, target)
    )
    adding = (name for name in (entity, *born_there) if facts.entity_by_id[name].increments)
    return next((f"entities.{name}.increments" for name in adding), None)


def _carries_messages(facts: Facts, path: CurrentPath) -> bool:
    found = technology_of(facts, path.source)
    is_log = found is not None and found.category in ("log_broker", "queue_broker")
    return is_log or path.mechanism in ("event_log_first", "outbox", "webhook")


def _is_held(facts: Facts, entity: str, store: str) -> bool:
    """Return whether a store is written or read for an entity, or copied from."""
    written = any(
        (write.entity, write.store) == (entity, store)
        for writer in facts.writers_of.get(entity, ())
        for write in writer.writes
    )
    copied = any(path.source == store for path in facts.paths_of_entity.get(entity, ()))
    return written or copied or bool(facts.reads_of.get((entity, store)))


def reads_in_place(facts: Facts, entity: Entity, target: str, today: tuple[CurrentPath, ...]) -> bool:
    """Return whether readers at the target read the source itself, and nothing said is too much for that.

    Nothing is copied then, and a copy would be a new part for a need that nobody spoke of (rule S4.6).
    """
    if not today or any(path.mechanism != "read_time" for path in today):
        return False
    numbers = defaults()
    return not any(
        (read.qps or 0) > numbers["federated_qps"]
        or (read.users or 0) > numbers["federated_users"]
        or (read.scan_gb or 0) > numbers["federated_scan_gb"]
        or (read.p99_ms is not None and read.p99_ms < numbers["federated_p95_s"] * 1000)
        for read in facts.reads_of.get((entity.id, target), ())
    )


def decides(read: Read) -> bool:
    """Return whether a decision is taken on what this read returns, so that an old value does harm."""
    return bool(read.decides) or read.staleness_harm == "harmful"


def _served(facts: Facts, entity: Entity, source: str, target: str) -> tuple[Read, ...]:
    """Return the reads a copy has to serve. A cache only shows; deciding reads ask the authority."""
    reads = facts.reads_of.get((entity.id, target), ())
    showing = tuple(read for read in reads if not decides(read))
    return showing if showing and is_cache(facts, entity.id, source, target) else reads


def all_cached(design: Design) -> Iterator[Route]:
    """Yield each route into a cache that serves both kinds of reads, with the deciding ones."""
    facts = design.facts
    for route in routes(design):
        reads = facts.reads_of.get((route.entity.id, route.target), ())
        if (
            route.operation is None
            and len(reads) > len(route.reads)
            and is_cache(facts, route.entity.id, route.source, route.target)
        ):
            yield replace(route, reads=tuple(read for read in reads if decides(read)))


def _needed(facts: Facts, entity: Entity, source: str, there: set[str]) -> Iterator[Route]:
    """Yield candidates for reads that the source serves today but that another kind of store is made for."""
    wanted: dict[tuple[str, bool], list[Read]] = {}
    for store in (None, source):
        for read in facts.reads_of.get((entity.id, store), ()):
            if read.pattern is None or read.pattern not in NEW_STORE:
                continue
            if sink_role(facts, source) == ROLE_OF_PATTERN[read.pattern]:
                continue
            target = _existing(facts, read, source)
            wanted.setdefault((target or NEW_STORE[read.pattern], target is None), []).append(read)
    for (target, to_choose), reads in wanted.items():
        if target not in there:
            yield Route(entity, source, target, tuple(reads), to_choose=to_choose)


def _existing(facts: Facts, read: Read, source: str) -> str | None:
    """Return a store of the facts that serves this pattern, other than the source."""
    role = ROLE_OF_PATTERN[str(read.pattern)]
    return next(
        (
            store.id
            for store in facts.stores
            if store.id != source and is_store(facts, store.id) and sink_role(facts, store.id) == role
        ),
        None,
    )


def _operation_routes(design: Design, operation: Operation) -> Iterator[Route]:
    facts = design.facts
    today = tuple(_crossings(facts, operation))
    crossing = [name for path in today for name in path.entities]
    names = operation.entities or tuple(crossing[:1])
    entities = [facts.entity_by_id[name] for name in sorted(names, key=lambda one: one not in crossing)]
    source = _home(design, operation, today)
    if not entities or source is None:
        return
    if operation.external:
        if records_intent(facts, source):
            yield Route(entities[0], source, operation.external.provider, today=today, operation=operation)
    elif operation.atomic is not False and spans(facts, operation):
        targets = [store for store in legs(facts, operation) if store != source] or [source]
        for target in targets:
            yield Route(entities[0], source, target, today=today, operation=operation)


def _crossings(facts: Facts, operation: Operation) -> Iterator[CurrentPath]:
    """Yield the paths by which the operation crosses its border today."""
    provider = operation.external.provider if operation.external else None
    for path in facts.paths:
        crosses = path.target == provider if provider else path.mechanism == "two_phase_commit"
        if crosses and (set(path.entities) & set(operation.entities) or not operation.entities):
            yield path


def spans(facts: Facts, operation: Operation) -> bool:
    """Return whether an operation crosses a border that no single transaction covers."""
    stores = legs(facts, operation)
    apart = any(is_same_database(facts, stores[0], store) is not True for store in stores[1:])
    return apart or (operation.partitions or 1) > 1 or bool(operation.two_phase)


def legs(facts: Facts, operation: Operation) -> tuple[str, ...]:
    """Return the stores that change in one piece: all if one says so, else those that none of them feeds."""
    if operation.atomic:
        return operation.stores
    return tuple(store for store in operation.stores if not _is_fed(facts, operation, store))


def _is_fed(facts: Facts, operation: Operation, store: str) -> bool:
    """Return whether a path of today brings to a store what the operation changed in another: a copy of all
    of it, or later, by an outbox or the log.
    """
    feeding = [path for path in facts.paths if path.target == store and path.source in operation.stores]
    arriving = {name for path in feeding for name in path.entities} & set(operation.entities)
    later = any(path.mechanism in ("outbox", "cdc") for path in feeding if arriving & set(path.entities))
    return bool(arriving) and (later or arriving == set(operation.entities))


def _home(design: Design, operation: Operation, today: tuple[CurrentPath, ...]) -> str | None:
    """Return where an operation begins: its first store that is no provider, else the authority of its first
    entity, else where it is called from today.
    """
    if here := [store for store in operation.stores if not is_provider(design.facts, store)]:
        return here[0]
    for authority in design.recommended.authorities:
        if authority.entity in operation.entities[:1] and authority.store:
            return authority.store
    return next((path.source for path in today if operation.external), None)
