"""Claims about where things commit and in which order, held against the stores of the design."""

from collections.abc import Iterator, Mapping

from agent.advice.claims import Atomic, OnePlace, Ordered
from agent.advice.outcome import Outcome, ran, refused
from agent.advice.subject import Subject
from tools.domain.facts import Facts
from tools.report.text import listing

BREAKS: Mapping[tuple[str, str], str] = {
    ("total", "skip_the_message"): "what follows a skipped message is processed without it",
    ("total", "park_the_message"): "what follows a parked message is processed before it",
    ("total", "stop_the_key"): "the other keys go on, past the message that waits",
    ("per_key", "skip_the_message"): "later messages of the key are processed without it",
    ("per_key", "park_the_message"): "later messages of the key are processed before it",
}
"""(Order that is kept, what happens to a message that fails) -> why both cannot be."""


def ordered(claim: Ordered, _: Subject) -> Outcome:
    """Hold the order that is promised against what happens to a message that fails."""
    order = {"total": "one order for all", "per_key": "order per key", "none": "no order"}[claim.keeps]
    if why := BREAKS.get((claim.keeps, claim.on_failure)):
        return refused(f"{order} and “{claim.on_failure.replace('_', ' ')}” contradict each other: {why}")
    return ran(f"{order} goes together with what becomes of a message that fails")


def atomic(claim: Atomic, about: Subject) -> Outcome:
    """Say whether one commit can change all of it: one instance, which decides about every entity named."""
    if wrong := next(_apart(claim, about), None):
        return refused(wrong)
    return ran(f"what commits together was held against the design: {listing(claim.stores)} can do it alone")


def _apart(claim: Atomic, about: Subject) -> Iterator[str]:
    facts, deciding = about.design.facts, _deciding(about)
    if unknown := [name for name in claim.stores if name not in facts.store_by_id]:
        yield f"{unknown[0]} is no store of this design, so no commit of one includes it"
    if len({_instance(facts, name) for name in claim.stores}) > 1:
        yield f"{listing(claim.stores)} do not share a transaction"
    for entity in claim.entities:
        if entity not in deciding:
            yield f"no store of this design decides about {entity}"
        elif elsewhere := [store for store in deciding[entity] if store not in claim.stores]:
            yield f"{entity} is decided in {listing(elsewhere)}, which that commit does not change"


def one_place(claim: OnePlace, about: Subject) -> Outcome:
    """Say whether the design has one store that decides about an entity, and this is it."""
    found = _deciding(about).get(claim.entity, [])
    if found != [claim.store]:
        return refused(f"{claim.entity} is decided in {listing(found) or 'no store of this design'}")
    return ran(f"the design decides about {claim.entity} in {claim.store} only")


def _deciding(about: Subject) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in about.design.recommended.authorities:
        if one.store and one.store not in found.setdefault(one.entity, []):
            found[one.entity].append(one.store)
    return found


def _instance(facts: Facts, name: str) -> str:
    store = facts.store_by_id.get(name)
    return (store.instance if store else None) or name
