"""The correctness analysis: what each path needs, what it gets, and what nobody has shown yet."""

from collections.abc import Iterator

from tools.domain.design import Hop
from tools.domain.verdict import SEVERITIES, CheckAnswer
from tools.guarantees.compose import compose
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import PathGroup, grouped, ids, path_groups
from tools.report.guide import guide
from tools.report.index import Index, blocks
from tools.report.sections.beyond_paths import (
    ANSWERS,
    checklist,
    closed,
    constraints,
    operations,
    ordering,
    own_writes,
    target_findings,
)
from tools.report.sections.searched import (
    constraints_searched,
    searched,
    violations,
    what_was_searched,
)
from tools.report.sections.today import laws
from tools.report.text import age, codes, distinct, duration, listing, number, sentence
from tools.report.words import NOT_SET, words


def correctness(doc: Document) -> Section:
    """Return the section: every path of the target design, then what spans paths."""
    index = Index(doc)
    found: list[Block] = []
    if doc.live_paths:
        found += [Paragraph(guide().preface), *_contract(doc)]
    for group in path_groups(doc.live_paths, doc):
        found += _group(group, doc, index)
    found += [
        *own_writes(doc, index),
        *ordering(doc),
        *constraints(doc),
        *constraints_searched(doc),
        *operations(doc),
        *target_findings(doc),
        *checklist(doc, index),
        *what_was_searched(doc),
    ]
    if not found:
        found.append(Paragraph("No data leaves its system of record, so there is no path to analyse."))
    return Section("Correctness Analysis", tuple(found))


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
    """Tell what a group of paths needs and gets; of what stays as it is only the verdict is not folded."""
    yield Heading(group.title)
    yield Paragraph(ids(group.paths), "Paths:" if len(group.paths) > 1 else "Path:")
    unchanged = all(path.id in doc.unchanged for path in group.paths)
    stays = "stays as it is; " if unchanged else ""
    yield Paragraph(f"{stays}{_sign_off(group, doc, index)}", "Sign-off:")
    if unchanged:
        yield from _blocking(group, index)
        yield Fold("What it needs and gets", tuple(_analysis(group, doc, index)))
    else:
        yield from _analysis(group, doc, index)
        yield from _blocking(group, index)
    yield from violations(group, doc)


def _sign_off(group: PathGroup, doc: Document, index: Index) -> str:
    outcomes = distinct(index.sign_off(path.id) for path in group.paths)
    said = listing([words("verdict", outcome) for outcome in outcomes]) or "not judged"
    if not doc.broken.isdisjoint(path.id for path in group.paths):
        said += ", but the search found a counterexample"
    missing = distinct(gap for path in group.paths for gap in doc.gaps_of.get(path.id, ()))
    return f"{said}, but incomplete: {listing(missing, 4)}" if missing else said


def _analysis(group: PathGroup, doc: Document, index: Index) -> Iterator[Block]:
    yield Table(("", "Needs", "Gets"), tuple(_needs_and_gets(group, doc, index)))
    if group.first.hops:
        yield Paragraph("Operation identifier, hop by hop:")
        yield _hops(group)
    if group.first.obligations:
        obligations = listing([words("extra", o) for o in group.first.obligations])
        yield Paragraph(f"{obligations}.", "Also required:")
    yield from _law_blocks(group, index)
    yield from searched(group, doc)
    yield from _counts(group, index)


def _needs_and_gets(group: PathGroup, doc: Document, index: Index) -> Iterator[tuple[str, str, str]]:
    first = group.first
    yield "Timeliness", _freshness(group, doc), _lag(group)
    orders = [order for path in group.paths if (order := index.order(path))]
    if orders:
        needs = listing(distinct(words("need", order.need) for order in orders))
        gives = listing(distinct(words("order", order.given) for order in orders))
        hows = listing(distinct(map(closed, orders)))
        yield "Order", needs, f"{gives}{f'; {hows}' if hows else ''}"
    else:
        yield "Order", "not stated", f"key {listing(distinct(p.ordering_key or '' for p in group.paths), 4)}"
    yield "No loss", "every committed change arrives", _delivery(first)
    yield "Repeats and old versions", "change nothing", _guarded(first)
    deletes = distinct(index.deletes(path.entity) for path in group.paths)
    yield "Deletes", listing(deletes) or "not stated", _choice("deletes", first.deletes)
    yield "Drift", "is noticed and mended", _comparison(first)


