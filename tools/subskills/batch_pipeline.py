"""batch-pipeline-designer: how the scheduled run behind a copy is built.

It speaks of every path in use that serves a read with a `run`; what step 3 chose stays as it is.
"""

from collections.abc import Iterator

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, derived, said
from tools.domain.decisions import Decision
from tools.domain.design import DataPath, Design
from tools.domain.facts import Computation, Entity, Facts, Read, Run, RunJoin
from tools.domain.subskills import Advice, Figure
from tools.knowledge.technologies import technology_of
from tools.knowledge.thresholds import defaults
from tools.subskills.batch_arithmetic import (
    backfill_h,
    hash_table_gb,
    intervals_back,
    merge_passes,
    partitions_needed,
    worst_age_s,
)
from tools.subskills.paths import paths_with
from tools.subskills.subskill import Subskill, outcome

NAME = "batch-pipeline-designer"

GROUPS = (
    "S5.batch_shape",
    "S5.batch_engine",
    "S5.batch_join",
    "S5.batch_publish",
    "S5.batch_late",
    "S5.batch_backfill",
    "S5.batch_must",
)

SHAPED = ("S5.batch_engine", "S5.batch_publish", "S5.batch_late", "S5.batch_backfill")
"""Groups that are asked once the shape is known."""

CAPTURES = {
    "batch_full_reload_swap": "reload",
    "batch_incremental_merge": "cursor",
    "query_polling": "cursor",
    "query_polling_plus_key_scan": "compare",
    "snapshot_difference": "compare",
    "scheduled_list_sync": "list",
    "file_arrival": "files",
}
"""Outcome of S3.capture -> how a run gets at the data. Any other brings single changes or events."""

SINKS = {
    "object_store": "object_store",
    "lakehouse": "table_format",
    "warehouse": "warehouse",
    "olap_realtime": "warehouse",
    "embedded_olap": "warehouse",
    "oltp_relational": "database",
    "oltp_distributed_sql": "database",
    "embedded_relational": "database",
    "search": "search",
}
"""Category of the catalogue -> what a run can publish into."""

SWAPPING = ("object_store", "table_format", "database", "warehouse", "search")
"""Sinks in which a whole copy is put in place of the old one in one step."""

ENGINES = {"warehouse": "warehouse", "table_format": "warehouse", "database": "database"}


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Say how each scheduled run is built; nothing where no read has a `run`."""
    return tuple(
        _advice(design.facts, path, read, ledger) for path, read in paths_with(design, lambda read: read.run)
    )


def _advice(facts: Facts, path: DataPath, read: Read, ledger: Ledger) -> Advice:
    run = read.run or Run()
    sheet = _sheet(facts, path, read, run)
    shape = ledger.decide("S5.batch_shape", path.id, sheet)
    shaped = {**sheet, "batch.shape": derived(_known(shape), shape.id)}
    taken = [shape, *(ledger.decide(group, path.id, shaped) for group in SHAPED)]
    joins = [
        ledger.decide("S5.batch_join", f"{path.id}.{join.id}", _join_sheet(read, run, join))
        for join in run.joins
    ]
    before = len(ledger.decisions)
    ledger.note("S5.batch_must", path.id, shaped)
    return Advice(
        subskill=NAME,
        subject=path.id,
        decisions=tuple(one.id for one in (*taken, *joins, *ledger.decisions[before:])),
        says=_says(path, taken, joins),
        figures=tuple(_figures(path, facts.entity_by_id[path.entity], run, apart=_late_rows_apart(taken))),
        notes=tuple(_notes(read, run, taken)),
    )


def _known(decision: Decision) -> str | None:
    return None if decision.choice == "undetermined" else decision.choice


def _sheet(facts: Facts, path: DataPath, read: Read, run: Run) -> dict[str, Input]:
    """Fill the `batch.*` inputs of one path."""
    entity, ref = facts.entity_by_id[path.entity], f"reads.{read.id}.run"
    computation = read.computation or Computation()
    sink = _sink(facts, path)
    note = "the catalogue's category of the target"

    def of(field: str) -> Input:
        return said(getattr(run, field), f"{ref}.{field}")

    fields = ("carries", "named_interval", "every_s", "takes_min", "late_s")
    more = ("may_restate", "recompute_d", "input_kept_d", "complete_signal")
    return {
        **{f"batch.{field}": of(field) for field in (*fields, *more)},
        "batch.capture": derived(CAPTURES.get(path.capture or "", "log"), "capture of the path"),
        "batch.swaps": derived(sink in SWAPPING, note),
        "batch.sink": derived(sink, note),
        "batch.target_engine": derived(ENGINES.get(sink, "none"), note),
        "batch.computes": _computes(read, computation, run),
        "batch.adds": derived(bool(entity.append_only), f"`append_only` of {entity.id}"),
        "batch.sql": said(computation.sql, f"reads.{read.id}.computation.sql"),
        "batch.touched_gb": _touched(entity, run),
        "batch.freshness_s": said(read.freshness_s, f"reads.{read.id}.freshness_s"),
        "team.ops": said(facts.team.operations_level, "team.operations_level"),
    }


def _sink(facts: Facts, path: DataPath) -> str:
    found = technology_of(facts, path.target)
    return SINKS.get(found.category, "other") if found else "other"


def _computes(read: Read, computation: Computation, run: Run) -> Input:
    if run.joins:
        return derived(True, "`joins` of the run")
    if read.computation is None:
        return derived(False, "nothing is computed on the way")
    return said(computation.stateful, f"reads.{read.id}.computation.stateful")


def _touched(entity: Entity, run: Run) -> Input:
    """Take the entity and what is joined in; where a part was not said, the entity's size is asked for."""
    ref, sizes = f"entities.{entity.id}.size_gb", [join.size_gb for join in run.joins]
    if entity.size_gb is None or not run.joins:
        return said(entity.size_gb, ref)
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return derived(None, "size of what is joined in")
    return derived(entity.size_gb + sum(known), f"{ref} and what is joined in")


