"""What lies outside the stores that decide: providers that are asked, and places where files arrive."""

from tools.domain.facts import CurrentPath, Facts
from tools.knowledge.technologies import is_provider, technology_of

STATE = ("full_batch", "file_transfer", "managed_replication", "bidirectional")
"""Mechanisms that hand over how things stand, whole or both ways: no single call stands for one change."""


def is_call(facts: Facts, path: CurrentPath) -> bool:
    """Return whether each change on a path of today asks a provider to do something: pay, send, book."""
    asks = is_provider(facts, path.target) and path.mechanism not in STATE
    return asks and records_intent(facts, path.source)


def records_intent(facts: Facts, store: str) -> bool:
    """Return whether a store can keep the intent to call in the transaction of the change (rule S3.X1)."""
    found = technology_of(facts, store)
    if found is None:
        return not is_provider(facts, store)
    return found.role == "store" and not found.is_fetched and found.system_of_record.verdict == "yes"


def is_answer(facts: Facts, entity: str, path: CurrentPath) -> bool:
    """Return whether a path brings back what a provider made of the calls of its target."""
    asked = facts.paths_of.get((entity, path.source), ())
    return is_provider(facts, path.source) and any(
        call.source == path.target and is_call(facts, call) for call in asked
    )


def is_loaded(facts: Facts, entity: str, path: CurrentPath) -> bool:
    """Return whether a path takes what arrives as files into the one store that decides about it from there.

    Nobody here writes the files. Where several stores load them, the files are what these have in common.
    """
    found, target = technology_of(facts, path.source), technology_of(facts, path.target)
    if found is None or found.category != "object_store" or path.mechanism != "file_transfer":
        return False
    decides = target is None or target.system_of_record.verdict == "yes" or target.category == found.category
    loads = {
        other.target
        for other in facts.paths_of_entity.get(entity, ())
        if other.source == path.source and other.mechanism == "file_transfer"
    }
    return decides and len(loads) == 1 and not facts.paths_of.get((entity, path.source))


def arrives(facts: Facts, entity: str, path: CurrentPath) -> bool:
    """Return whether a path brings data in from outside to the store that decides about it."""
    return is_answer(facts, entity, path) or is_loaded(facts, entity, path)
