"""stream-processing-designer: how a computation over streams is built.

It speaks of every path in use that serves a read with `streaming`; the transport of step 4 and the
processing of step 5 stay as they are.
"""

from collections.abc import Iterator

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, claimed, derived, said
from tools.domain.decisions import Decision
from tools.domain.design import DataPath, Design
from tools.domain.facts import Computation, Facts, Read, Streaming
from tools.domain.subskills import Advice
from tools.knowledge.technologies import technology_of
from tools.subskills.paths import paths_with
from tools.subskills.stream_arithmetic import copies
from tools.subskills.stream_figures import figures, needed_h, state_gb
from tools.subskills.subskill import Subskill, outcome

NAME = "stream-processing-designer"

GROUPS = (
    "S5.stream_transport",
    "S5.stream_engine",
    "S5.stream_window",
    "S5.stream_join",
    "S5.stream_late",
    "S5.stream_once",
    "S5.stream_dlq",
    "S5.stream_must",
)

CARRIERS = {
    "the_existing_log": "log",
    "log_broker": "log",
    "direct_connector": "change_log",
    "outbox_table_fan_out_or_managed_queue": "table",
    "none": "none",
}
"""Outcome of S4.transport -> what carries the records; a queue that is there stands in for the table."""

PROCESSING = {
    "none": "none",
    "batch": "batch",
    "land_events_durably_first": "land_first",
    "streaming_database_or_dynamic_tables": "streaming_database",
    "lambda": "lambda",
    "kappa": "kappa",
    "kappa_with_lake_backfill": "kappa",
    "kappa_with_state_snapshots_or_more_parallelism": "kappa",
}
"""Outcome of S5.processing -> what it means for the engine."""

SINKS = {
    "oltp_relational": "database",
    "oltp_distributed_sql": "database",
    "embedded_relational": "database",
    "log_broker": "log",
    "queue_broker": "log",
    "saas_source": "external",
}
"""Category of the catalogue -> what a result is written to; any other is written by key."""