def _join_sheet(read: Read, run: Run, join: RunJoin) -> Sheet:
    ref = f"reads.{read.id}.run"
    return {
        "bjoin.build_gb": said(join.size_gb, f"{ref}.joins.{join.id}.size_gb"),
        "bjoin.hot_key_gb": said(join.hot_key_gb, f"{ref}.joins.{join.id}.hot_key_gb"),
        "bjoin.sorted": said(join.sorted, f"{ref}.joins.{join.id}.sorted"),
        "bjoin.memory_gb": said(run.memory_gb, f"{ref}.memory_gb"),
    }


def _says(path: DataPath, taken: list[Decision], joins: list[Decision]) -> str:
    shape, engine, publish, late, backfill = map(outcome, taken)
    joined = f"; joins: {', '.join(map(outcome, joins))}" if joins else ""
    return (
        f"{path.entity} from {path.source} to {path.target}: {shape}, executed by {engine}, visible by "
        f"{publish}{joined}; late input: {late}; the past: {backfill}."
    )


def _late_rows_apart(taken: list[Decision]) -> bool:
    """Return whether a run is published without waiting for its latest rows."""
    return bool({"run_the_interval_again", "adjustment_in_the_open_interval"} & {one.choice for one in taken})


def _figures(path: DataPath, entity: Entity, run: Run, apart: bool) -> Iterator[Figure]:
    yield from _age(path, run, apart)
    for join in run.joins:
        yield from _join_figures(run, join)
    if entity.size_gb is not None and run.carries == "whole":
        yield Figure(
            "space for the old and the new copy",
            f"2 x size: 2 x {entity.size_gb:g} GB",
            f"{2 * entity.size_gb:g} GB",
        )
    if entity.rows is not None and run.changed_share is not None:
        changed = entity.rows * run.changed_share
        yield Figure(
            "rows that differ from one run to the next",
            f"rows x share: {entity.rows:,.0f} x {run.changed_share:g}",
            f"{changed:,.0f} rows",
        )
    if run.late_s and run.every_s and run.carries == "changes":
        back = intervals_back(run.late_s, run.every_s)
        yield Figure(
            "intervals that late input can reach back",
            f"late / interval, rounded up: {run.late_s:g} s / {run.every_s:g} s",
            f"{back}",
        )
    yield from _backfill(run)


