"""The user's names for the roles of the flows: stores, and the entity that moves."""

from collections.abc import Mapping

from tools.checker.ladder import DEEP, LADDER
from tools.domain.design import DataPath
from tools.domain.facts import Dependency, Facts, Operation
from tools.knowledge.technologies import store_name

MOST_WRITERS = max(scope.writers for scope in (*LADDER, *DEEP))


def of_path(path: DataPath, facts: Facts) -> dict[str, str]:
    """Return the names on a path."""
    target = store(facts, path.target)
    return {
        "source": store(facts, path.source),
        "log": store(facts, path.via[0]) if path.via else "the log",
        "entity": path.entity,
        "service": "the service",
        **dict.fromkeys(("target", "cache", "provider"), target),
        **_places(facts, path.source, path.target),
    }


def of_operation(operation: Operation, facts: Facts) -> dict[str, str]:
    """Return the names in an operation that changes at least one store."""
    first, last = operation.stores[0], operation.stores[-1]
    return {
        "source": store(facts, first),
        "entity": operation.entities[0] if operation.entities else operation.id,
        "service": one_line(operation.services[0]) if operation.services else "the service",
        "log": "the log",
        **_places(facts, first, last),
    }


def of_writer(writer: str) -> Mapping[str, str]:
    """Return the names of those who write at the same time, where one program does it."""
    return {f"writer {number}": f"{writer} (request {number})" for number in range(1, MOST_WRITERS + 1)}


def of_dependency(dependency: Dependency) -> Mapping[str, str]:
    """Return the names of two changes of which one waits for the other."""
    return {
        "cause": dependency.cause,
        "effect": dependency.effect,
        "topic a": f"the topic of {dependency.cause}",
        "topic b": f"the topic of {dependency.effect}",
    }


def store(facts: Facts, store_id: str) -> str:
    """Return what people call a store, in one line."""
    return one_line(store_name(facts, store_id)) or store_id


def one_line(name: str) -> str:
    """Return a name without line breaks: it goes into sentences."""
    return " ".join(name.split())


def _places(facts: Facts, first: str, second: str) -> Mapping[str, str]:
    """Name the two places of what is committed in both: two stores, or two partitions of one.

    A path may begin at a writer, which is no place.
    """
    if first == second or first not in facts.store_by_id:
        name = store(facts, second)
        return {"shard a": f"partition A of {name}", "shard b": f"partition B of {name}"}
    return {"shard a": store(facts, first), "shard b": store(facts, second)}
