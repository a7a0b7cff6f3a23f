"""What the correctness analysis says beyond single paths: own writes, ordering, constraints, operations."""

from collections.abc import Iterator

from tools.domain.design import Ordering
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Table
from tools.report.document import Document
from tools.report.groups import grouped
from tools.report.index import Index
from tools.report.sections.today import rule_name
from tools.report.text import codes, counted, distinct, listing
from tools.report.words import NOT_SET, reworded, words

ANSWERS = ("fail", "unknown", "pass", "not_applicable")
"""Worst first."""

_ENFORCED = (
    "one_transaction_or_single_writer_shard",
    "reservation_in_one_consensus_scope",
    "detect_and_compensate",
    "unique_constraint_in_the_authority",
)
"""Choices that say where a constraint is enforced."""


def checklist(doc: Document, index: Index) -> Iterator[Block]:
    """Yield every answer for the target design, once for all paths that share it."""
    answers = [answer for answer in doc.checklist if answer.about == "recommended"]
    if not answers:
        return
    lines = sorted(
        grouped(answers, lambda a: (a.item, a.answer)),
        key=lambda line: (line[0].item, ANSWERS.index(line[0].answer)),
    )
    rows = tuple(
        (
            line[0].item,
            index.question(line[0].item),
            words("answer", line[0].answer),
            codes(distinct(answer.path for answer in line), 3) or "the system",
            reworded(listing(distinct(answer.evidence for answer in line), 2)),
        )
        for line in lines
    )
    head = ("Item", "Question", "Answer", "Paths", "What decided, or what would tell")
    yield Heading("Checklist")
    yield Paragraph("Unknown is not pass: each unknown answer names what would tell.")
    yield Fold(f"All answers ({len(answers)})", (Table(head, rows),))


def own_writes(doc: Document, index: Index) -> Iterator[Block]:
    """Yield how users see their own writes at once, where they must."""
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


def ordering(doc: Document) -> Iterator[Block]:
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
                closed(same[0]) or "no gap",
            )
            for same in grouped(orders, lambda order: (order.need, order.given, order.how))
        ),
    )


def closed(order: Ordering) -> str:
    """Return how the gap is closed: obligations by their id, or a sentence."""
    return "; ".join(words("key", part) for part in order.how.rstrip(".").split("; "))


def constraints(doc: Document) -> Iterator[Block]:
    """Yield what must hold: hard or soft, where it is enforced, what happens when it is broken."""
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


def operations(doc: Document) -> Iterator[Block]:
    """Yield the actions over several places, and whether one id goes all the way."""
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


def target_findings(doc: Document) -> Iterator[Block]:
    """Yield what the design rules hold against the target design, or that it is nothing."""
    found = [finding for finding in doc.findings if finding.about == "recommended"]
    if found:
        yield Heading("Findings against the target design")
        yield Bullets(
            tuple((f"{f.severity}, {rule_name(f.rule)}:", f"{f.message} (`{f.subject}`)") for f in found)
        )
        return
    if doc.live_paths:
        paths = counted(len(doc.live_paths), "path")
        yield Paragraph(f"The design rules found nothing to report against the target design ({paths}).")
