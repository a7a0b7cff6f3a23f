"""One small function per item of the checklist: what answers it, and with what evidence.

A check passes only on what the facts say or the design decided. What only operation can show (a drill, a
timed rebuild, a setting) is unknown, and the item's evidence says what to run.
"""

from tools.domain.decisions import UNDETERMINED
from tools.domain.design import Architecture, Design
from tools.guarantees import wording
from tools.guarantees.compose import compose
from tools.guarantees.flow import Flow, Judged

IN_OPERATION: Judged = ("unknown", "only operation shows it")

CLIENT_MAKES_THE_ID: Judged = ("unknown", "the client has to make the id before its first attempt")
"""No design can do that for the client: before going live it has to be shown."""

RESTRICTION_UNSAID: Judged = ("unknown", "nobody said whether parts of it are visible to some readers only")
"""Until somebody says that data is restricted, a leak of it is not a critical unknown."""

NOT_DURABLE = {"dual_write", "dual_write_db_broker", "two_phase_commit", "manual_transfer"}
UNSURE = {"unclassified", "provider_push", "provider_call", "reindex_by_id", "bidirectional"}
OUTBOXES = {"outbox", "one_database_else_saga"}
CLOCKS = {"wall_clock": "a wall clock", "sync_time": "the time of the last sync"}
OWN_EFFECTS = ("INC", "APP", "FSM", "EXT")


# ---- of one path -------------------------------------------------------------------------------------------


def intent_is_durable(flow: Flow) -> Judged:
    """C02."""
    today, capture = flow.today, flow.path.capture
    if today and today.call_inside_transaction:
        return "fail", f"a call is made inside the transaction ({flow.path.fact}.call_inside_transaction)"
    if capture in NOT_DURABLE:
        return "fail", f"{str(capture).replace('_', ' ')}: two stores are written one after the other"
    if today and today.enqueue_in_transaction is False:
        said = f"{flow.path.fact}.enqueue_in_transaction"
        return "fail", f"the message is enqueued outside the transaction of the change ({said})"
    if "G11" in flow.laws:
        return flow.by_laws("G11")
    if capture is None or (capture in UNSURE and not (today and today.enqueue_in_transaction)):
        return "unknown", "nobody said whether the intent commits with the business row"
    return flow.decided("capture", capture) or (
        "pass",
        f"{capture.replace('_', ' ')} reads what is committed",
    )


def repeats_are_harmless(flow: Flow) -> Judged:
    """C03."""
    return flow.by_laws("G5", "G6b", needs=("effect",), because=wording.repeated(flow.path))


def disorder_is_harmless(flow: Flow) -> Judged:
    """C04."""
    return flow.by_laws("G3", "G8", "G21", needs=("effect",), because=wording.reordered(flow.path))


def version_rises(flow: Flow) -> Judged:
    """C05."""
    if flow.path.traits.effect not in (None, "SETV", "PATCHV"):
        return "not_applicable", "no version decides at the sink"
    judged = flow.by_laws(
        "G20",
        "G22",
        needs=("effect", "token_can_reset", "version_ties"),
        because="the version does not start again, and no two contents share one",
    )
    return (flow.decided("guard", flow.path.version_token) or judged) if judged[0] == "pass" else judged


def deletes_stay_deleted(flow: Flow) -> Judged:
    """C06."""
    path, entity = flow.path, flow.entity
    if entity and entity.deletes == "never":
        return "not_applicable", f"{entity.id} rows are never deleted (entities.{entity.id}.deletes)"
    if path.deletes == "full_swap" or flow.kind == "swap":
        return "pass", "the whole copy is replaced, deletes included"
    if path.traits.delete == "NOD" and flow.is_today:
        if entity and entity.deletes == "hard":
            return "fail", f"deletes do not travel, and {entity.id} rows are really deleted"
        return "unknown", f"deletes do not travel; nobody said how {path.entity} rows go away"
    judged = flow.by_laws("G4", needs=("delete",), because=wording.deleted(flow.path))
    return (flow.decided("deletes", path.deletes) or judged) if judged[0] == "pass" else judged


