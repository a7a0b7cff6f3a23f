"""Which workload a store carries: transactions, scans, both, search or time series, with the arithmetic."""

from collections.abc import Iterator, Mapping

from tools.deciding.ledger import Ledger
from tools.deciding.sheet import Input, Sheet, derived, least, said
from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.design import Design
from tools.domain.facts import Facts, Growth, Read, Store
from tools.domain.subskills import Advice, Figure
from tools.knowledge.thresholds import defaults
from tools.subskills.quantities import amount, percent
from tools.subskills.store_load import SCAN, StoreLoad, counted_reads, load_of, rows_of
from tools.subskills.subskill import Subskill
from tools.subskills.workload_arithmetic import (
    GB,
    busy,
    grown,
    qps_borne,
    row_bytes,
    row_size_is_assumed,
    share_borne,
    shares,
)

NAME = "oltp-olap-workload-classifier"

SAYS = {
    "oltp": "{store} carries transactions (OLTP){beside}: keep it as it is.",
    "olap": "{store} carries analysis (OLAP){beside}: rows arrive in loads and are read by scans.",
    "htap": "{store} carries transactions and heavy scans of fresh data (HTAP){beside}: keep the two apart.",
    "mixed": "{store} carries transactions and heavy scans of older data{beside}: scan elsewhere.",
    "search": "{store} carries search{beside}: what it searches is written elsewhere.",
    "time_series": "{store} carries time series{beside}: rows come and go in the order of time.",
    UNDETERMINED: "What {store} carries cannot be said yet.",
}

KIND = {"transactional": "by key", SCAN: "scans", "search": "search", "time_series": "series over time"}

MEMORY = {
    "all_in_memory": "The data fits in memory: a read waits for a disk only after a restart.",
    "hot_part_in_memory": "What nearly all accesses touch fits in memory; the rest is seldom asked for.",
    "reads_go_to_disk": "More is touched all the time than memory holds: reads by key wait for the disk.",
    UNDETERMINED: "Whether the working set fits in memory cannot be said yet.",
}


def advise(design: Design, ledger: Ledger) -> tuple[Advice, ...]:
    """Classify each store of which somebody counted the rows that a query touches."""
    counted = counted_reads(design.facts)
    stores = (store for store in design.facts.stores if store.id in counted)
    return tuple(_of_store(design.facts, store, counted[store.id], ledger) for store in stores)


def _of_store(facts: Facts, store: Store, reads: tuple[Read, ...], ledger: Ledger) -> Advice:
    accesses = [ledger.decide("S4.access", read.id, _access_sheet(read)) for read in reads]
    load = load_of(facts, store, {decision.subject: decision.choice for decision in accesses})
    workload = ledger.decide("S4.workload", store.id, _workload_sheet(facts, load))
    memory = ledger.decide("S4.memory", store.id, _memory_sheet(load))
    return Advice(
        subskill=NAME,
        subject=store.id,
        decisions=(workload.id, memory.id, *(decision.id for decision in accesses)),
        says=SAYS[workload.choice].format(store=store.name or store.id, beside=_beside(load, workload)),
        figures=(*_figures(load), *_memory_figures(load, facts.growth)),
        notes=(MEMORY[memory.choice], *_notes(load)),
    )


def _access_sheet(read: Read) -> Sheet:
    ref = f"reads.{read.id}"
    rows = rows_of(read)
    counted = read.rows_read is not None or rows is None
    return {
        "access.pattern": Input(read.pattern, f"{ref}.pattern", only=read.pattern),  # said is said: no flip
        "access.rows": said(rows, f"{ref}.rows_read") if counted else derived(rows, "a lookup by key"),
    }


def _workload_sheet(facts: Facts, load: StoreLoad) -> Sheet:
    kinds = {access.kind for access in load.accesses}
    changed = {w.entity for writer in facts.writers for w in writer.writes if w.store == load.store.id}
    by_key = any(entity.id in changed and not entity.append_only for entity in load.entities)
    fresh = [(access.read.freshness_s, f"reads.{access.read.id}.freshness_s") for access in load.scans]
    return {
        "workload.by_key": derived(True, "rows that are changed") if by_key else _any("transactional", kinds),
        "workload.scans": _any(SCAN, kinds),
        "workload.search": _any("search", kinds),
        "workload.series": _any("time_series", kinds),
        "workload.freshness_s": least(fresh),
        **_scan_rates(load),
    }


def _any(kind: str, kinds: set[str]) -> Input:
    """Return whether an access is of this kind; unknown while none is and one is undetermined."""
    if kind in kinds:
        return derived(True, f"an access {KIND[kind]}")
    return derived(None if UNDETERMINED in kinds else False, f"accesses {KIND[kind]}")


def _scan_rates(load: StoreLoad) -> Sheet:
    """Fill the rate of the scan that reads most, and the one up to which all scans together stay light."""
    if not load.scans:
        none = derived(None, "nothing scans")
        return {"workload.scan_qps": none, "workload.scan_qps_borne": none}
    first, *others = load.scans
    rates = [access.bytes_per_s for access in others]
    known = [rate for rate in rates if rate is not None]
    borne = None
    if first.bytes is not None and len(known) == len(rates):
        borne = qps_borne(first.bytes, sum(known))
    return {
        "workload.scan_qps": said(first.read.qps, f"reads.{first.read.id}.qps"),
        "workload.scan_qps_borne": derived(borne, "bytes per scan"),
    }


