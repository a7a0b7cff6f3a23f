"""Whether a store's storage engine suits its workload, by what it would write, read and keep."""

import math
from collections.abc import Iterator

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, derived, said
from tools.domain.decisions import UNDETERMINED
from tools.domain.design import Design
from tools.domain.facts import Engine, Facts, Store
from tools.domain.subskills import Advice, Figure
from tools.knowledge.technologies import technology_of
from tools.knowledge.thresholds import defaults
from tools.subskills import workload_classifier
from tools.subskills.amplification import Changes, share_that_pays, written_mb_s
from tools.subskills.engine_figures import figures
from tools.subskills.engine_load import Written, changes_of, storage_of, writers_of, written_by
from tools.subskills.store_load import BY_KEY, StoreLoad, load_of
from tools.subskills.subskill import Subskill
from tools.subskills.workload_arithmetic import GB

NAME = "storage-engine-selector"

NEVER = 2.0
"""A share that nothing reaches."""

HEAVY = ("htap", "mixed")

SAYS = {
    "stay": "Stay with {engine}: {store} gives no reason to change its engine.",
    "memory_for_the_hot_part": "{store} needs memory for its hot part, not another tree.",
    "columnar": "The scans of {store} want columns.",
    "rows_with_a_columnar_copy": "Keep {engine} for the transactions of {store}, and give its scans columns.",
    "stay_and_cut_by_time": "Stay with {engine}, and cut the tables of {store} by time.",
    "lsm_levelled": "A levelled LSM tree would write at most half of what {engine} writes for {store}.",
    "lsm_tiered": "A tiered LSM tree would write at most half of what {engine} writes for {store}.",
    "b_tree": "Pages changed in place would write at most half of what {engine} writes for {store}.",
    "stay_and_lighten_the_writes": "Stay with {engine}, and make the writes of {store} lighter.",
    UNDETERMINED: "Whether the engine of {store} suits it cannot be said yet.",
}

ENGINES: dict[str, str] = {
    "b_tree": "B-tree pages",
    "lsm_levelled": "a levelled LSM tree",
    "lsm_tiered": "a tiered LSM tree",
    "columnar": "columns",
    "in_memory": "memory with a log",
    "log": "an append-only log",
    "inverted_index": "an inverted index",
}

