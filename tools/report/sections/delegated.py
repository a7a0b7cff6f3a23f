"""What the subskills say: the answer, why, the arithmetic to check it by, and a witness."""

import re
from collections.abc import Hashable, Iterator, Sequence

from tools.domain.decisions import UNDETERMINED, Decision
from tools.domain.subskills import Advice
from tools.domain.verdict import SEVERITIES
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Section, Table, bullets
from tools.report.document import Document, SubskillEntry
from tools.report.groups import grouped
from tools.report.sections.decisions import KINDS, details, reason, terms, turns_briefly
from tools.report.text import codes, counted, distinct, sentence
from tools.report.words import cited, reworded, words

ROWS_UNFOLDED = 6
"""Rows of arithmetic, or lines of a witness, that a reader sees without opening anything."""

WARNINGS_NAMED = 3
"""Warnings that a summary spells out; the rest is counted."""

SHOWN_AS = {"distributed-failure-analyzer": ("Causes, the likeliest first", "cause")}
"""What a subskill shows, where that is not a run step by step."""

_PREFACE = (
    "Each of these questions was asked because the facts raise it. The arithmetic is shown with its numbers, "
    "so that it can be checked."
)

Alike = tuple[Advice, ...]
"""Pieces of advice that differ only in their subject."""


def delegated(doc: Document) -> Section | None:
    """Return the section, or None if no subskill had anything to say of what is built."""
    blocks = [block for one in doc.subskills for block in _subskill(one, doc)]
    return Section("Deeper decisions", (Paragraph(_PREFACE), *blocks)) if blocks else None


def warnings(doc: Document) -> Iterator[tuple[str, str]]:
    """Yield one point for a summary: what the subskills warn of in what is built, the worst first."""
    warned = [
        (one.subject, decision)
        for one in doc.advice
        if one.subject not in doc.unbuilt
        for decision in _decisions(one, doc)
        if _severity(decision)
    ]
    warned.sort(key=lambda pair: SEVERITIES.index(_severity(pair[1])))
    named = [f"{_warning(d)} ({_severity(d)}, `{subject}`)" for subject, d in warned[:WARNINGS_NAMED]]
    more = [f"{len(warned) - WARNINGS_NAMED} more"] if len(warned) > WARNINGS_NAMED else []
    if named:
        yield "Deeper decisions warn.", f"{'; '.join([*named, *more])}."


def _warning(decision: Decision) -> str:
    found = _term(decision, "finding")
    return found.replace("_", " ").lower() if found else words(decision.topic, decision.choice)


def _severity(decision: Decision) -> str:
    return _term(decision, "severity")


def _term(decision: Decision, name: str) -> str:
    return next((values[0] for term, values in decision.terms if term == name), "")


def alike(doc: Document, subskill: str) -> tuple[Alike, ...]:
    """Return what a subskill says of what is built; subjects with equal answers stand together."""
    said = (one for one in doc.advice if one.subskill == subskill and one.subject not in doc.unbuilt)
    return grouped(said, lambda one: _answer(one, doc))


def _answer(one: Advice, doc: Document) -> Hashable:
    """Return what is said with the subject left open."""
    name = re.compile(rf"(?<![\w-]){re.escape(one.subject)}(?![\w-])")
    texts = (
        one.says,
        *one.shows,
        *one.notes,
        *(text for row in one.figures for text in (row.name, row.formula, row.value)),
    )
    decided = tuple((d.topic, d.choice, d.rule) for d in _decisions(one, doc))
    return tuple(name.sub("\0", text) for text in texts), len(one.shows), len(one.notes), decided


def _subskill(one: SubskillEntry, doc: Document) -> Iterator[Block]:
    groups = alike(doc, one.name)
    if not groups:
        return
    yield Heading(one.title)
    yield Paragraph(one.asks, "Asked:")
    told = set[str]()
    for same in groups:
        yield from _answered(same, doc, told)
    cited = {id_ for same in groups for advice in same for id_ in advice.decisions}
    own = [decision for decision in doc.decisions if decision.id in cited & doc.delegated]
    if own:
        yield Fold("What each of these decisions read and ruled out", details(own, with_terms=False))


def _answered(same: Alike, doc: Document, told: set[str]) -> Iterator[Block]:
    first = same[0]
    likewise = f" Likewise at {codes([one.subject for one in same[1:]], 12)}." if same[1:] else ""
    yield Paragraph(f"{reworded(first.says.rstrip('.'))}.{likewise}", f"`{first.subject}`:")
    if first.decisions:
        yield _why(same, doc, told)
    if first.figures:
        yield from _folded(_arithmetic(first), "Arithmetic", len(first.figures), "row")
    if first.shows:
        title, noun = SHOWN_AS.get(first.subskill, ("Step by step", "step"))
        yield from _folded(bullets(*first.shows, numbered=True), title, len(first.shows), noun)
    if first.notes:
        yield bullets(*map(sentence, first.notes))


def _why(same: Alike, doc: Document, told: set[str]) -> Table:
    """Return what was decided, each rule with its reason once, and what would turn it."""
    taken = [(_of_what(decision, one), decision) for one in same for decision in _decisions(one, doc)]
    rows = []
    for group in grouped(taken, lambda pair: (pair[1].topic, pair[1].choice, pair[1].rule)):
        decided = [decision for _, decision in group]
        first = decided[0]
        of_what = codes(distinct(what for what, _ in group), 4)
        takes = " ".join(f"{lead} {text}" for lead, text in terms(first)) or "nothing more"
        severity = _severity(first)
        known = first.rule in told and first.choice != UNDETERMINED
        told.add(first.rule)
        rows.append(
            (
                words("topic", first.topic) + (f": {of_what}" if of_what else ""),
                words(first.topic, first.choice) + (f" ({severity})" if severity else ""),
                "as above" if known else reason(decided),
                "as above" if known else takes,
                turns_briefly(decided) or "no single fact",
                f"{first.rule}, {KINDS[first.kind]}",
            )
        )
    return Table(("Question", "Answer", "Because", "It takes", "Would turn if", "Rule"), tuple(rows))


def _of_what(decision: Decision, one: Advice) -> str:
    """Return what a decision is about where it is not the whole subject: a cause, an input, a read."""
    return decision.subject.removeprefix(one.subject).removeprefix(".")


def _arithmetic(one: Advice) -> Table:
    rows = [(row.name, row.formula, row.value, cited(filter(None, [row.source]))) for row in one.figures]
    columns = 4 if any(row.source for row in one.figures) else 3
    head = ("Quantity", "Formula", "Result", "Source")
    return Table(head[:columns], tuple(row[:columns] for row in rows))


def _folded(block: Bullets | Table, title: str, length: int, noun: str) -> Iterator[Block]:
    """Yield a block under its title, folded if it is long."""
    if length > ROWS_UNFOLDED:
        yield Fold(f"{title}, {counted(length, noun)}", (block,))
    else:
        yield Paragraph(f"{title}:")
        yield block


def _decisions(one: Advice, doc: Document) -> Sequence[Decision]:
    return [doc.decision_by_id[id_] for id_ in one.decisions]