def _comparison(path: PathEntry) -> str:
    said = _choice("reconcile", path.reconciliation)
    return f"{said} reconciliation" if path.reconciliation in ("strict", "normal", "light") else said


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
    said = {
        "AMO": "a hop can lose changes; only reconciliation notices",
        "ALO": "at least once over all hops",
        "EOT": "once, inside one transactional system",
        None: "not known for every hop",
    }
    return said[compose(path.hops).delivery]


def _hops(group: PathGroup) -> Table:
    rows = []
    for place, hop in enumerate(group.first.hops):
        names = distinct(_hop(path, path.hops[place]) for path in group.paths)
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


def _hop(path: PathEntry, hop: Hop) -> str:
    """Return what a reader calls a hop: what relays or carries is named by its choice."""
    if hop.kind == "relay" and path.relay:
        return f"relay, {words('relay', path.relay)}"
    return words("transport", path.transport) if hop.kind == "transport" else hop.name


def _law_blocks(group: PathGroup, index: Index) -> Iterator[Block]:
    """Tell the laws that hold and those that wait for a fact; what blocks the path stands apart."""
    hits = [hit for path in group.paths for hit in index.laws(path.id) if hit.severity != "critical"]
    good = distinct(
        f"{words('law', h.says)} ({h.law})" for h in hits if h.severity == "none" and not h.unknown
    )
    if good:
        yield Paragraph(f"{listing(good)}.", "By the composition laws:")
    if bad := [hit for hit in hits if hit.severity != "none" and not hit.unknown]:
        yield Bullets(tuple(laws(sorted(bad, key=lambda h: SEVERITIES.index(h.severity)))))
    if open_ := [hit for hit in hits if hit.unknown]:
        yield Fold("Laws that wait for a fact", (Bullets(tuple(laws(open_))),))


def _counts(group: PathGroup, index: Index) -> Iterator[Block]:
    """Count a group's answers; the checklist itself follows once, below all paths."""
    answers = [answer for path in group.paths for answer in index.answers(path.id)]
    items = {(a.item, a.answer) for a in answers}
    counts = [
        f"{count} {words('answer', answer)}"
        for answer in ANSWERS
        if (count := sum(found == answer for _, found in items))
    ]
    if counts:
        yield Paragraph(f"{listing(counts)}.", "Checklist:")
    if later := distinct(a.item for a in answers if a.by_operation and a.severity == "critical"):
        yield Paragraph(f"{listing(later)}.", "Still to be shown in operation:")


def _blocking(group: PathGroup, index: Index) -> Iterator[Block]:
    """Name what fails, and what blocks a sign-off until it is known."""
    hits = [hit for path in group.paths for hit in index.laws(path.id) if hit.severity == "critical"]
    answers = [
        answer
        for path in group.paths
        for answer in index.answers(path.id)
        if answer.answer == "fail" or blocks(answer)
    ]
    lines = grouped(answers, lambda a: (a.item, a.answer, a.severity, a.evidence))
    if points := (*laws(hits), *(_check(line, index, len(group.paths)) for line in lines)):
        yield Bullets(points)


def _check(line: tuple[CheckAnswer, ...], index: Index, paths: int) -> tuple[str, str]:
    first = line[0]
    where = "" if len(line) == paths else f" ({codes([answer.path for answer in line], 3)})"
    lead = f"{first.item}, {first.severity}, {words('answer', first.answer)}:"
    return lead, f"{index.question(first.item)} {sentence(first.evidence)}{where}".strip()
