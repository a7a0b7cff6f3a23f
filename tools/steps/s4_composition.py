"""Step 4: which copies are worth having, and what carries the changes to them."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, claimed, derived, said
from tools.domain.design import DataPath, Design, Pattern
from tools.domain.facts import Facts, Read
from tools.knowledge.technologies import technology_of
from tools.knowledge.thresholds import defaults
from tools.steps.envelope import patterns
from tools.steps.hops import with_guarantees
from tools.steps.landscape import PATTERN_ROLES, sink_role
from tools.steps.mechanisms import mechanism
from tools.steps.path_sheet import cross_team, longest_outage_h, source_window
from tools.steps.routes import Route, routes
from tools.steps.s2_authority import team_sheet

SINGLE = {"single_store", "single_store_with_exit_trigger"}
LOG_LIKE = {"log_cdc", "outbox", "triggers_to_outbox_table", "event_log_first", "consume_existing_log"}
"""Captures of which a broker could carry the changes."""


def decide(design: Design) -> Design:
    """Judge the patterns, park what they make needless, and choose the transport per source."""
    ledger = Ledger(4)
    by_id = {route.id: route for route in routes(design)}
    judged = {id_: tuple(patterns(design.facts, route)) for id_, route in by_id.items()}
    parked = _parked(design, by_id, judged, ledger)
    kept = [
        replace(path, status="parked") if path.id in parked else path for path in design.recommended.paths
    ]
    for read in design.facts.reads:
        if read.adhoc:
            ledger.note("S4.federate", read.id, _federation_sheet(read))
    transports = _transports(design.facts, kept, by_id, ledger)
    broker = _broker(design.facts)
    paths = tuple(
        with_guarantees(design.facts, _finished(path, judged, transports, broker), by_id[path.id])
        for path in kept
    )
    composed = any(path.status != "parked" and mechanism(path.capture).style != "nothing" for path in paths)
    seen = {(p.read, p.entity, p.store): p for found in judged.values() for p in found}
    return _without_idle_assumptions(
        ledger.close(
            replace(
                design,
                recommended=replace(design.recommended, paths=paths),
                patterns=tuple(seen.values()),
                composition="composed" if composed else "single",
            )
        )
    )


def _without_idle_assumptions(design: Design) -> Design:
    """Drop the assumptions on which only parked paths rest: nobody has to confirm what is not built."""
    parked = {path.id for path in design.recommended.paths if path.status == "parked"}
    needed = {ref for one in design.decisions if one.subject not in parked for ref in one.assumed}
    kept = tuple(entry for entry in design.assumptions if entry.fact in needed)
    return replace(design, assumptions=kept)


def _parked(
    design: Design, by_id: Mapping[str, Route], judged: Mapping[str, tuple[Pattern, ...]], ledger: Ledger
) -> set[str]:
    """Decide for each candidate second store whether it is needed; return the paths that are not."""
    targets: dict[str, list[str]] = {}
    for path in design.recommended.paths:
        if mechanism(path.capture).style not in ("effect", "in_place"):
            targets.setdefault(path.target, []).append(path.id)
    parked: set[str] = set()
    for target, ids in targets.items():
        found = [pattern for id_ in ids for pattern in judged[id_]]
        sheet = _system_sheet(design.facts, target, [by_id[id_] for id_ in ids], found)
        decision = ledger.decide("S4.system", target, sheet)
        if decision.choice in SINGLE:
            parked.update(ids)
            ledger.note("S4.tie", target, _cost_sheet(design.facts))
        elif decision.choice in ("compose_for_red_only", "managed_service_or_relax"):
            parked.update(id_ for id_ in ids if by_id[id_].to_choose and not _red(judged[id_]))
    return parked


def _red(found: Iterable[Pattern]) -> bool:
    return any(pattern.colour == "red" for pattern in found)


def _system_sheet(facts: Facts, target: str, of: list[Route], found: list[Pattern]) -> Sheet:
    """Fill the `patterns.*` inputs. What nobody measured counts as amber: unmeasured, not broken."""
    store = facts.store_by_id.get(target)
    sources = {(read.id, route.source) for route in of for read in route.reads if len(read.entities) > 1}
    several = len({read for read, _ in sources}) < len(sources)
    amber = any(pattern.colour in ("amber", "undetermined", "not_judged") for pattern in found)
    own_system = (sink_role(facts, target) or "replica") not in PATTERN_ROLES
    mandated = claimed([(store.mandated, f"stores.{target}.mandated")] if store else [])
    return {
        "patterns.any_red": derived(_red(found), "envelopes"),
        "patterns.any_amber": derived(amber, "envelopes; what nobody measured counts as amber"),
        "patterns.needs_two_sors": derived(several, "authorities of what each read joins"),
        "patterns.store_exists": derived(
            store is not None and not all(route.to_choose for route in of), "stores of the facts"
        ),
        "patterns.mandated": (
            derived(True, "the target is a system of its own, not an access pattern")
            if own_system
            else mandated
        ),
        **team_sheet(facts),
    }


def _federation_sheet(read: Read) -> Sheet:
    """Fill the `fed.*` inputs of an occasional question that could be answered where the data is."""
    ref = f"reads.{read.id}"
    p95_s = None if read.p99_ms is None else read.p99_ms / 1000
    return {
        "fed.adhoc": said(read.adhoc, f"{ref}.adhoc"),
        "fed.qps": said(read.qps, f"{ref}.qps"),
        "fed.users": said(read.users, f"{ref}.users"),
        "fed.scan_gb": said(read.scan_gb, f"{ref}.scan_gb"),
        "fed.p95_s": Input(p95_s, note=f"{ref}.p99_ms"),
    }


def _cost_sheet(facts: Facts) -> Sheet:
    """Fill the `cost.*` inputs."""
    names = ("new_store_month", "fte_month", "miss_month")
    return {f"cost.{name}": said(getattr(facts.cost, name), f"cost.{name}") for name in names}


def _transports(
    facts: Facts, paths: list[DataPath], by_id: Mapping[str, Route], ledger: Ledger
) -> Mapping[str, str]:
    """Choose one transport per source for the paths that survived."""
    sources = dict.fromkeys(path.source for path in paths if mechanism(path.capture).style != "nothing")
    chosen: dict[str, str] = {}
    for source in sources:
        alive = [
            path
            for path in paths
            if path.source == source and path.status != "parked" and path.capture in LOG_LIKE
        ]
        sheet = _transport_sheet(facts, source, [by_id[path.id] for path in alive])
        chosen[source] = ledger.decide("S4.transport", source, sheet).choice
    return chosen


def _transport_sheet(facts: Facts, source: str, of: list[Route]) -> Sheet:
    found = technology_of(facts, source)
    is_log = found is not None and found.category in ("log_broker", "queue_broker")
    readers = {(route.target, read.consumer or "") for route in of for read in route.reads}
    targets = {target for target, _ in readers} | {route.target for route in of}
    return {
        "stream.consumers": derived(len(targets), "targets that survived parking"),
        "stream.replay_h_needed": derived(longest_outage_h(facts), "longest consumer outage to survive"),
        "source.kind": derived("log" if is_log else "database", found.name if found else source),
        "source.window_h": source_window(facts, source),
        "contract.cross_team": cross_team(facts, of) if of else derived(False, "nothing to carry"),
        **team_sheet(facts),
    }


def _finished(
    path: DataPath,
    judged: Mapping[str, tuple[Pattern, ...]],
    transports: Mapping[str, str],
    broker: tuple[str, ...],
) -> DataPath:
    """Add the transport, and to a parked path the number at which to build it."""
    if path.status == "parked":
        triggers = dict.fromkeys(pattern.trigger for pattern in judged[path.id] if pattern.trigger)
        days = defaults()["exit_trigger_days"]
        trigger = "; or ".join(triggers) or "a need that the system of record cannot serve"
        return replace(path, transport="none", exit_trigger=f"{trigger}, for {days:g} days")
    carried = path.capture in LOG_LIKE or mechanism(path.capture).style == "effect"
    transport = transports.get(path.source, "none") if carried else "none"
    return replace(path, transport=transport, via=broker if transport == "log_broker" else ())


def _broker(facts: Facts) -> tuple[str, ...]:
    """Return the log broker that is there already, if there is one."""
    found = ((store.id, technology_of(facts, store.id)) for store in facts.stores)
    return next(((id_,) for id_, of in found if of is not None and of.category == "log_broker"), ())
