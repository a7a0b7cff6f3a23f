"""replication-strategy-selector: how each system of record is kept in several copies."""

from collections.abc import Iterator

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, claimed, derived, said
from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.design import Design
from tools.domain.facts import Entity, Facts
from tools.domain.subskills import Advice, Figure
from tools.knowledge.decision_rules import inputs
from tools.knowledge.technologies import technology_of
from tools.subskills.copies import entities_of, leadership, quorums_of, replication_of, write_regions
from tools.subskills.quorums import Quorums
from tools.subskills.replication_figures import (
    TOGETHER,
    lost_increment,
    of_a_place,
    of_distance,
    of_losses,
    of_quorums,
    planned,
    stale_read,
)
from tools.subskills.sheets import region_sheet
from tools.subskills.subskill import Subskill

NAME = "replication-strategy-selector"

STRATEGIES = (
    "refused",
    "last_writer_wins_with_conflict_feed",
    "mergeable_types",
    "consensus_store",
    "home_region_per_record",
)
"""Answers of S6.multimaster, the one that promises least first: a store is as good as its worst entity."""

ENGINES = {"mysql": "mysql", "mariadb": "mysql", "postgresql": "postgresql"}
CATEGORIES = {"log_broker": "log_broker", "cache": "cache"}

SAYS = {
    "leaderless_quorums": "{store}: every copy takes writes; what a read sees is a matter of W + R > N",
    "consensus_groups": "{store}: groups of copies that elect a leader and confirm by majority",
    "one_leader_per_home_region": "{store}: each record has one leader, in its home region",
    "consensus_across_regions": "{store}: one consensus group across the regions; every write waits for a "
    "majority of them",
    "multi_leader_merging": "{store}: each region has a leader, and what they write apart is merged",
    "multi_leader_last_writer_wins": "{store}: each region has a leader, and of two concurrent writes one is "
    "dropped, as was accepted",
    "refused": "{store}: several regions are to write, and no way to settle their conflicts is left",
    "one_copy_with_backups": "{store}: one copy, its log archived elsewhere, and a restore that was tried",
    "single_leader_quorum_standbys": "{store}: one leader and two standbys in other places, either of which "
    "confirms each commit",
    "single_leader_synchronous_standby": "{store}: one leader and a standby in the other place that confirms "
    "each commit",
    "single_leader_asynchronous_standby": "{store}: one leader and a standby that follows without being "
    "waited for",
    UNDETERMINED: "{store}: not decided yet; see what the decision waits for",
}