def operation_keeps_its_id(flow: Flow) -> Judged:
    """C07."""
    effect, ids = flow.path.traits.effect, compose(flow.path.hops).operation_ids
    if effect not in (None, *OWN_EFFECTS):
        return "not_applicable", "a copy of state, not an operation of its own"
    said = {o.id: o.operation_id for o in flow.design.facts.operations if flow.path.entity in o.entities}
    without = [name for name, keeps in said.items() if keeps is False]
    if without and flow.is_today:
        return "fail", f"no one id goes all the way (operations.{without[0]}.operation_id)"
    if not said or not all(said.values()):
        return CLIENT_MAKES_THE_ID
    if effect is None or None in ids or not ids:
        return "unknown", "nobody said what names one operation in every hop"
    return flow.decided("guard", flow.path.sink_guard) or ("pass", f"{ids[0]} names it in every hop")


def outside_calls_are_safe(flow: Flow) -> Judged:
    """C08."""
    judged = flow.by_laws("G9", "G10", needs=("ext_key", "ext_key_retention_h", "ext_max_retry_h"))
    if judged[0] != "pass":
        return judged
    return flow.decided("effect", flow.path.capture) or (
        "unknown",
        "the key outlives the oldest retry; nobody said what becomes of unknown and refused answers",
    )


def window_outlives_outage(flow: Flow) -> Judged:
    """C09."""
    if flow.path.traits.reads_log is False:
        return "not_applicable", "it reads or writes the state itself, not a log that forgets"
    judged = flow.by_laws("G12", needs=("max_outage_h",))
    if judged[0] != "pass":
        return judged
    window = compose(flow.path.hops).window_h
    return (
        "pass",
        f"unread changes are kept {window:g} h, the longest outage is {flow.path.traits.max_outage_h:g} h",
    )


def bootstrap_is_whole(flow: Flow) -> Judged:
    """C11."""
    if flow.kind == "swap":
        return "pass", "every run copies everything"
    judged = flow.by_laws(
        "G17", needs=("bootstrap_overlap",), because="the stream starts before the copy is taken"
    )
    return (flow.decided("bootstrap", flow.path.bootstrap) or judged) if judged[0] == "pass" else judged


def can_be_rebuilt(flow: Flow) -> Judged:
    """C12."""
    if flow.kind == "swap":
        return "pass", "every run is a rebuild"
    rebuild = flow.today.rebuild_h if flow.today else None
    budgets = [read.computation.rebuild_budget_h for read in flow.reads if read.computation]
    budget = min((hours for hours in budgets if hours is not None), default=None)
    if rebuild is not None and budget is not None and rebuild > budget:
        return "fail", f"a rebuild takes {rebuild:g} h, {budget:g} h are allowed"
    return IN_OPERATION


def rows_have_identity(flow: Flow) -> Judged:
    """C13."""
    entity = flow.entity
    if flow.path.capture in OUTBOXES:
        return flow.decided("capture", flow.path.capture) or (
            "unknown",
            "nobody said what an outbox row carries",
        )
    if entity is None or entity.has_primary_key is None:
        return "unknown", f"nobody said whether {flow.path.entity} has a primary key"
    if not entity.has_primary_key and not entity.append_only:
        return "fail", f"{entity.id} has no primary key (entities.{entity.id}.has_primary_key)"
    if flow.path.sink_guard == "complete_the_row_first":
        return flow.decided("guard", flow.path.sink_guard) or IN_OPERATION
    if entity.large_columns is False:
        return "pass", f"{entity.id} has a key and no large values"
    return "unknown", f"{entity.id} has a key; unchanged large values and cascades only show in the sink"


def one_ordering_key(flow: Flow) -> Judged:
    """C14."""
    if flow.path.traits.effect == "SETV":
        return "not_applicable", "versions decide at the sink, not order"
    return flow.decided("capture", flow.path.ordering_key) or (
        "unknown",
        "nobody said which key every hop uses, and how it is hashed",
    )


