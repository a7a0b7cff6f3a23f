"""The correctness analysis: what each path needs, what it gets, and what nobody has shown yet."""

from collections.abc import Iterator

from tools.domain.design import Ordering
from tools.domain.verdict import SEVERITIES, CheckAnswer
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import PathGroup, grouped, ids, path_groups
from tools.report.index import Index
from tools.report.sections.today import laws
from tools.report.text import codes, counted, distinct, duration, listing, number
from tools.report.words import words

NOT_SET = "not set"
"""What a table shows for a choice that is missing. `lint` takes it for a broken gate."""


def correctness(doc: Document) -> Section:
    """Return the section: every path of the target design, then what spans paths."""
    index = Index(doc)
    blocks: list[Block] = []
    if doc.live_paths:
        blocks += [Paragraph(_PREFACE), *_contract(doc)]
    for group in path_groups(doc.live_paths, doc):
        blocks += _group(group, doc, index)
    blocks += [
        *_own_writes(doc),
        *_ordering(doc),
        *_constraints(doc),
        *_operations(doc),
        *_recommended_findings(doc),
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
    yield from _checks(group, doc, index)


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
        hows = listing(distinct(order.how.rstrip(".") for order in orders))
        yield "Order", needs, f"{gives}{f'; {hows}' if hows else ''}"
    else:
        yield "Order", "not stated", f"key {listing(distinct(p.ordering_key or '' for p in group.paths), 4)}"
    yield "No loss", "every committed change arrives", _delivery(first)
    guard = f"{_choice('guard', first.sink_guard)}, compared by {_choice('token', first.version_token)}"
    yield "Repeats and old versions", "change nothing", guard
    deletes = distinct(index.deletes(path.entity) for path in group.paths)
    yield "Deletes", listing(deletes) or "not stated", _choice("deletes", first.deletes)
    yield "Drift", "is noticed and mended", f"{_choice('reconcile', first.reconciliation)} reconciliation"


def _freshness(group: PathGroup, doc: Document) -> str:
    reads = [doc.read_by_id[id_] for path in group.paths for id_ in path.reads if id_ in doc.read_by_id]
    said = distinct(
        f"`{read.id}` at most {duration(read.freshness_s)} old"
        + (f" (staleness is {read.staleness_harm})" if read.staleness_harm not in (None, "none") else "")
        for read in reads
        if read.freshness_s is not None
    )
    return listing(said, 4) or "no bound stated"


def _lag(group: PathGroup) -> str:
    lags = distinct(duration(path.lag_objective_s) for path in group.paths)
    return f"objective {listing(lags, 4)}, measured from commit to visible" if lags else NOT_SET


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


def _checks(group: PathGroup, doc: Document, index: Index) -> Iterator[Block]:
    answers = [answer for path in group.paths for answer in index.answers(path.id)]
    if not answers:
        return
    lines = grouped(answers, lambda a: (a.item, a.answer, a.severity, a.evidence))
    counts = [
        f"{sum(line[0].answer == answer for line in lines)} {words('answer', answer)}"
        for answer in ("pass", "fail", "unknown", "not_applicable")
        if any(line[0].answer == answer for line in lines)
    ]
    yield Paragraph(f"{listing(counts)}.", "Checklist:")
    open_ = [line for line in lines if line[0].answer in ("fail", "unknown")]
    open_.sort(key=lambda line: (line[0].answer != "fail", SEVERITIES.index(line[0].severity)))
    pressing = [line for line in open_ if line[0].severity == "critical" or line[0].answer == "fail"]
    if pressing:
        yield Bullets(tuple(_check(line, index, len(group.paths)) for line in pressing))
    rows = tuple(_check_row(line, index, len(group.paths)) for line in lines)
    yield Fold(
        f"All {len(rows)} answers",
        (Table(("Item", "Question", "Answer", "What decided, or what would tell"), rows),),
    )


def _where(line: tuple[CheckAnswer, ...], paths: int) -> str:
    return "" if len(line) == paths else f" ({codes([answer.path for answer in line], 3)})"


def _check(line: tuple[CheckAnswer, ...], index: Index, paths: int) -> tuple[str, str]:
    first = line[0]
    lead = f"{first.item}, {first.severity}, {words('answer', first.answer)}:"
    return lead, f"{index.question(first.item)} {_capital(first.evidence)}.{_where(line, paths)}".strip()


def _check_row(line: tuple[CheckAnswer, ...], index: Index, paths: int) -> tuple[str, ...]:
    first = line[0]
    answer = words("answer", first.answer)
    return first.item, index.question(first.item), answer, f"{first.evidence}{_where(line, paths)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".")


def _own_writes(doc: Document) -> Iterator[Block]:
    rows = []
    for read in doc.reads:
        decided = (
            [d for d in doc.decisions if d.topic == "ryw" and d.subject == read.id]
            if read.read_your_writes
            else []
        )
        if read.read_your_writes:
            how = listing([words("ryw", d.choice) for d in decided]) or NOT_SET
            rows.append(
                (f"`{read.id}`", read.consumer or "not stated", how, codes(d.id for d in decided) or NOT_SET)
            )
    if rows:
        yield Heading("Users who must see their own writes")
        yield Table(("Read", "Consumer", "How", "Decision"), tuple(rows))


def _ordering(doc: Document) -> Iterator[Block]:
    if not doc.ordering:
        return

    def same(order: Ordering) -> tuple[str, ...]:
        return order.need, order.given, order.how

    yield Heading("Ordering")
    yield Table(
        ("Subject", "Must be ordered", "The path gives", "How the gap is closed"),
        tuple(
            (
                codes(distinct(order.subject for order in group), 4),
                words("need", group[0].need),
                words("order", group[0].given),
                group[0].how or "no gap",
            )
            for group in grouped(doc.ordering, same)
        ),
    )


def _constraints(doc: Document) -> Iterator[Block]:
    if not doc.constraints:
        return
    rows = []
    for row in doc.constraints:
        hardness = {True: "hard", False: "soft", None: "treated as hard, nobody said"}[row.hard]
        decided = [doc.decision_by_id[id_] for id_ in row.decisions]
        stores = listing([doc.store_name(store) for store in row.stores], 3) or "the system of record"
        where = (
            listing([words(d.topic, d.choice) for d in decided]) or f"in the deciding transaction on {stores}"
        )
        rows.append(
            (
                f"`{row.id}`",
                words("invariant", row.kind) + (f" ({listing(row.attributes)})" if row.attributes else ""),
                listing(row.entities, 4),
                hardness,
                where,
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
        yield Bullets(tuple((f"{f.severity}, {f.rule}:", f"{f.message} (`{f.subject}`)") for f in found))
        return
    if doc.live_paths:
        rules = counted(len(doc.live_paths), "path")
        yield Paragraph(f"The design rules found nothing to report against the target design ({rules}).")
