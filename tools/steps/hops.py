"""What a recommended path gives, hop by hop, and the traits that the composition laws read."""

from collections.abc import Mapping
from dataclasses import replace

from tools.domain.design import DataPath, Effect, Hop, Order, Traits
from tools.domain.facts import Facts
from tools.knowledge.technologies import store_name, technology_of
from tools.knowledge.thresholds import defaults
from tools.steps.mechanisms import Mechanism, mechanism
from tools.steps.path_sheet import effect, longest_outage_h, source_window
from tools.steps.routes import Route

VERSIONED = {
    "native_version_compare",
    "compare_and_write_atomically",
    "version_column_plus_read_side_resolution",
}
"""Guards under which the highest version wins (law G1)."""

EFFECT_LETTER: Mapping[str, Effect] = {
    "set": "SET",
    "patch": "SET",
    "increment": "INC",
    "append": "APP",
    "state": "FSM",
}
"""Effect at the target -> letter of the laws; a patch is completed to the whole row first (rule S3.W5)."""


def with_guarantees(facts: Facts, path: DataPath, route: Route) -> DataPath:
    """Return the path with its hops and traits; a path that moves nothing gets none."""
    moves = mechanism(path.capture)
    if moves.style == "nothing":
        return path
    retention = _retention_h(facts, path)
    return replace(
        path, hops=_hops(facts, path, moves, retention), traits=_traits(facts, path, route, moves, retention)
    )


def _retention_h(facts: Facts, path: DataPath) -> float | None:
    """Return how long changes are kept for a consumer that is away, in hours.

    A broker or an outbox table keeps what we tell it to; without one the consumer reads the source's own
    log and lives with its window.
    """
    if path.transport == "direct_connector" and not path.relay:
        window = source_window(facts, path.source).value
        return None if window is None else float(window)
    numbers = defaults()
    return max(numbers["stream_retention_min_h"], numbers["source_window_factor"] * longest_outage_h(facts))


def _hops(facts: Facts, path: DataPath, moves: Mechanism, retention: float | None) -> tuple[Hop, ...]:
    source, target = store_name(facts, path.source), store_name(facts, path.target)
    operation = _operation_id(path, moves)
    streams = moves.style in ("stream", "effect")
    carried = path.transport not in (None, "none", "direct_connector")
    kept = retention if streams and not carried else None
    hops = [Hop("capture", moves.verb.format(source=source), "ALO", moves.order, kept, operation)]
    if path.relay:
        hops.append(Hop("relay", f"relay, {path.relay.replace('_', ' ')}", "ALO", "KEYR", None, operation))
    if carried:
        hops.append(
            Hop("transport", str(path.transport).replace("_", " "), "ALO", "KEYR", retention, operation)
        )
    hops.append(Hop("apply", f"apply to {target}", "ALO", _apply_order(facts, path, moves), None, operation))
    return tuple(hops)


def _operation_id(path: DataPath, moves: Mechanism) -> str:
    if moves.style == "effect":
        return "operation id, made before the first attempt"
    return f"{path.ordering_key} and {str(path.version_token).replace('_', ' ')}"


def _apply_order(facts: Facts, path: DataPath, moves: Mechanism) -> Order:
    """A versioned sink may replay in any order; every other sink has one ordered writer per key."""
    if moves.style in ("swap", "in_place"):
        return "TOTAL"
    return "NONE" if _is_versioned(facts, path) else "KEYR"


def _is_versioned(facts: Facts, path: DataPath) -> bool:
    """Return whether the target refuses older versions, once rows are whole where they came in parts."""
    if path.sink_guard != "complete_the_row_first":
        return path.sink_guard in VERSIONED
    found = technology_of(facts, path.target)
    return found is not None and found.sink is not None and found.sink.guard in ("native", "emulated")


def _traits(facts: Facts, path: DataPath, route: Route, moves: Mechanism, retention: float | None) -> Traits:
    """Return what the path gives by design. What only operation can show is left to the checklist."""
    numbers = defaults()
    replay = retention if retention is not None else numbers["stream_retention_min_h"]
    letter = _effect_letter(facts, path, route, moves)
    external = route.operation.external if route.operation else None
    return Traits(
        effect=letter,
        delete="DELV" if letter == "SETV" and path.deletes != "kept_on_purpose" else "NOD",
        dedup="DUR" if letter in ("INC", "APP", "FSM", "EXT") else "NOD",
        dedup_at_effect=letter in ("INC", "APP", "FSM", "EXT"),
        marker_h=max(numbers["delete_marker_h"], 2 * replay),
        max_replay_h=replay,
        writers_per_key=1,
        versions_comparable=True,
        version_ties=False,
        token_can_reset=False,
        fenced=True,
        expected_version_check=letter == "FSM",
        ext_key=external.key_retention_h != 0 if external else (True if route.is_call else None),
        ext_key_retention_h=external.key_retention_h if external else None,
        ext_max_retry_h=_retry_cap(external.key_retention_h) if external else None,
        reads_log=moves.style in ("stream", "effect"),
        max_outage_h=longest_outage_h(facts),
        transactional_source_reads_aborted=False,
        multi_row_source_tx=None,
        reader_joins_rows=_any_read(route, "joins_rows"),
        bootstrap_overlap=True,
        eventual_dedup_sink=path.sink_guard == "version_column_plus_read_side_resolution",
        read_resolves=True,
        insert_time_aggregate=False,
        derivation_deterministic=_deterministic(route),
        outputs_stored=False,
        filtered=_any_read(route, "filtered"),
        leave_filter_deletes=True,
        key_change_possible=route.entity.key_can_change,
        capture_from_durable_only=True,
        ack_after_durable=True,
        filled_by_readers=moves.style == "cache",
        fill_guarded=path.sink_guard == "compare_and_write_atomically" if moves.style == "cache" else None,
        external_sink_in_transaction=False,
    )


def _effect_letter(facts: Facts, path: DataPath, route: Route, moves: Mechanism) -> Effect:
    if route.is_effect:
        return "EXT"
    if _is_versioned(facts, path):
        return "SETV"
    if path.sink_guard in ("durable_dedup_in_sink_transaction", "expected_version_then_transition"):
        return EFFECT_LETTER[str(effect(route).value)]
    return "SET"


def _retry_cap(retention_h: float | None) -> float | None:
    """Return the age at which retries stop: half of what the provider remembers (rule S3.X1)."""
    return None if retention_h is None else retention_h / 2


def _any_read(route: Route, field: str) -> bool | None:
    said = [getattr(read, field) for read in route.reads]
    return True if True in said else None if None in said else False


def _deterministic(route: Route) -> bool | None:
    computed = [read.computation for read in route.reads if read.computation]
    if not computed:
        return True
    return (
        all(one.deterministic for one in computed)
        if all(one.deterministic is not None for one in computed)
        else None
    )