def lag_is_measured(flow: Flow) -> Judged:
    """C18."""
    if flow.today and flow.today.lag_measured is not None:
        said = f"({flow.path.fact}.lag_measured)"
        return (
            ("pass", f"lag is measured {said}")
            if flow.today.lag_measured
            else ("fail", f"lag is not measured {said}")
        )
    return "unknown", "nobody measures it yet" if not flow.is_today else "nobody said"


def reconciliation_compares_values(flow: Flow) -> Judged:
    """C19."""
    if flow.kind == "swap":
        return "pass", "every run replaces the whole copy"
    if flow.today and flow.today.reconciliation is False:
        return "fail", f"nothing compares the two sides ({flow.path.fact}.reconciliation)"
    if flow.today and flow.today.reconciliation:
        return "unknown", "a comparison runs; nobody said whether it compares values both ways"
    return flow.decided("reconcile", flow.path.reconciliation) or ("unknown", "no comparison is known")


def own_writes_are_seen(flow: Flow) -> Judged:
    """C20."""
    said = [read.read_your_writes for read in flow.reads]
    if said and True not in said and None not in said:
        return "not_applicable", "no reader must see its own writes"
    if True not in said:
        return "unknown", "nobody said which readers must see their own writes"
    wanting = {read.id for read in flow.reads if read.read_your_writes}
    decided = [o.decision for o in flow.design.orderings if o.subject in wanting and o.need != UNDETERMINED]
    if len(decided) == len(wanting) and not flow.is_today:
        return "pass", f"decided: {', '.join(decided)}"
    return "unknown", f"{', '.join(sorted(wanting))} must see own writes; nobody said how"


def erasure_reaches_it(flow: Flow) -> Judged:
    """C21."""
    entity = flow.entity
    if entity is None or entity.pii is None:
        return "unknown", f"nobody said whether {flow.path.entity} holds personal data"
    if not entity.pii:
        return "not_applicable", f"{entity.id} holds no personal data (entities.{entity.id}.pii)"
    if flow.is_today and flow.path.traits.delete == "NOD":
        return "fail", f"{entity.id} holds personal data and deletes do not reach {flow.path.target}"
    return IN_OPERATION


def sink_spares_the_authority(flow: Flow) -> Judged:
    """C23."""
    if flow.path.capture == "two_phase_commit" or (flow.today and flow.today.call_inside_transaction):
        return "fail", f"{flow.path.source} holds its locks while {flow.path.target} answers"
    return IN_OPERATION


def torn_reads(flow: Flow) -> Judged:
    """C24."""
    joined = flow.path.traits.reader_joins_rows
    alone = "no transaction changes several rows" if joined else "no reader joins rows of one transaction"
    return flow.by_laws("G16", needs=("reader_joins_rows",), because=alone)


def echo_is_stopped(flow: Flow) -> Judged:
    """C25."""
    path, today = flow.path, flow.today
    if not flow.has_way_back and not (today and today.mechanism == "bidirectional"):
        return "not_applicable", "no path leads back"
    if flow.today and flow.today.origin_filter is not None:
        if flow.today.origin_filter:
            return "pass", f"what came from the other side is dropped ({path.fact}.origin_filter)"
        return "fail", f"nothing stops a change from coming back ({path.fact}.origin_filter)"
    owned = [a for a in flow.design.recommended.authorities if a.entity == path.entity and a.group]
    if owned and not flow.is_today:
        return "pass", f"decided: {owned[0].decision} (each side sends only the fields it owns)"
    return "unknown", "nobody said what stops a change from coming back"


def fill_is_guarded(flow: Flow) -> Judged:
    """C26."""
    judged = flow.by_laws("G28", needs=("fill_guarded",))
    return flow.decided("cache", flow.path.capture) or (
        judged
        if judged[0] != "pass"
        else ("unknown", "fills are guarded; nobody said what bounds a stampede")
    )


def no_clock_decides(flow: Flow) -> Judged:
    """C27."""
    token = flow.path.version_token
    if token in CLOCKS:
        return "fail", f"{CLOCKS[token]} decides which write is newer"
    if token in (None, UNDETERMINED):
        return "unknown", "nobody said what decides which write is newer"
    return flow.decided("guard", token) or ("pass", f"{token.replace('_', ' ')} decides")


