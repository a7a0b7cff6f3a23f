"""The correctness analysis: what each path needs, what it gets, and what nobody has shown yet."""

from collections.abc import Iterator

from tools.domain.design import Ordering
from tools.domain.verdict import SEVERITIES, CheckAnswer
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import PathGroup, grouped, ids, path_groups
from tools.report.index import Index
from tools.report.sections.today import laws, rule_name
from tools.report.text import age, codes, counted, distinct, duration, listing, number, sentence
from tools.report.words import NOT_SET, words

_ANSWERS = ("fail", "unknown", "pass", "not_applicable")
_ENFORCED = (
    "one_transaction_or_single_writer_shard",
    "reservation_in_one_consensus_scope",
    "detect_and_compensate",
    "unique_constraint_in_the_authority",
)
"""Choices that say where a constraint is enforced."""


def correctness(doc: Document) -> Section:
    """Return the section: every path of the target design, then what spans paths."""
    index = Index(doc)
    blocks: list[Block] = []
    if doc.live_paths:
        blocks += [Paragraph(_PREFACE), *_contract(doc)]
    for group in path_groups(doc.live_paths, doc):
        blocks += _group(group, doc, index)
    blocks += [
        *_own_writes(doc, index),
        *_ordering(doc),
        *_constraints(doc),
        *_operations(doc),
        *_recommended_findings(doc),
        *_checklist(doc, index),
    ]
    if not blocks:
        blocks.append(Paragraph("No data leaves its system of record, so there is no path to analyse."))
    return Section("Correctness Analysis", tuple(blocks))


_PREFACE = (
    "Timeliness and integrity are judged apart. Late data heals by waiting; lost, doubled or overwritten "
    "data does not. Each path below must keep integrity under repeats, reordering, crashes and replays, and "
    "states how late it may be."
)


def _contract(doc: Document) -> tuple[Block, ...]:
    """Return what every path promises, one line each. `lint` compares these tables with the JSON."""
    feeds = Table(
        ("Path", "Status", "Capture", "Transport", "Processing", "Bootstrap", "Lag objective", "Owner"),
        tuple(_feed(path) for path in doc.live_paths),
    )
    guards = Table(
        ("Path", "Ordering key", "Version token", "Sink guard", "Deletes", "Reconciliation", "Decision"),
        tuple(_guard(path) for path in doc.live_paths),
    )
    return (Heading("How each view is fed"), feeds, Heading("How each view stays right"), guards)


def _feed(path: PathEntry) -> tuple[str, ...]:
    return (
        f"`{path.id}`",
        words("status", path.status),
        _choice("capture", path.capture),
        _choice("transport", path.transport),
        _choice("processing", path.processing),
        _choice("bootstrap", path.bootstrap),
        duration(path.lag_objective_s) or NOT_SET,
        path.owner or NOT_SET,
    )


def _guard(path: PathEntry) -> tuple[str, ...]:
    return (
        f"`{path.id}`",
        path.ordering_key or NOT_SET,
        _choice("token", path.version_token),
        _choice("guard", path.sink_guard),
        _choice("deletes", path.deletes),
        _choice("reconcile", path.reconciliation),
        f"`{path.decision}`" if path.decision else NOT_SET,
    )


def _choice(topic: str, id_: str | None) -> str:
    return words(topic, id_) if id_ else NOT_SET


def _group(group: PathGroup, doc: Document, index: Index) -> Iterator[Block]:
    yield Heading(group.title)
    yield Paragraph(ids(group.paths), "Paths:" if len(group.paths) > 1 else "Path:")
    yield Paragraph(_sign_off(group, index), "Sign-off:")
    yield Table(("", "Needs", "Gets"), tuple(_needs_and_gets(group, doc, index)))
    if group.first.hops:
        yield Paragraph("Operation identifier, hop by hop:")
        yield _hops(group)
    if group.first.obligations:
        obligations = listing([words("extra", o) for o in group.first.obligations])
        yield Paragraph(f"{obligations}.", "Also required:")
    yield from _law_blocks(group, index)
    yield from _checks(group, index)


def _sign_off(group: PathGroup, index: Index) -> str:
    outcomes = distinct(index.sign_off(path.id) for path in group.paths)
    return listing([words("verdict", outcome) for outcome in outcomes]) or "not judged"


def _needs_and_gets(group: PathGroup, doc: Document, index: Index) -> Iterator[tuple[str, str, str]]:
    first = group.first
    yield "Timeliness", _freshness(group, doc), _lag(group)
    orders = [order for path in group.paths if (order := index.order(path))]
    if orders:
        needs = listing(distinct(words("need", order.need) for order in orders))
        gives = listing(distinct(words("order", order.given) for order in orders))
        hows = listing(distinct(map(_closed, orders)))
        yield "Order", needs, f"{gives}{f'; {hows}' if hows else ''}"
    else:
        yield "Order", "not stated", f"key {listing(distinct(p.ordering_key or '' for p in group.paths), 4)}"
    yield "No loss", "every committed change arrives", _delivery(first)
    yield "Repeats and old versions", "change nothing", _guarded(first)
    deletes = distinct(index.deletes(path.entity) for path in group.paths)
    yield "Deletes", listing(deletes) or "not stated", _choice("deletes", first.deletes)
    yield "Drift", "is noticed and mended", f"{_choice('reconcile', first.reconciliation)} reconciliation"


