"""Step 5: what computes on the way, per path: nothing, batch, Kappa, Lambda or a streaming database."""

from collections.abc import Sequence
from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, derived, said
from tools.domain.design import DataPath, Design, reads_of
from tools.domain.facts import Computation, Facts, Read
from tools.steps.mechanisms import mechanism
from tools.steps.s2_authority import team_sheet

SAID = {
    "flow.sql_expressible": "sql",
    "flow.late_corrections": "late_corrections",
    "flow.can_retract": "can_retract",
    "flow.non_incremental": "non_incremental",
    "flow.preview_valuable": "preview_valuable",
    "flow.batch_cheaper_x": "batch_cheaper_x",
    "flow.replay_h": "replay_h",
    "flow.rebuild_budget_h": "rebuild_budget_h",
    "flow.history_in_broker": "history_in_broker",
}
"""Input -> field of the computation."""


def decide(design: Design) -> Design:
    """Add the processing of every path that moves something."""
    ledger = Ledger(5)
    paths = tuple(_with_processing(design.facts, path, ledger) for path in design.recommended.paths)
    return ledger.close(replace(design, recommended=replace(design.recommended, paths=paths)))


def _with_processing(facts: Facts, path: DataPath, ledger: Ledger) -> DataPath:
    if mechanism(path.capture).style == "nothing":
        return path
    sheet = _flow_sheet(facts, path)
    decision = ledger.decide("S5.processing", path.id, sheet)
    ledger.note("S5.gate", path.id, sheet)
    return replace(path, processing=decision.choice, decisions=(*path.decisions, ("processing", decision.id)))


def _flow_sheet(facts: Facts, path: DataPath) -> Sheet:
    """Fill the `flow.*` inputs from the read that computes most; a plain copy computes nothing."""
    reads = reads_of(path, facts)
    read = next((read for read in reads if read.computation), None)
    computation = (read.computation if read else None) or Computation()
    ref = f"reads.{read.id}.computation" if read else ""

    def of(field: str) -> Input:
        value = getattr(computation, field)
        return said(value, f"{ref}.{field}") if read else derived(value, "nothing is computed on the way")

    sheet = {name: of(field) for name, field in SAID.items()}
    streams = mechanism(path.capture).style == "stream"
    return {
        **sheet,
        **team_sheet(facts),
        "flow.stateful": of("stateful") if read else derived(False, "a copy of rows keeps no state"),
        "flow.freshness_s": _freshness(path, reads),
        "flow.replayable": derived(streams and path.bootstrap is not None, "log and bootstrap of the path"),
        "flow.lambda_reason_is_loss": derived(False, "nobody asked for a second path to mend losses"),
        "flow.needs_retraction": of("late_corrections"),
        "flow.log_has_deletes_and_befores": derived(path.capture == "log_cdc", "capture of the path"),
    }


def _freshness(path: DataPath, reads: Sequence[Read]) -> Input:
    for read in reads:
        if read.freshness_s is not None and read.freshness_s == path.freshness_s:
            return Input(read.freshness_s, f"reads.{read.id}.freshness_s", at_most=_next(reads, read))
    return Input(path.freshness_s, f"reads.{path.reads[0]}.freshness_s" if path.reads else None)


def _next(reads: Sequence[Read], tightest: Read) -> float | None:
    others = [read.freshness_s for read in reads if read is not tightest and read.freshness_s is not None]
    return min(others, default=None)
