"""Inputs of the consistency rules, from the facts of a read or an operation."""

from collections.abc import Sequence
from typing import get_args

from tools.deciding.sheet import Input, Sheet, any_true, claimed, derived, said
from tools.domain.design import Design
from tools.domain.facts import Dependency, Facts, Operation, Read
from tools.domain.facts.reads import Reliance
from tools.domain.verdict import Coordination
from tools.subskills.copies import leadership, replication_of, write_regions


def read_sheet(design: Design, read: Read) -> Sheet:
    """Fill the `cons.*` inputs of a read, but for what other decisions give."""
    ref = f"reads.{read.id}"
    return {
        **_common(design, read.entities, dependencies_of(design.facts, read)),
        **dict.fromkeys(("cons.exclusive", "cons.one_place", "cons.compensable"), derived(False, "a read")),
        "cons.outside_channel": claimed([(read.outside_channel, f"{ref}.outside_channel")]),
        "cons.decides": claimed([(read.decides, f"{ref}.decides")]),
        "cons.freshness_s": said(read.freshness_s, f"{ref}.freshness_s"),
        "cons.own_writes": said(read.read_your_writes, f"{ref}.read_your_writes"),
        "cons.monotonic": claimed([(read.monotonic, f"{ref}.monotonic")]),
        "cons.served_by": _served_by(design, read),
        "cons.relies_on": _reliance(read.relies_on, ref),
        "cons.fence_checked": derived(False, "a read"),
    }


def operation_sheet(design: Design, operation: Operation, checked: Sequence[Coordination]) -> Sheet:
    """Fill the `cons.*` inputs of an operation, but for what other decisions give.

    `checked` says where each invariant has to be checked, as the coordination table has it.
    """
    ref = f"operations.{operation.id}"
    checks = {one.check for one in checked if operation.id in one.changed_by}
    of_reads = ("cons.outside_channel", "cons.decides", "cons.own_writes", "cons.monotonic")
    return {
        **_common(design, operation.entities, dependencies_of(design.facts, operation)),
        **dict.fromkeys(of_reads, derived(False, "an operation")),
        "cons.exclusive": claimed([(operation.exclusive, f"{ref}.exclusive")]),
        "cons.one_place": derived("one_place" in checks, "the coordination table"),
        "cons.compensable": derived("compensable" in checks, "the coordination table"),
        "cons.freshness_s": derived(None, "an operation"),
        "cons.served_by": derived("leader", "an operation writes"),
        "cons.relies_on": _reliance(operation.relies_on, ref),
        "cons.fence_checked": said(operation.fence_checked, f"{ref}.fence_checked"),
    }


def dependencies_of(facts: Facts, one: Read | Operation) -> tuple[Dependency, ...]:
    """Return the dependencies whose effect is shown or done, or whose cause is looked up to decide."""
    looks_up = isinstance(one, Read) and one.decides
    return tuple(
        dependency
        for dependency in facts.dependencies
        if dependency.effect in one.entities or (looks_up and dependency.cause in one.entities)
    )


def deciding_store(design: Design, entities: Sequence[str]) -> str | None:
    """Return the system of record of the first of the entities that has one."""
    found = (one.store for one in design.recommended.authorities if one.entity in entities and one.store)
    return next(found, None)


def _common(design: Design, entities: Sequence[str], depends: Sequence[Dependency]) -> Sheet:
    facts = design.facts
    store = deciding_store(design, entities)
    known = tuple(facts.entity_by_id[name] for name in entities if name in facts.entity_by_id)
    across = [(one.across_services, f"dependencies.{one.id}.across_services") for one in depends]
    permission = [(one.permission, f"dependencies.{one.id}.permission") for one in depends]
    none = derived(False, "no dependency here")
    return {
        "cons.leadership": leadership(facts, store) if store else derived(None, "no store decides"),
        "cons.write_regions": write_regions(facts, known),
        "cons.depends": any_true(across) if depends else none,
        "cons.permission": any_true(permission) if depends else none,
    }


def _served_by(design: Design, read: Read) -> Input:
    deciding = {one.store for one in design.recommended.authorities if one.entity in read.entities}
    store = read.store or deciding_store(design, read.entities)
    if store is None or store not in deciding:
        return derived("copy", f"reads.{read.id}.store holds a copy")
    followers = replication_of(design.facts, store).followers_read
    back = (("followers", True), ("leader", False))
    ref = f"stores.{store}.replication.followers_read"
    return Input("followers" if followers else "leader", ref, by_value=back)


def _reliance(value: Reliance | None, ref: str) -> Input:
    """Return what is relied on; what nobody named is none, and no fact can say so."""
    back = tuple((one, one) for one in get_args(Reliance))
    return Input(value or "none", f"{ref}.relies_on", by_value=back)