def successor_is_fenced(flow: Flow) -> Judged:
    """C28."""
    if flow.path.traits.effect == "SETV":
        return "not_applicable", "the sink refuses what is older"
    fenced = "a paused writer is refused once its successor writes" if flow.path.traits.fenced else ""
    return flow.by_laws("G25", needs=("effect", "fenced"), because=fenced)


def derivation_repeats(flow: Flow) -> Judged:
    """C29."""
    same = flow.path.traits.derivation_deterministic
    return flow.by_laws(
        "G19",
        needs=("derivation_deterministic",),
        because="the same input gives the same output" if same else "outputs are stored, not computed again",
    )


def settings_are_durable(flow: Flow) -> Judged:
    """C30."""
    judged = flow.by_laws("G27")
    return judged if judged[0] == "fail" else IN_OPERATION


def view_is_never_ahead(flow: Flow) -> Judged:
    """C31."""
    judged = flow.by_laws(
        "G26", needs=("capture_from_durable_only",), because="only what a standby also has is handed out"
    )
    return judged if flow.is_today or judged[0] != "pass" else IN_OPERATION


def permissions_travel(flow: Flow) -> Judged:
    """C32."""
    entity = flow.entity
    if entity is None or entity.restricted is None:
        return RESTRICTION_UNSAID
    if not entity.restricted:
        return "not_applicable", f"every reader may see all of it (entities.{entity.id}.restricted)"
    return IN_OPERATION


def restore_is_rehearsed(flow: Flow) -> Judged:
    """C33."""
    judged = flow.by_laws("G20")
    return judged if judged[0] == "fail" else IN_OPERATION


def rows_leave_the_filter(flow: Flow) -> Judged:
    """C34."""
    if flow.path.traits.filtered is False:
        return "not_applicable", "nothing is filtered"
    return flow.by_laws(
        "G23",
        needs=("filtered", "leave_filter_deletes"),
        because="a row that leaves the filter is deleted from the target",
    )


def implausible_extract_is_refused(flow: Flow) -> Judged:
    """C35."""
    if not flow.is_today and flow.path.capture == "batch_full_reload_swap":
        return flow.decided("capture", flow.path.capture) or IN_OPERATION
    return IN_OPERATION


def in_operation(flow: Flow) -> Judged:
    """C10, C17, C22, C36: nothing but a run can tell."""
    return IN_OPERATION


# ---- of the whole system -----------------------------------------------------------------------------------


def every_group_has_an_authority(design: Design, side: Architecture) -> Judged:
    """C01."""
    authorities = side.authorities or design.recommended.authorities
    homeless = [a.entity for a in authorities if a.store is None and a.outcome != "none_derived"]
    if not authorities:
        return "unknown", "no entity is known"
    waiting = [a.entity for a in authorities if a.outcome == UNDETERMINED]
    if waiting:
        return "unknown", f"undecided: {', '.join(waiting)}"
    if homeless:
        return "fail", f"no store decides about {', '.join(homeless)}"
    return "pass", f"one store decides for each ({len(authorities)} of {len(authorities)})"


def invariants_have_a_place(design: Design, side: Architecture) -> Judged:
    """C15."""
    invariants = design.facts.invariants
    if not invariants:
        return "unknown", "no invariant was named"
    unsaid = [f"invariants.{one.id}.recoverable" for one in invariants if one.recoverable is None]
    if unsaid:
        return "unknown", f"nobody said whether a violation can be undone ({', '.join(unsaid)})"
    hard = {one.id for one in invariants if not one.recoverable}
    if not hard:
        return "not_applicable", "every violation can be undone"
    placed = {ordering.subject: ordering.decision for ordering in design.orderings}
    if side.about == "recommended" and hard <= set(placed):
        return "pass", f"decided: {', '.join(placed[one] for one in sorted(hard))}"
    return "unknown", f"nobody said where {', '.join(sorted(hard))} is enforced"


def isolation_excludes_the_anomaly(design: Design, side: Architecture) -> Judged:
    """C16."""
    return IN_OPERATION