MEASURE = (
    "These are estimates, without compression and the device's own amplification: before anything is moved, "
    "measure the bytes written to the disk against the bytes changed, over a day."
)


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Hold the engine of each classified store, of which a rate of changes is known, against its workload."""
    if not any(decision.topic == "workload" for decision in design.decisions):
        design = workload_classifier.SUBSKILL.decide(
            design
        )  # asked alone: what it builds on is decided first
    found = []
    for store in _classified(design):
        load = load_of(design.facts, store, _kinds(design, store))
        if changes := changes_of(design.facts, load):
            found.append(_advice(design.facts, load, changes, _choices(design, store), ledger))
    return tuple(found)


def _classified(design: Design) -> tuple[Store, ...]:
    """Return the stores of which S4.workload could say what they carry."""
    decided = {d.subject for d in design.decisions if d.topic == "workload" and d.choice != UNDETERMINED}
    return tuple(store for store in design.facts.stores if store.id in decided)


def _choices(design: Design, store: Store) -> dict[str, str]:
    return {d.topic: d.choice for d in design.decisions if d.step == 4 and d.subject == store.id}


def _kinds(design: Design, store: Store) -> dict[str, str]:
    reads = {read.id for read in design.facts.reads if read.store == store.id}
    return {d.subject: d.choice for d in design.decisions if d.topic == "access" and d.subject in reads}


def _current(facts: Facts, store: Store) -> Input:
    """Return the engine that is there: as said, else as the catalogue says, else the question."""
    storage = storage_of(facts, store)
    if store.engine is None and storage is not None:
        technology = technology_of(facts, store.id)
        return derived(storage.engine, f"catalogue: {technology.name if technology else store.technology}")
    return said(store.engine, f"stores.{store.id}.engine")


def _advice(
    facts: Facts, load: StoreLoad, changes: dict[str, Changes], choices: dict[str, str], ledger: Ledger
) -> Advice:
    store = load.store
    current = _current(facts, store)
    layout = ledger.decide("S4.layout", store.id, {"engine.current": current})
    name = store.name or store.id
    if layout.choice == UNDETERMINED:
        return Advice(NAME, store.id, (layout.id,), SAYS[UNDETERMINED].format(store=name))
    written = written_by(_engine(current), load, tuple(changes.values()))
    sheet = _sheet(current, load, changes, choices, written) | {
        "engine.needs_transactions": _held(facts, load)
    }
    decision = ledger.decide("S4.engine", store.id, sheet)
    chosen = None if decision.choice == UNDETERMINED else decision.choice
    ledger.note("S4.engine_claim", store.id, sheet | {"engine.choice": derived(chosen, "S4.engine")})
    claims = [one.id for one in ledger.decisions if one.topic == "engine_claim" and one.subject == store.id]
    return Advice(
        subskill=NAME,
        subject=store.id,
        decisions=(decision.id, layout.id, *claims),
        says=SAYS[decision.choice].format(store=name, engine=ENGINES[written.current]),
        figures=(*_there(facts, store), *figures(load, changes, written.current, written.now)),
        notes=(*_compared(decision.choice, written), *_notes(facts, store, load, changes), MEASURE),
    )


def _engine(current: Input) -> Engine:
    return current.value  # type: ignore[return-value]  # an option of engine.current


def _sheet(
    current: Input, load: StoreLoad, changes: dict[str, Changes], choices: dict[str, str], written: Written
) -> dict[str, Input]:
    store, by_key = load.store, [a.read.p99_ms for a in load.accesses if a.kind == BY_KEY]
    fast = any(ms is not None and ms < defaults()["memory_only_p99_ms"] for ms in by_key)
    memory = choices.get("memory", UNDETERMINED)
    fits = None if memory == UNDETERMINED else memory != "reads_go_to_disk"
    scans = [a for a in load.scans if a.bytes is not None]
    heaviest = scans[0].read if scans else None
    scanning = load.bytes_per_s.get("analytical", 0.0)
    light = defaults()["light_scan_share"] * defaults()["scan_gb_s"] * GB
    return {
        "engine.current": current,
        "engine.workload": derived(choices["workload"], "S4.workload"),
        "engine.scans_heavy": derived(
            choices["workload"] in HEAVY or scanning > light, "bytes scanned a second"
        ),
        "engine.column_share": (
            said(heaviest.column_share, f"reads.{heaviest.id}.column_share")
            if heaviest
            else derived(1.0, "nothing scans")
        ),
        "engine.memory_only": derived(fast, "answer times of the reads by key"),
        "engine.fits_in_memory": derived(fits, "S4.memory"),
        "engine.in_order": derived(all(of.in_order for of in changes.values()), "entities that change"),
        "engine.write_mb_s": derived(written.now.high, f"{ENGINES[written.current]}, upper estimate"),
        "engine.disk_write_mb_s": said(store.disk_write_mb_s, f"stores.{store.id}.disk_write_mb_s"),
        "engine.other": derived(written.other or "none", "engine that is there, and writes per read"),
        **_gain(changes, written),
    }


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _held(facts: Facts, load: StoreLoad) -> Input:
    """Return whether something has to hold over the entities of the store."""
    held = {entity.id for entity in load.entities}
    rules = [one for one in facts.invariants if held & set(one.entities)]
    whole = [one for one in facts.operations if one.atomic and held & set(one.entities)]
    return derived(bool(rules or whole), "constraints and operations over its entities")


def _there(facts: Facts, store: Store) -> Iterator[Figure]:
    """Show what the catalogue says of how the store keeps its data."""
    storage = storage_of(facts, store)
    if storage and storage.note and store.engine is None:
        yield Figure("what is there", storage.note, ENGINES[storage.engine], storage.sources[-1])


def _compared(choice: str, written: Written) -> Iterator[str]:
    """Say what staying gives up, where the alternative would surely write less."""
    if choice == "stay" and written.other and written.then and written.then.high < written.now.low:
        times = written.now.low / written.then.high
        yield (
            f"{_capital(ENGINES[written.other])} would write at least {times:.2g} times less. "
            "Of a disk that bears what is written today, that buys nothing."
        )


def _gain(changes: dict[str, Changes], written: Written) -> Sheet:
    """Fill how much of the most written entity is hot, and from where the alternative surely writes less."""
    target = defaults()["engine_gain"] * (written.then.high if written.then else math.inf)
    if written.current != "b_tree":
        pays = 0.0 if written.now.low >= target else NEVER
        return {
            "engine.hot_share": derived(1.0, "merging does not depend on it"),
            "engine.hot_share_that_pays": derived(pays, "estimates of both"),
        }
    id_ = max(changes, key=lambda name: changes[name].per_s * changes[name].row_bytes)
    others = written_mb_s("b_tree", tuple(of for name, of in changes.items() if name != id_)).low
    share = share_that_pays(changes[id_], others, target)
    hot, ref = changes[id_].hot_share or None, f"entities.{id_}.hot_share"
    return {
        "engine.hot_share": derived(hot or 1.0, ref) if share is None else Input(hot, ref, at_most=1.0),
        "engine.hot_share_that_pays": derived(NEVER if share is None else share, "estimates of both"),
    }


def _notes(facts: Facts, store: Store, load: StoreLoad, changes: dict[str, Changes]) -> Iterator[str]:
    silent = [entity.id for entity in load.entities if entity.id not in changes]
    if silent and any(writer.peak_per_s is None for writer in writers_of(facts, store)):
        yield f"No rate of changes is known for {', '.join(silent)}: they are not in the estimate."
    aged = [e.id for e in load.entities if e.retention_d and e.id in changes and changes[e.id].in_order]
    if aged:
        yield f"Rows of {', '.join(aged)} go by age: drop whole partitions by time, delete none row by row."


SUBSKILL = Subskill(
    name=NAME,
    title="Whether the storage engine suits the workload",
    step=4,
    asks="Do B-tree pages, an LSM tree, columns, memory or a log suit what this store reads and writes?",
    groups=("S4.layout", "S4.engine", "S4.engine_claim"),
    advise=advise,
)