def _guarded(path: PathEntry) -> str:
    guard, token = _choice("guard", path.sink_guard), _choice("token", path.version_token)
    return guard if path.version_token in (None, path.sink_guard) else f"{guard}, by {token}"


def _freshness(group: PathGroup, doc: Document) -> str:
    reads = [doc.read_by_id[id_] for path in group.paths for id_ in path.reads if id_ in doc.read_by_id]
    said = distinct(
        f"`{read.id}` {age(read.freshness_s)}"
        + (f" (staleness is {read.staleness_harm})" if read.staleness_harm not in (None, "none") else "")
        for read in reads
        if read.freshness_s is not None
    )
    return listing(said, 4) or "no bound stated"


def _lag(group: PathGroup) -> str:
    lags = distinct(duration(path.lag_objective_s) for path in group.paths)
    return f"objective {listing(lags, 4)}" if lags else NOT_SET


def _delivery(path: PathEntry) -> str:
    hops = [hop.delivery for hop in path.hops]
    if "AMO" in hops:
        return "a hop can lose changes; only reconciliation notices"
    if not hops or None in hops:
        return "not known for every hop"
    return "at least once over all hops" if "ALO" in hops else "once, inside one transactional system"


def _hops(group: PathGroup) -> Table:
    rows = []
    for place, hop in enumerate(group.first.hops):
        names = distinct(path.hops[place].name for path in group.paths)
        kept = f"{number(hop.window_h)} h" if hop.window_h is not None else "not stated"
        rows.append(
            (
                listing(names, 2),
                words("delivery", hop.delivery) if hop.delivery else "unknown",
                words("order", hop.order) if hop.order else "unknown",
                kept,
                hop.operation_id or "none",
            )
        )
    return Table(
        ("Hop", "Delivery", "Order kept", "Keeps unread changes", "One change is named by"), tuple(rows)
    )


def _law_blocks(group: PathGroup, index: Index) -> Iterator[Block]:
    hits = [hit for path in group.paths for hit in index.laws(path.id)]
    good = distinct(
        f"{words('law', h.says)} ({h.law})" for h in hits if h.severity == "none" and not h.unknown
    )
    if good:
        yield Paragraph(f"{listing(good)}.", "By the composition laws:")
    bad = sorted(
        (h for h in hits if h.severity != "none" and not h.unknown),
        key=lambda h: SEVERITIES.index(h.severity),
    )
    if bad:
        yield Bullets(tuple(laws(bad)))
    if open_ := [hit for hit in hits if hit.unknown]:
        yield Fold("Laws that wait for a fact", (Bullets(tuple(laws(open_))),))


def _checks(group: PathGroup, index: Index) -> Iterator[Block]:
    """Count a group's answers and name what blocks it; the whole checklist follows once, below all paths."""
    answers = [answer for path in group.paths for answer in index.answers(path.id)]
    if not answers:
        return
    items = {(a.item, a.answer) for a in answers}
    counts = [
        f"{count} {words('answer', answer)}"
        for answer in _ANSWERS
        if (count := sum(found == answer for _, found in items))
    ]
    yield Paragraph(f"{listing(counts)}.", "Checklist:")
    pressing = [
        a for a in answers if a.answer == "fail" or (a.answer == "unknown" and a.severity == "critical")
    ]
    if pressing:
        lines = grouped(pressing, lambda a: (a.item, a.answer, a.severity, a.evidence))
        yield Bullets(tuple(_check(line, index, len(group.paths)) for line in lines))


def _check(line: tuple[CheckAnswer, ...], index: Index, paths: int) -> tuple[str, str]:
    first = line[0]
    where = "" if len(line) == paths else f" ({codes([answer.path for answer in line], 3)})"
    lead = f"{first.item}, {first.severity}, {words('answer', first.answer)}:"
    return lead, f"{index.question(first.item)} {sentence(first.evidence)}{where}".strip()