def _age(path: DataPath, run: Run, apart: bool) -> Iterator[Figure]:
    if run.every_s is None or run.late_s is None or run.takes_min is None:
        return
    counted_s = worst_age_s(run.every_s, run.late_s, run.takes_min)
    age_s = worst_age_s(run.every_s, 0, run.takes_min) if apart else counted_s
    bound = "" if path.freshness_s is None else f" (readers asked for {_hours(path.freshness_s)})"
    every, late, takes = _hours(run.every_s), _hours(run.late_s), f"{run.takes_min:g} min"
    formula = (
        f"period + run: {every} + {takes}" if apart else f"period + late + run: {every} + {late} + {takes}"
    )
    yield Figure("oldest data that readers see while every run works", formula, f"{_hours(age_s)}{bound}")
    missed = _hours(age_s + run.every_s)
    yield Figure("the same after one missed run", f"{_hours(age_s)} + {every}", missed)
    if apart:
        formula = f"late + period + run: {late} + {every} + {takes}"
        yield Figure("age at which the latest row is counted", formula, _hours(counted_s))


def _hours(seconds: float) -> str:
    return f"{round(seconds / 3600, 2):g} h" if seconds >= 3600 else f"{round(seconds / 60, 2):g} min"


def _join_figures(run: Run, join: RunJoin) -> Iterator[Figure]:
    if join.size_gb is None:
        return
    numbers = defaults()
    factor, share = numbers["hash_table_factor"], numbers["join_memory_share"]
    table = hash_table_gb(join.size_gb, factor)
    yield Figure(
        f"hash table over {join.id}", f"size x {factor:g}: {join.size_gb:g} GB x {factor:g}", f"{table:g} GB"
    )
    if run.workers is not None and run.workers > 1:
        everywhere = f"{table:g} GB x {run.workers}"
        yield Figure(
            f"memory of {join.id} on every worker", everywhere, f"{table * run.workers:g} GB", "spark_tuning"
        )
    if not run.memory_gb:
        return
    parts = partitions_needed(join.size_gb, factor, run.memory_gb, share)
    yield Figure(
        f"parts for a hash join with {join.id}",
        f"table / (memory x {share:g}), rounded up: {table:g} GB / ({run.memory_gb:g} GB x {share:g})",
        f"{parts}",
    )
    passes = merge_passes(join.size_gb, run.memory_gb, int(numbers["merge_fan_in"]))
    if passes:
        yield Figure(
            f"merge passes to sort {join.id} on disk",
            f"sorted runs of {run.memory_gb:g} GB, {numbers['merge_fan_in']:g} merged at once",
            f"{passes}",
        )


def _backfill(run: Run) -> Iterator[Figure]:
    if run.recompute_d is None or run.every_s is None or run.takes_min is None:
        return
    parallel = run.parallel_runs or 1
    hours = backfill_h(run.recompute_d, run.every_s, run.takes_min, parallel)
    yield Figure(
        f"time to make {run.recompute_d:g} days anew",
        f"intervals / {parallel} at once, rounded up, x run: {run.recompute_d:g} d / {_hours(run.every_s)} / "
        f"{parallel} x {run.takes_min:g} min",
        f"{hours:.3g} h",
    )


def _notes(read: Read, run: Run, taken: list[Decision]) -> Iterator[str]:
    unsaid = [
        field for field in ("every_s", "takes_min", "late_s", "memory_gb") if getattr(run, field) is None
    ]
    needed = [field for field in unsaid if field != "memory_gb" or run.joins]
    if needed:
        yield f"Not worked out: nobody said {', '.join(f'reads.{read.id}.run.{field}' for field in needed)}."
    if run.joins and "sql_in_the_target" in (one.choice for one in taken):
        yield "The target's planner joins; hold its plan against the strategy named here."
    if run.joins:
        yield "Sizes are as stored; column pruning makes them smaller, decompression makes them larger."


SUBSKILL = Subskill(
    name=NAME,
    title="How the scheduled run is built",
    step=5,
    asks="What shape has the run, what executes it, and how does it stay right when it is repeated or late?",
    groups=GROUPS,
    advise=advise,
)
