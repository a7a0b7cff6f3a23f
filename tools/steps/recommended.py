"""A recommended path, put together from the decisions about its route."""

from collections.abc import Mapping

from tools.deciding.sheet import Sheet
from tools.domain.decisions import Decision
from tools.domain.design import DataPath
from tools.domain.facts import Facts
from tools.knowledge.technologies import technology_of
from tools.knowledge.thresholds import defaults
from tools.steps.mechanisms import Mechanism, mechanism
from tools.steps.path_sheet import joined
from tools.steps.routes import Route


def path_of(
    facts: Facts, route: Route, sheet: Sheet, taken: Mapping[str, Decision], obligations: tuple[str, ...]
) -> DataPath:
    """Return the path that the decisions describe. Transport, hops and traits are added by step 4."""
    moves = mechanism(taken["capture"].choice)
    fixed = dict(moves.fixed)

    def choice(topic: str) -> str | None:
        return taken[topic].choice if topic in taken else fixed.get(topic)

    freshness = sheet["path.freshness_s"].value
    return DataPath(
        id=route.id,
        about="recommended",
        entity=route.entity.id,
        source=route.source,
        target=route.target,
        status="build",
        capture=choice("capture"),
        relay=choice("relay"),
        ordering_key=_ordering_key(route, moves),
        version_token=_version_token(facts, route, moves, choice("capture")),
        sink_guard=choice("guard"),
        bootstrap=choice("bootstrap"),
        deletes=choice("deletes"),
        lag_objective_s=_lag_objective(route, freshness),
        reconciliation=choice("reconcile"),
        owner=_owner(facts, route),
        sink_role=str(sheet["path.sink_role"].value),
        freshness_s=float(freshness) if freshness is not None else None,
        obligations=obligations,
        reads=tuple(read.id for read in route.reads),
        decisions=tuple((topic, decision.id) for topic, decision in taken.items()),
        replaces=_replaces(route),
    )


def _replaces(route: Route) -> tuple[str, ...]:
    """Return the ids of today's paths that this one takes over from."""
    if route.operation is None:
        return tuple(f"{path.id}/{route.entity.id}" for path in route.today)
    crossings = (f"{path.id}/{name}" for path in route.today for name in path.entities)
    return (f"{route.operation.id}/{route.entity.id}", *crossings)


def _ordering_key(route: Route, moves: Mechanism) -> str | None:
    """Return the smallest key on which effects do not commute: the entity's own key (rule S6.1)."""
    if moves.style == "nothing":
        return None
    if moves.style == "swap":
        return "the whole copy, one run at a time"
    return ", ".join(route.entity.key) or f"primary key of {route.entity.id}"


def _version_token(facts: Facts, route: Route, moves: Mechanism, capture: str | None) -> str | None:
    """Choose what tells newer from older: a row version where a writer raises one (rule S6.8)."""
    if moves.style == "nothing":
        return None
    by_style = {
        "in_place": "same_transaction",
        "swap": "run_id",
        "managed": "vendor_position",
        "effect": "operation_id",
    }
    if moves.style in by_style:
        return by_style[moves.style]
    if capture == "hint_fetch_list":
        return "provider_stamp"
    if joined(route) > 1 and moves.style == "stream":
        return "epoch_position"  # of the one consistent read that the document was made from (rule S6.4)
    if moves.relayed or moves.style == "cache" or route.entity.row_version:
        return "row_version"
    if moves.style == "run":
        return "run_id"
    return "epoch_position" if _has_positions(facts, route.source) else "row_version"


def _has_positions(facts: Facts, store: str) -> bool:
    """Return whether positions in the source's log order the changes of all its rows."""
    found = technology_of(facts, store)
    token = found.capture.version_token if found and found.capture else None
    return token is not None and token.kind == "epoch_position"


def _lag_objective(route: Route, freshness: object) -> float | None:
    """Promise what the readers need; an effect without readers gets the configured default."""
    if isinstance(freshness, int | float):
        return float(freshness)
    return None if route.copies else defaults()["effect_lag_s"]


def _owner(facts: Facts, route: Route) -> str | None:
    """Return who answers for the path: its owner today, else the team of an end, a reader or a writer."""
    named = [path.owner for path in route.today]
    for store_id in (route.target, route.source):
        store = facts.store_by_id.get(store_id)
        named.append(store.owner if store else None)
    named.extend(read.team for read in route.reads)
    named.extend(writer.team for writer in facts.writers_of.get(route.entity.id, ()))
    return next((name for name in named if name), None)