SETTING = ("SETV", "SET")
"""Effects that replace what was there."""


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Say how each stream computation is built; nothing where no read has `streaming`."""
    return tuple(
        _advice(design.facts, path, read, ledger)
        for path, read in paths_with(design, lambda read: read.streaming)
    )


def _advice(facts: Facts, path: DataPath, read: Read, ledger: Ledger) -> Advice:
    streaming = read.streaming or Streaming()
    sheet = _sheet(facts, path, read, streaming)
    taken = [ledger.decide(group, path.id, sheet) for group in GROUPS if group != "S5.stream_must"]
    before = len(ledger.decisions)
    ledger.note("S5.stream_must", path.id, sheet)
    return Advice(
        subskill=NAME,
        subject=path.id,
        decisions=tuple(one.id for one in (*taken, *ledger.decisions[before:])),
        says=_says(path, taken),
        figures=tuple(figures(facts, read, streaming)),
        notes=tuple(_notes(read, streaming)),
    )


def _sheet(facts: Facts, path: DataPath, read: Read, streaming: Streaming) -> dict[str, Input]:
    """Fill the `streaming.*` inputs of one path."""
    ref = f"reads.{read.id}.streaming"

    def of(field: str) -> Input:
        return said(getattr(streaming, field), f"{ref}.{field}")

    plain = ("replay", "order_matters", "per_message", "result", "match_within_s", "as_of", "late_s")
    return {
        **{f"streaming.{field}": of(field) for field in (*plain, "may_restate", "event_ids")},
        **_inputs_sheet(streaming),
        **_sink_sheet(facts, path, read),
        **_kept(facts, path, streaming),
        "streaming.carrier": derived(_carrier(facts, path), "transport of the path"),
        "streaming.processing": derived(PROCESSING.get(path.processing or ""), "processing of the path"),
        "streaming.one_database": derived(_one_database(path), "stores of the path"),
        "streaming.freshness_s": said(read.freshness_s, f"reads.{read.id}.freshness_s"),
        "streaming.total_order": claimed([(read.total_order, f"reads.{read.id}.total_order")]),
        "team.ops": said(facts.team.operations_level, "team.operations_level"),
    }


def _inputs_sheet(streaming: Streaming) -> dict[str, Input]:
    rates = [one.peak_per_s for one in streaming.inputs]
    known = [rate for rate in rates if rate is not None]
    whole = bool(known) and len(known) == len(rates)
    joined, trailing = join_kind(streaming), streaming.result == "trailing"
    by_time = joined == "events" or (joined == "table" and streaming.as_of is not False)
    timed = streaming.result not in (None, "per_record") or by_time
    number = copies(streaming.window_s, streaming.step_s) if streaming.window_s and streaming.step_s else None
    return {
        "streaming.joins": derived(len(streaming.inputs) > 1, "inputs of the computation"),
        "streaming.join": derived(joined, "inputs of the computation"),
        "streaming.timed": derived(timed, "windows and joins of the computation"),
        "streaming.peak_per_s": derived(sum(known) if whole else None, "sum of the inputs' peaks"),
        "streaming.state_gb": derived(state_gb(streaming), "worked out below"),
        "streaming.window_copies": derived(number if trailing else 1, "length and step of the window"),
    }


def join_kind(streaming: Streaming) -> str:
    """Return what is joined: nothing, events, events with a table, or tables."""
    if len(streaming.inputs) < 2:
        return "none"
    tables = [bool(one.is_table) for one in streaming.inputs]
    if all(tables):
        return "tables"
    return "table" if any(tables) else "events"


def _sink_sheet(facts: Facts, path: DataPath, read: Read) -> dict[str, Input]:
    found = technology_of(facts, path.target)
    computation = read.computation or Computation()
    loss = facts.entity_by_id[path.entity].loss_acceptable
    return {
        "streaming.sink": derived(
            SINKS.get(found.category, "keyed") if found else "keyed", "the catalogue's category of the target"
        ),
        "streaming.sets": derived(
            None if path.traits.effect is None else path.traits.effect in SETTING, "guard of the path"
        ),
        "streaming.adds": said(computation.additive, f"reads.{read.id}.computation.additive"),
        "streaming.can_retract": said(computation.can_retract, f"reads.{read.id}.computation.can_retract"),
        "streaming.loss_ok": said(loss, f"entities.{path.entity}.loss_acceptable"),
    }


def _kept(facts: Facts, path: DataPath, streaming: Streaming) -> dict[str, Input]:
    log = path.via[0] if path.via else path.source
    kept = said(facts.store_by_id[log].change_window_h, f"stores.{log}.change_window_h")
    to_build = path.transport == "log_broker" and not path.via
    return {
        "streaming.kept_h": derived(None, "the broker is not there yet") if to_build else kept,
        "streaming.needed_h": derived(needed_h(facts, streaming), "outages and repairs that were said"),
    }


def _carrier(facts: Facts, path: DataPath) -> str:
    if _one_database(path):
        return "table"
    carrier = CARRIERS.get(path.transport or "", "none")
    return "queue" if carrier == "table" and _has_queue(facts) else carrier


def _has_queue(facts: Facts) -> bool:
    found = (technology_of(facts, store.id) for store in facts.stores)
    return any(one is not None and one.category == "queue_broker" for one in found)


def _one_database(path: DataPath) -> bool:
    return path.capture == "in_database_derivation" or path.source == path.target


def _says(path: DataPath, taken: list[Decision]) -> str:
    transport, engine, window, join, late, once, letters = map(outcome, taken)
    return (
        f"{path.entity} from {path.source} to {path.target}: read from {transport}, computed by {engine}, "
        f"{window}, {join}; late events: {late}; effect made single by {once}; what fails: {letters}."
    )


def _notes(read: Read, streaming: Streaming) -> Iterator[str]:
    for one in streaming.inputs:
        unsaid = [
            field for field in ("average_per_s", "peak_per_s", "record_bytes") if getattr(one, field) is None
        ]
        if unsaid and not one.is_table:
            names = ", ".join(f"reads.{read.id}.streaming.inputs.{one.id}.{field}" for field in unsaid)
            yield f"State and log were worked out without {one.id}: nobody said {names}."
    yield "State is what is kept, without the store's own overhead and without copies in checkpoints."


SUBSKILL = Subskill(
    name=NAME,
    title="How the stream computation is built",
    step=5,
    asks="What computes, over which windows and partners, and how long does it wait?",
    groups=GROUPS,
    advise=advise,
)
