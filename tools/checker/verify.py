"""Every path of a design, explored: what holds, what breaks and how, and what is not modelled."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

from tools.checker.coverage import NotModelled, coverage
from tools.checker.flows.flow import Flow
from tools.checker.invariants import asked
from tools.checker.ladder import USUAL, Climb, Limits, Violation, climb, repaired, scopes
from tools.checker.model import Model, Scope
from tools.domain.design import DataPath, Design
from tools.domain.facts import Facts
from tools.domain.verdict import Explored, Repaired
from tools.knowledge.technologies import technology_of

BUILT = ("keep", "build", "replace")
"""Statuses of a recommended path that will exist."""


def verify(design: Design, deep: bool = False, limits: Limits = USUAL) -> tuple[Explored, ...]:
    """Explore every path of today and every recommended one that will exist, per family that covers it."""
    return tuple(
        found for path in explorable(design) for found in _explored(path, design.facts, deep, limits)
    )


def explorable(design: Design) -> tuple[DataPath, ...]:
    """Return the paths that are explored: all of today's, and the recommended ones that will exist."""
    built = (path for path in design.recommended.paths if path.status in BUILT)
    return (*design.current.paths, *built)


def models(path: DataPath, facts: Facts, deep: bool = False) -> Iterator[tuple[Flow, Scope, Model]]:
    """Yield the very models that a path is checked with."""
    covered = coverage(path, facts)
    for one in () if isinstance(covered, NotModelled) else covered:
        for scope in scopes(one.flow, deep):
            yield one.flow, scope, one.flow.model(scope)


def _explored(path: DataPath, facts: Facts, deep: bool, limits: Limits) -> Iterator[Explored]:
    covered = coverage(path, facts)
    if isinstance(covered, NotModelled):
        yield Explored(path.id, path.about, "", "not_modelled", reason=covered.reason)
        return
    names = _names(path, facts)
    share = limits.shared_by(len(covered))
    for one in covered:
        found = climb(one.flow, deep, share)
        plain = _plain(path, found, names, one.assumed)
        if not found.violations:
            yield plain
        else:
            repair = _repair(one.flow, names, deep, share)
            yield from (_violated(plain, violation, names, repair) for violation in found.violations)


def _plain(path: DataPath, found: Climb, names: Mapping[str, str], assumed: tuple[str, ...]) -> Explored:
    return Explored(
        path=path.id,
        about=path.about,
        family=found.flow.family,
        status=found.status,
        invariants=tuple(asked(name, names) for name in found.invariants),
        scope=_scope(*found.scopes),
        states=found.states,
        assumptions=found.flow.assumes,
        assumed=assumed,
    )


def _violated(
    plain: Explored, found: Violation, names: Mapping[str, str], repair: Repaired | None
) -> Explored:
    told = found.told.named(names)
    return replace(
        plain,
        violated=asked(found.invariant, names)[0],
        contradiction=told.contradiction,
        scope=_scope(found.scope),
        states=found.states,
        faults=found.faults,
        trace=told.steps,
        repair=repair,
    )


def _repair(flow: Flow, names: Mapping[str, str], deep: bool, limits: Limits) -> Repaired | None:
    found = repaired(flow, deep, limits)
    if found is None:
        return None
    held = found.climb
    return Repaired(found.says.format_map(names), held.status, held.states, _scope(*held.scopes))


@cache
def _scope(*scopes: Scope) -> str:
    """Return `up to 2 writers and 1 fault`; scopes within another one go without saying."""
    largest = [one for one in scopes if not any(_is_within(one, other) for other in scopes)]
    counted = (
        f"{one.writers} writer{'s' * (one.writers != 1)} and "
        f"{one.faults or 'no'} fault{'s' * (one.faults > 1)}"
        for one in largest
    )
    return f"up to {', or '.join(counted)}" if largest else ""


def _is_within(one: Scope, other: Scope) -> bool:
    return one != other and one.writers <= other.writers and one.faults <= other.faults


def _names(path: DataPath, facts: Facts) -> Mapping[str, str]:
    source, target = _store(path.source, facts), _store(path.target, facts)
    log = _store(path.via[0], facts) if path.via else "the log"
    if source == target:
        source, target = path.source, path.target
    same = dict.fromkeys(("target", "cache", "provider"), target)
    return {"source": source, "log": log, "entity": path.entity, **same}


def _store(store_id: str, facts: Facts) -> str:
    """Return what people call a store."""
    store = facts.store_by_id.get(store_id)
    found = technology_of(facts, store_id)
    return (store.name if store and store.name else None) or (found.name if found else store_id)
