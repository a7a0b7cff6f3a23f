"""What the correctness analysis says beyond single paths: own writes, ordering, constraints, operations."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tools.checker.coordination import DEPTH
from tools.domain.design import NOT_BUILT, Ordering
from tools.domain.verdict import SEVERITIES, Answer, CheckAnswer
from tools.knowledge.thresholds import with_numbers
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Table
from tools.report.document import ConstraintEntry, Document
from tools.report.groups import grouped
from tools.report.index import Index
from tools.report.sections.today import rule_name
from tools.report.text import codes, counted, distinct, listing, sentence
from tools.report.words import NOT_SET, reworded, vocabulary, words

ANSWERS: tuple[Answer, ...] = ("fail", "unknown", "pass", "not_applicable")
"""Worst first."""

_ENFORCED = (
    "one_transaction_or_single_writer_shard",
    "reservation_in_one_consensus_scope",
    "detect_and_compensate",
    "unique_constraint_in_the_authority",
)
"""Choices that say where a constraint is enforced."""


def checklist(doc: Document, index: Index) -> Iterator[Block]:
    """Yield what fails and what is unknown, once for all paths that share it; the rest is folded."""
    unbuilt = {path.id for path in doc.paths if path.status in NOT_BUILT}
    answers = [a for a in doc.checklist if a.about == "recommended" and a.path not in unbuilt]
    if not answers:
        return
    count = Counter(answer.answer for answer in answers)
    said = listing([f"{count[answer]} {words('answer', answer)}" for answer in ANSWERS if count[answer]])
    yield Heading("Checklist")
    yield Paragraph(f"{counted(len(answers), 'answer')}: {said}. Unknown is not pass.")
    open_ = sorted(
        (answer for answer in answers if answer.answer in ("fail", "unknown")),
        key=lambda a: (ANSWERS.index(a.answer), SEVERITIES.index(a.severity), a.item),
    )
    if open_:
        head = ("Item", "Question", "Answer", "Paths", "What decided, or what would tell")
        lines = grouped(open_, lambda a: (a.item, a.answer, a.severity))
        yield Table(head, tuple(_open_line(line, index) for line in lines))
    passing = [answer for answer in answers if answer.answer == "pass"]
    absent = [answer for answer in answers if answer.answer == "not_applicable"]
    if passing or absent:
        yield Fold("What passes, and what does not apply", (*_passing(passing, index), *_absent(absent)))


def _open_line(line: tuple[CheckAnswer, ...], index: Index) -> tuple[str, ...]:
    first = line[0]
    return (
        first.item,
        index.question(first.item),
        f"{words('answer', first.answer)}, {first.severity}",
        _where(answer.path for answer in line),
        sentence(reworded(listing(distinct(answer.evidence for answer in line), 2))),
    )


def _where(paths: Iterable[str]) -> str:
    return codes(distinct(paths), 3) or "the system"


def _passing(answers: list[CheckAnswer], index: Index) -> tuple[Block, ...]:
    rows = tuple(
        (
            line[0].item,
            index.question(line[0].item),
            _where(answer.path for answer in line),
            reworded(listing(distinct(answer.evidence for answer in line), 1)),
        )
        for line in grouped(sorted(answers, key=lambda a: a.item), lambda a: a.item)
    )
    return (Table(("Passes", "Question", "Paths", "Because"), rows),) if rows else ()


def _absent(answers: list[CheckAnswer]) -> tuple[Block, ...]:
    """Tell what does not apply by its reason, with the items of all paths that share them."""
    of_path = [
        (same[0].evidence, tuple(answer.item for answer in same), same[0].path)
        for same in grouped(answers, lambda answer: (answer.path, answer.evidence))
    ]
    rows = tuple(
        (evidence, listing(items), _where(path for _, _, path in alike))
        for alike in grouped(of_path, lambda one: one[:2])
        for evidence, items, _ in alike[:1]
    )
    return (Table(("Does not apply, because", "Items", "Paths"), rows),) if rows else ()


def own_writes(doc: Document, index: Index) -> Iterator[Block]:
    """Yield how users see their own writes at once, where they must."""
    rows = []
    for read in doc.reads:
        if not read.read_your_writes:
            continue
        decided = index.decided("ryw", read.id)
        authorities = {store for entity in read.entities for store in doc.authorities_of.get(entity, ())}
        how = listing([words("ryw", decision.choice) for decision in decided])
        if not how:
            how = "reads the system of record itself" if set(read.served_by) <= authorities else NOT_SET
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
    known = vocabulary()["key"]
    return "; ".join(known.get(part) or with_numbers(part) for part in order.how.rstrip(".").split("; "))


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
    if apart := tuple(_decided_apart(row, doc) for row in doc.constraints if row.coordination):
        yield Paragraph(
            "What happens if two places decide apart: both start from one state, each keeps the constraint, "
            f"then their changes merge. Up to {DEPTH} operations each were tried, until a merge broke it."
        )
        yield Table(("Constraint", "Changed by", "Has to be checked", "If two places decide apart"), apart)


def _decided_apart(row: ConstraintEntry, doc: Document) -> tuple[str, ...]:
    found = row.coordination
    assert found is not None
    where = words("check", found.check)
    if found.check != "anywhere" and len(row.stores) > 1:
        where += f"; the systems of record are {listing([doc.store_name(store) for store in row.stores])}"
    because = f"{found.because} {found.assumed}".strip()
    return f"`{row.id}`", codes(found.changed_by, 4) or "nobody named", where, f"{because} (`{found.row}`)"


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