def _memory_sheet(load: StoreLoad) -> Sheet:
    by_id = {entity.id: entity for entity in load.entities}
    sizes, memory = load.sizes, load.store.memory_gb
    sheet = {
        "workload.data_gb": derived(sum(sizes.values()) if sizes else None, "sizes of the entities"),
        "workload.memory_gb": said(memory, f"stores.{load.store.id}.memory_gb"),
        "workload.hot_share": derived(None, "no size is known"),
        "workload.hot_share_borne": derived(None, "no size is known"),
    }
    if sizes:
        largest, *rest = sizes
        hot = sum(sizes[id_] * (by_id[id_].hot_share or 1.0) for id_ in rest)
        borne = None if memory is None else share_borne(memory, sizes[largest], hot)
        ref = f"entities.{largest}.hot_share"
        sheet["workload.hot_share"] = said(by_id[largest].hot_share, ref)
        sheet["workload.hot_share_borne"] = derived(borne, "sizes, hot parts and memory")
    return sheet


def _beside(load: StoreLoad, workload: Decision) -> str:
    """Name what the class does not say: search beside transactions, light scans beside both."""
    named = {"oltp": {"transactional"}, "htap": {"transactional", SCAN}, "mixed": {"transactional", SCAN}}
    own = named.get(workload.choice, {{"olap": SCAN}.get(workload.choice, workload.choice)})
    words = {
        SCAN: "light scans",
        "search": "search",
        "time_series": "time series",
        "transactional": "lookups",
    }
    kinds = dict.fromkeys(access.kind for access in load.accesses)
    found = [words[kind] for kind in kinds if kind in words and kind not in own]
    return f" with {' and '.join(found)} beside" if found else ""


def _figures(load: StoreLoad) -> Iterator[Figure]:
    for id_, size in list(load.sizes.items())[:2]:
        entity = next(entity for entity in load.entities if entity.id == id_)
        if not row_size_is_assumed(entity):
            each = row_bytes(entity)
            formula = f"{amount(size * GB)} / {entity.rows or 0:,.0f} rows"
            yield Figure(f"bytes per row of {id_}", formula, amount(each))
    for access in load.accesses:
        rate = access.bytes_per_s
        if rate is not None and access.bytes is not None:
            formula = f"{access.read.qps:,g}/s * {amount(access.bytes)} a query"
            yield Figure(f"bytes that {access.read.id} touches", formula, f"{amount(rate)}/s")
    yield from _share_figures(load)


def _share_figures(load: StoreLoad) -> Iterator[Figure]:
    queries, touched = load.queries_per_s, load.bytes_per_s
    yield from _split("queries", queries, {kind: f"{rate:.3g}/s" for kind, rate in queries.items()})
    yield from _split(
        "bytes touched, in memory or on disk",
        touched,
        {kind: f"{amount(rate)}/s" for kind, rate in touched.items()},
    )
    scanned = load.bytes_per_s.get(SCAN)
    if scanned is not None:
        formula = f"{amount(scanned)}/s / {defaults()['scan_gb_s']:g} GB/s"
        yield Figure("time that one scan is busy", formula, percent(busy(scanned)), "judg")


def _split(name: str, rates: Mapping[str, float], written: Mapping[str, str]) -> Iterator[Figure]:
    """Show how a load divides among the kinds of access, if there are several."""
    parts = shares(rates)
    if len(parts) > 1:
        formula = "; ".join(f"{KIND.get(kind, kind)} {text}" for kind, text in written.items())
        value = "; ".join(f"{KIND.get(kind, kind)} {percent(part)}" for kind, part in parts.items())
        yield Figure(f"share of the {name}", formula, value)


def _memory_figures(load: StoreLoad, growth: Growth) -> Iterator[Figure]:
    sizes, memory = load.sizes, load.store.memory_gb
    if sizes and memory is not None:
        total = sum(sizes.values())
        formula = f"{' + '.join(f'{size:.3g}' for size in sizes.values())} = {total:.3g} GB"
        limit = defaults()["cache_share"]
        value = f"{total:.3g} of {limit:g} * {memory:g} = {limit * memory:.3g} GB"
        yield Figure("data against memory", formula, value, "judg")
        if growth.factor_per_year is not None and growth.horizon_years is not None:
            later = grown(total, growth.factor_per_year, growth.horizon_years)
            formula = f"{total:.3g} GB * {growth.factor_per_year:g}^{growth.horizon_years:g}"
            fits = "fits" if later <= limit * memory else "does not fit"
            yield Figure(f"data in {growth.horizon_years:g} years", formula, f"{later:.3g} GB, {fits}")


def _notes(load: StoreLoad) -> Iterator[str]:
    if searching := [access.read.id for access in load.accesses if access.kind == "search"]:
        yield f"Whether {', '.join(searching)} needs a search engine is judged by the limits of search."
    silent = [a.read.id for a in load.accesses if a.read.qps is None]
    if silent:
        yield f"Not in the shares, because nobody said how often: {', '.join(silent)}."
    assumed = [entity.id for entity in load.entities if row_size_is_assumed(entity)]
    if assumed:
        size = f"{defaults()['assumed_row_kb']:g} kB (engineering judgement)"
        yield f"Nobody said how large these rows are, so each is taken for {size}: {', '.join(assumed)}."
    unknown = [entity.id for entity in load.entities if entity.id not in load.sizes]
    if unknown:
        yield f"Left out of the data, because nobody said how many there are: {', '.join(unknown)}."


SUBSKILL = Subskill(
    name=NAME,
    title="Which workload each store carries",
    step=4,
    asks="Is it mostly short transactions, long scans, both, search or time series?",
    groups=("S4.access", "S4.workload", "S4.memory"),
    advise=advise,
)
