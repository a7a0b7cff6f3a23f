"""The invariants of the facts, each read as a row of the table: where it has to be checked, and why."""

from typing import Any, NamedTuple

from tools.checker.coordination.amounts import FLOOR_DECREASE, SUM_OVERWRITTEN, SUM_WITH_FLOOR
from tools.checker.coordination.confluence import DEPTH, Row, confluent, told
from tools.checker.coordination.references import REFERENCE_DELETE, REFERENCE_INSERT
from tools.checker.coordination.sets import PERIOD_BOOKED, SIZE_LIMIT, UNIQUE_CHOSEN, VALUE_SET
from tools.domain.facts import Facts, Invariant
from tools.domain.verdict import Check, Coordination


class Reading(NamedTuple):
    """The row that an invariant is an instance of, and the safer value that this took for an unsaid fact."""

    row: Row[Any]
    assumed: str = ""


def coordination(facts: Facts) -> tuple[Coordination, ...]:
    """Say of each invariant whether it needs one linearizable place for its check.

    Where the facts say that a violation can be undone, it may be detected and compensated instead.
    """
    return tuple(_coordination(facts, invariant) for invariant in facts.invariants if invariant.entities)


def _coordination(facts: Facts, invariant: Invariant) -> Coordination:
    row, assumed = _reading(facts, invariant)
    verdict = confluent(row)
    changed_by = _changed_by(facts, invariant)
    if verdict.witness is None:
        tried = f"Two places, up to {DEPTH} operations each: none of {verdict.merges} merges breaks it."
        return Coordination(invariant.id, "anywhere", row.id, tried, assumed, changed_by)
    check: Check = "compensable" if invariant.recoverable else "one_place"
    because = told(row, verdict.witness, _names(facts, invariant))
    return Coordination(invariant.id, check, row.id, because, assumed, changed_by)


def _reading(facts: Facts, invariant: Invariant) -> Reading:
    match invariant.kind:
        case "unique":
            return Reading(UNIQUE_CHOSEN)
        case "no_overlap":
            return Reading(PERIOD_BOOKED)
        case "capacity":
            return Reading(SIZE_LIMIT)
        case "non_negative":
            return _floor(facts, invariant)
        case "sum":
            return _sum(facts, invariant)
        case "referential":
            return _reference(facts, invariant)


def _floor(facts: Facts, invariant: Invariant) -> Reading:
    if all(facts.entity_by_id[name].append_only for name in invariant.entities):
        return Reading(VALUE_SET)
    return Reading(
        FLOOR_DECREASE, "Taken to be decreased; if it is only set to whole values, each place can check it."
    )


def _sum(facts: Facts, invariant: Invariant) -> Reading:
    if _floors(facts, invariant):
        return Reading(SUM_WITH_FLOOR)
    return Reading(
        SUM_OVERWRITTEN,
        "New amounts are taken to replace old ones; if what is moved goes in one message, "
        "each place can check it.",
    )


def _floors(facts: Facts, invariant: Invariant) -> tuple[Invariant, ...]:
    """Return what keeps an amount that the sum is made of from going below zero.

    Rows that are only ever added hold what was moved, not what is left.
    """
    changing = {name for name in invariant.entities if not facts.entity_by_id[name].append_only}
    return tuple(
        other
        for other in facts.invariants
        if other.kind == "non_negative" and changing & {*other.entities[:1]}
    )


def _reference(facts: Facts, invariant: Invariant) -> Reading:
    parent = facts.entity_by_id[invariant.entities[-1]]
    if parent.deletes == "hard" or parent.key_can_change:
        return Reading(REFERENCE_DELETE)
    if parent.append_only or parent.deletes:
        return Reading(REFERENCE_INSERT)
    assumed = f"`{parent.id}` is taken to be deleted; if never, each place can check it."
    return Reading(REFERENCE_DELETE, assumed)


def _names(facts: Facts, invariant: Invariant) -> dict[str, str]:
    """Return the user's names for the places in a row's texts. A sum is of the amounts that have a floor."""
    floors = _floors(facts, invariant) if invariant.kind == "sum" else ()
    attributes = floors[0].attributes if floors else invariant.attributes
    value = ", ".join(f"`{name}`" for name in attributes) or "its value"
    return {
        "table": f"`{invariant.entities[0]}`",
        "value": f"({value})" if len(attributes) > 1 else value,
        "child": f"`{invariant.entities[0]}`",
        "parent": f"`{invariant.entities[-1]}`",
    }


def _changed_by(facts: Facts, invariant: Invariant) -> tuple[str, ...]:
    writers = (writer.id for entity in invariant.entities for writer in facts.writers_of.get(entity, ()))
    touching = (one.id for one in facts.operations if not {*one.entities}.isdisjoint(invariant.entities))
    return tuple(dict.fromkeys((*writers, *touching)))
