"""Evidence in a reader's words: what an unknown trait leaves open, why laws do not apply to a path."""

from collections.abc import Iterable, Mapping, Sequence

from tools.domain.design import DataPath
from tools.guarantees.compose import compose

UNSAID: Mapping[str, str] = {
    "effect": "what a change does at the target",
    "delete": "whether a delete leaves a versioned marker",
    "dedup": "how repeats are recognised",
    "dedup_at_effect": "whether repeats are recognised where the effect is applied",
    "window_s": "how long repeats are recognised",
    "max_redelivery_age_s": "how old a repeat can be",
    "marker_h": "how long a delete marker is kept",
    "max_replay_h": "how far back a replay can start",
    "writers_per_key": "how many streams write one key",
    "versions_comparable": "whether versions of two writers can be compared",
    "version_ties": "whether two contents can carry one version",
    "token_can_reset": "whether the version can start again from a lower value",
    "fenced": "whether a paused writer can write after its successor",
    "expected_version_check": "whether a transition checks the version it expects",
    "ext_key": "whether the provider takes an idempotency key",
    "ext_key_retention_h": "how long the provider remembers a key",
    "ext_max_retry_h": "how old a retried call can be",
    "reads_log": "whether it reads a log that forgets",
    "max_outage_h": "the longest outage to survive",
    "window_h": "how long unread changes are kept",
    "delivery": "whether a hop can lose or repeat a change",
    "order": "what order the hops keep",
    "transactional_source_reads_aborted": "whether aborted transactions are read",
    "multi_row_source_tx": "whether one transaction changes several rows",
    "reader_joins_rows": "whether readers join rows of one transaction",
    "bootstrap_overlap": "whether the copy and the stream overlap",
    "eventual_dedup_sink": "whether the target removes duplicates only later",
    "read_resolves": "whether readers pick the newest version",
    "insert_time_aggregate": "whether totals are made as rows arrive",
    "derivation_deterministic": "whether the same input gives the same output",
    "outputs_stored": "whether outputs are stored",
    "filtered": "whether rows are filtered on the way",
    "leave_filter_deletes": "whether a row that leaves the filter is deleted",
    "key_change_possible": "whether a key can change",
    "capture_from_durable_only": "whether only changes that survive a failover are captured",
    "ack_after_durable": "whether a change is acknowledged only once it is durable",
    "filled_by_readers": "whether readers fill it",
    "fill_guarded": "whether a fill compares versions",
    "external_sink_in_transaction": "whether the target takes part in the transaction",
}
"""What an unknown trait leaves open, by trait."""

_REPEATED = {
    "SETV": "a repeat replaces the row by the same version",
    "SET": "a repeat writes the same row again",
    "PATCHV": "a repeat writes the same version again",
    "PATCH": "a repeat writes the same values again",
}

_ORDERED = "the changes of a key arrive in their order, repeats included"


def several(words: Sequence[str]) -> str:
    """Join words as English does: `a, b and c`."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def named(laws: Sequence[str]) -> str:
    """Name laws: `law G3`, `laws G5 and G6b`."""
    return f"law{'s' if len(laws) > 1 else ''} {several(laws)}"


def unsaid(traits: Iterable[str]) -> str:
    """Say what nobody said, by its traits."""
    return f"nobody said {several([UNSAID[trait] for trait in sorted(traits)])}"


def repeated(path: DataPath) -> str:
    """Say why a repeat does no harm, empty if there is no simple reason."""
    traits = path.traits
    if traits.effect in ("INC", "APP") and traits.dedup != "NOD" and traits.dedup_at_effect:
        return "a repeat is recognised where it would take effect"
    if traits.effect == "FSM" and traits.expected_version_check:
        return "a repeat does not meet the version that it expects"
    return _REPEATED.get(traits.effect or "", "")


def reordered(path: DataPath) -> str:
    """Say why a change out of order does no harm, empty if there is no simple reason."""
    traits = path.traits
    if traits.effect == "SETV":
        return "a late change carries an older version and is refused"
    if traits.effect in ("INC", "APP"):
        return "what is only added is the same in any order"
    if traits.effect == "FSM" and traits.expected_version_check:
        return "a transition applies only to the version that it expects"
    return _in_order(path)


def deleted(path: DataPath) -> str:
    """Say why a deleted row stays deleted, empty if there is no simple reason."""
    kept, late = path.traits.marker_h, path.traits.max_replay_h
    if path.traits.delete == "DELV" and kept is not None and late is not None and kept > late:
        return f"a delete is remembered for {kept:g} h, a change can be {late:g} h late"
    return _in_order(path)


def _in_order(path: DataPath) -> str:
    return _ORDERED if compose(path.hops).order in ("KEYR", "TOTAL") else ""