SETTLES = {
    "keep_each_increment": "each increment of {entity} is kept by itself, and the total is their sum; "
    "never read, add and write back",
    "merge_values": "concurrent changes of {entity} are merged",
    "last_writer_wins_accepted": "of two concurrent writes of {entity} one is dropped, as was accepted",
    "conditional_write_through_consensus": "writes of {entity} are conditional: one of two is refused",
    UNDETERMINED: "{entity}: not decided yet; see what the decision waits for",
}


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Say how each system of record of whose copies somebody spoke is replicated."""
    return tuple(one for store in _subjects(design) for one in _advise(design, store, ledger))


def _subjects(design: Design) -> tuple[str, ...]:
    """Return the systems of record whose copies were spoken of, or that several regions write."""
    stores = dict.fromkeys(one.store for one in design.recommended.authorities if one.store)
    return tuple(store for store in sorted(stores) if _is_asked(design, store))


def _is_asked(design: Design, store: str) -> bool:
    row = design.facts.store_by_id.get(store)
    if row is None:
        return False
    regions = write_regions(design.facts, entities_of(design, store)).value
    return row.replication is not None or (isinstance(regions, int) and regions > 1)


def _advise(design: Design, store: str, ledger: Ledger) -> Iterator[Advice]:
    sheet = store_sheet(design, store, ledger)
    topology = ledger.decide("S2.topology", store, sheet)
    sheet = {**sheet, "repl.topology": _answer(topology)}
    reader = ledger.decide("S2.logreader", store, sheet)
    quorum = [ledger.decide("S2.quorum", store, sheet)] if _asks_several(sheet) else []
    warned = [
        one for group in ("S2.failover", "S2.lag") for one in _noted(ledger, group, store, _cautious(sheet))
    ]
    taken = [topology, reader, *quorum, *warned]
    name = design.facts.store_by_id[store].name or store
    yield Advice(
        subskill=NAME,
        subject=store,
        decisions=tuple(one.id for one in taken),
        says=SAYS[topology.choice].format(store=name),
        figures=tuple(_figures(design.facts, store, topology.choice)),
        shows=_shows(design.facts, store, quorum),
    )
    if _is_contended(sheet):
        yield from (_conflict(design.facts, store, entity, ledger) for entity in entities_of(design, store))


def store_sheet(design: Design, store: str, ledger: Ledger) -> Sheet:
    """Fill the `repl.*` inputs about a store."""
    facts, ref = design.facts, f"stores.{store}.replication"
    own, entities = replication_of(facts, store), entities_of(design, store)
    reads = [read for read in facts.reads if read.store == store]
    regions = write_regions(facts, entities)
    fallback = said(own.fallback_nodes, f"{ref}.fallback_nodes")
    return {
        "repl.leadership": leadership(facts, store),
        "repl.engine": _engine(facts, store),
        "repl.write_regions": regions,
        "repl.strategy": _strategy(entities, regions, ledger),
        "repl.cut_off": said(facts.deployment.writes_while_cut_off, "deployment.writes_while_cut_off"),
        "repl.domains": said(own.domains, f"{ref}.domains"),
        "repl.rpo_s": said(own.rpo_s, f"{ref}.rpo_s"),
        "repl.rto_s": said(own.rto_s, f"{ref}.rto_s"),
        "repl.log_read": _log_read(design, store),
        "repl.log_position_follows": said(own.log_position_follows, f"{ref}.log_position_follows"),
        "repl.copies": said(own.copies, f"{ref}.copies"),
        "repl.write_copies": said(own.write_copies, f"{ref}.write_copies"),
        "repl.read_copies": said(own.read_copies, f"{ref}.read_copies"),
        "repl.fallback_nodes": fallback,
        "repl.followers_read": claimed([(own.followers_read, f"{ref}.followers_read")]),
        "repl.own_writes": claimed(
            [(one.read_your_writes, f"reads.{one.id}.read_your_writes") for one in reads]
        ),
        "repl.partitions": said(facts.deployment.partitions, "deployment.partitions"),
    }


def _engine(facts: Facts, store: str) -> Input:
    found = technology_of(facts, store)
    if found is None:
        return derived("other", "not in the catalogue")
    family = ENGINES.get(found.id) or CATEGORIES.get(found.category, "other")
    return derived(family, f"catalogue: {found.name}")


def _strategy(entities: tuple[Entity, ...], regions: Input, ledger: Ledger) -> Input:
    """Return what S6.multimaster says of the entity for which it can promise least."""
    if regions.value == 1:
        return derived("home_region_per_record", "one region writes")
    winners = [ledger.winner("S6.multimaster", region_sheet(entity)) for entity in entities]
    said_of_all = [rule.outcome for rule in winners if rule]
    if len(said_of_all) < len(winners):
        return derived(None, "S6.multimaster waits for a fact")
    weakest = next((one for one in STRATEGIES if one in said_of_all), None)
    return derived(weakest, "S6.multimaster over the store's entities")


def _log_read(design: Design, store: str) -> Input:
    row, found = design.facts.store_by_id[store], technology_of(design.facts, store)
    access = row.log_access or (found.capture.log_access if found and found.capture else "none")
    copied = any(one.store == store and one.derived for one in design.recommended.authorities)
    return derived(copied and access != "none", "copies are fed from it, and its log can be read")


def _answer(topology: Decision) -> Input:
    undecided = topology.choice == UNDETERMINED
    return derived(None if undecided else topology.choice, "S2.topology")


def _asks_several(sheet: Sheet) -> bool:
    """Return whether reads and writes of several copies are a matter of choice here."""
    return sheet["repl.leadership"].value == "leaderless" or sheet["repl.read_copies"].value is not None


def _is_contended(sheet: Sheet) -> bool:
    """Return whether copies take writes apart in one region; over regions S6.multimaster settles them."""
    return sheet["repl.leadership"].value == "leaderless" and sheet["repl.write_regions"].value == 1


def _cautious(sheet: Sheet) -> Sheet:
    """Return the sheet with safer values for what nobody said: a warning is not withheld for that."""
    return {name: _safer(name, one) if one.value is None else one for name, one in sheet.items()}


def _safer(name: str, one: Input) -> Input:
    return Input(inputs()[name].safer, one.fact, "nobody said; the safer value")


def _noted(ledger: Ledger, group: str, subject: str, sheet: Sheet) -> tuple[Decision, ...]:
    before = len(ledger.decisions)
    ledger.note(group, subject, sheet)
    return tuple(ledger.decisions[before:])


def _figures(facts: Facts, store: str, topology: str) -> Iterator[Figure]:
    own = replication_of(facts, store)
    today = quorums_of(own)
    if topology == "leaderless_quorums":
        if today and today.possible:
            yield from of_losses(today, "today")
            yield from of_quorums(today, own.fallback_nodes)
        return
    plan = planned(topology, own.copies)
    if plan:
        yield from of_losses(plan, "as designed")
        if own.domains and topology in TOGETHER:
            yield of_a_place(plan, own.domains)
    if own.copies and own.write_copies and own.write_copies <= own.copies:
        now = Quorums(own.copies, own.write_copies, 1)
        if plan is None or now[:2] != plan[:2]:
            yield from of_losses(now, "today")
    if topology == "consensus_across_regions" and facts.deployment.region_round_trip_ms:
        yield of_distance(facts.deployment.region_round_trip_ms)


def _shows(facts: Facts, store: str, quorum: list[Decision]) -> tuple[str, ...]:
    asked = quorums_of(replication_of(facts, store))
    return stale_read(asked) if quorum and asked and asked.possible else ()


def _conflict(facts: Facts, store: str, entity: Entity, ledger: Ledger) -> Advice:
    sheet = conflict_sheet(facts, store, entity)
    decision = ledger.decide("S2.conflict", entity.id, sheet)
    lost = _noted(ledger, "S2.loss", entity.id, sheet)
    increments = any(one.choice == "INCREMENTS_ARE_LOST" for one in lost)
    return Advice(
        subskill=NAME,
        subject=entity.id,
        decisions=(decision.id, *(one.id for one in lost)),
        says=SETTLES[decision.choice].format(entity=entity.id),
        shows=lost_increment(entity.id) if increments else (),
    )


def conflict_sheet(facts: Facts, store: str, entity: Entity) -> Sheet:
    """Fill the `repl.*` inputs about concurrent writes of one entity."""
    ref = f"entities.{entity.id}"
    conflicts = f"stores.{store}.replication.conflicts"
    own = replication_of(facts, store).conflicts
    found = technology_of(facts, store)
    by_cell = own is None and found is not None and found.category == "wide_column"
    return {
        "repl.increments": said(entity.increments, f"{ref}.increments"),
        "repl.mergeable": said(entity.mergeable, f"{ref}.mergeable"),
        "repl.loss_accepted": said(entity.lost_write_accepted, f"{ref}.lost_write_accepted"),
        "repl.conflicts": Input("last_writer_wins", conflicts, "catalogue: the last write of a cell wins")
        if by_cell
        else said(own, conflicts),
    }


SUBSKILL = Subskill(
    name=NAME,
    title="How each system of record is replicated",
    step=2,
    asks="How many copies, who takes writes, what a failover may lose, and what settles concurrent writes?",
    groups=("S2.topology", "S2.failover", "S2.logreader", "S2.quorum", "S2.conflict", "S2.loss", "S2.lag"),
    advise=advise,
)