def _checklist(doc: Document, index: Index) -> Iterator[Block]:
    """Yield every answer for the target design, once for all paths that share it."""
    answers = [answer for answer in doc.checklist if answer.about == "recommended"]
    if not answers:
        return
    lines = sorted(
        grouped(answers, lambda a: (a.item, a.answer)),
        key=lambda line: (line[0].item, _ANSWERS.index(line[0].answer)),
    )
    rows = tuple(
        (
            line[0].item,
            index.question(line[0].item),
            words("answer", line[0].answer),
            codes(distinct(answer.path for answer in line), 3) or "the system",
            listing(distinct(answer.evidence for answer in line), 2),
        )
        for line in lines
    )
    head = ("Item", "Question", "Answer", "Paths", "What decided, or what would tell")
    yield Heading("Checklist")
    yield Paragraph("Unknown is not pass: each unknown answer names what would tell.")
    yield Fold(f"All answers ({len(answers)})", (Table(head, rows),))


def _own_writes(doc: Document, index: Index) -> Iterator[Block]:
    rows = []
    for read in doc.reads:
        if not read.read_your_writes:
            continue
        decided = index.decided("ryw", read.id)
        authorities = {store for entity in read.entities for store in doc.authorities_of.get(entity, ())}
        if set(read.served_by) <= authorities:
            how = "reads the system of record itself"
        else:
            how = listing([words("ryw", decision.choice) for decision in decided]) or NOT_SET
        consumer = read.consumer or "not stated"
        rows.append((f"`{read.id}`", consumer, how, codes(d.id for d in decided) or "none needed"))
    if rows:
        yield Heading("Users who must see their own writes")
        yield Table(("Read", "Consumer", "How", "Decision"), tuple(rows))


def _ordering(doc: Document) -> Iterator[Block]:
    """Yield what must be ordered; own writes, a question of the same step, have a table of their own."""
    orders = [order for order in doc.ordering if not order.decision.startswith("s6.ryw.")]
    if not orders:
        return
    yield Heading("Ordering")
    yield Table(
        ("Subject", "Must be ordered", "The path gives", "How the gap is closed"),
        tuple(
            (
                codes(distinct(order.subject for order in same), 4),
                words("need", same[0].need),
                words("order", same[0].given),
                _closed(same[0]) or "no gap",
            )
            for same in grouped(orders, lambda order: (order.need, order.given, order.how))
        ),
    )


def _closed(order: Ordering) -> str:
    """Return how the gap is closed: obligations by their id, or a sentence."""
    return "; ".join(words("key", part) for part in order.how.rstrip(".").split("; "))


def _constraints(doc: Document) -> Iterator[Block]:
    if not doc.constraints:
        return
    rows = []
    for row in doc.constraints:
        hardness = {True: "hard", False: "soft", None: "treated as hard, nobody said"}[row.hard]
        stores = listing([doc.store_name(store) for store in row.stores], 3) or "the system of record"
        decided = [doc.decision_by_id[id_] for id_ in row.decisions]
        enforced = [words(d.topic, d.choice) for d in decided if d.choice in _ENFORCED]
        where = listing(enforced) or f"in the deciding transaction on {stores}"
        rows.append(
            (
                f"`{row.id}`",
                words("invariant", row.kind) + (f" ({listing(row.attributes)})" if row.attributes else ""),
                listing(row.entities, 4),
                hardness,
                where or f"in the deciding transaction on {stores}",
                "detect, tell whoever relied on it, undo; the log of both stays"
                if row.hard is False
                else "none: it must not happen",
            )
        )
    yield Heading("Constraints")
    yield Paragraph(
        "A hard constraint is decided where its system of record commits, never in a copy. "
        "A soft one may be broken for a moment, if somebody notices and compensates."
    )
    yield Table(("Constraint", "Says", "Entities", "Hard or soft", "Enforced", "Compensation"), tuple(rows))


def _operations(doc: Document) -> Iterator[Block]:
    if not doc.operations:
        return
    carried = {
        True: "one id from the first attempt to the last store",
        False: "no common id today",
        None: "unknown",
    }
    rows = []
    for row in doc.operations:
        places = listing([*map(doc.store_name, row.stores), *row.services], 5) or "not stated"
        decided = [doc.decision_by_id[id_] for id_ in row.decisions]
        rows.append(
            (
                f"`{row.id}`",
                listing(row.entities, 4) or "not stated",
                places + (f", calls {doc.store_name(row.provider)}" if row.provider else ""),
                carried[row.operation_id],
                listing(distinct(words(d.topic, d.choice) for d in decided)) or "no decision of its own",
            )
        )
    yield Heading("Operations over several places")
    yield Table(("Operation", "Changes", "Where", "Operation identifier", "How it is made safe"), tuple(rows))


def _recommended_findings(doc: Document) -> Iterator[Block]:
    found = [finding for finding in doc.findings if finding.about == "recommended"]
    if found:
        yield Heading("Findings against the target design")
        yield Bullets(
            tuple((f"{f.severity}, {rule_name(f.rule)}:", f"{f.message} (`{f.subject}`)") for f in found)
        )
        return
    if doc.live_paths:
        rules = counted(len(doc.live_paths), "path")
        yield Paragraph(f"The design rules found nothing to report against the target design ({rules}).")
