"""Every decision with what it rests on, what was rejected, and where it would turn."""

from collections.abc import Iterator

from tools.domain.decisions import UNDETERMINED, Decision
from tools.knowledge.thresholds import with_numbers
from tools.report.blocks import Block, Fold, Paragraph, Section, Table, bullets
from tools.report.document import Document
from tools.report.groups import grouped
from tools.report.text import codes, distinct, listing, value_text
from tools.report.words import reworded, words

_FOR_THE_STEPS = (
    "next",
    "print",
    "if_verdict_caveat",
    "finding",
    "finding_if_gate_failed",
    "severity",
    "law",
)
"""What a rule adds for the steps that follow, not for a reader."""

ROWS_SHOWN = 40
"""Rows of one folded table; the JSON has them all."""


def decisions(doc: Document) -> Section | None:
    """Return the section, or None if nothing was decided."""
    if not doc.decisions:
        return None
    parked = {path.id for path in doc.paths if path.status == "parked"}
    shown = [decision for decision in doc.decisions if decision.subject not in parked]
    groups = grouped(shown, lambda d: (d.step, d.topic, d.choice, d.rule, d.why))
    head = ("Step", "Question", "Subjects", "Choice", "Because", "Would turn if")
    table = Table(head, tuple(map(_row, groups)))
    intro = Paragraph(
        "Each decision comes from a rule over facts. Each turn was tried: that value changes the choice."
    )
    rest = (Paragraph("Decisions about parked paths are in the JSON."),) if parked else ()
    return Section("Decisions", (intro, table, *rest, *map(_details, groups)))


def _row(group: tuple[Decision, ...]) -> tuple[str, ...]:
    first = group[0]
    flips = distinct(f"`{f.fact}` {f.when}: {words(first.topic, f.choice)}" for d in group for f in d.flips)
    return (
        str(first.step),
        words("topic", first.topic),
        codes(distinct(decision.subject for decision in group), 3),
        words(first.topic, first.choice),
        first.why,
        "; ".join(flips[:2]) + ("; …" if len(flips) > 2 else "") or "no single fact",
    )


def _details(group: tuple[Decision, ...]) -> Fold:
    first = group[0]
    title = (
        f"{words('topic', first.topic)}: {words(first.topic, first.choice)} ({first.rule}, {_kind(first)})"
    )
    return Fold(title, tuple(_inside(group)))


def _kind(decision: Decision) -> str:
    kinds = {
        "documented": "documented behaviour",
        "practice": "practice",
        "judgement": "engineering judgement",
    }
    return kinds[decision.kind]


def _inside(group: tuple[Decision, ...]) -> Iterator[Block]:
    first = group[0]
    yield Paragraph(f"{codes((d.id for d in group), 12)}.", "Decides:")
    if first.choice == UNDETERMINED:
        waiting = distinct(fact for decision in group for fact in decision.waits_for)
        yield Paragraph(f"{codes(waiting, 8)}.", "Waits for:")
    if because := _because(group):
        yield Table(("Read", "Value", "From"), because)
    for name, values in first.terms:
        if name not in _FOR_THE_STEPS:
            yield Paragraph(
                reworded(with_numbers("; ".join(values))) + ".", f"{name.replace('_', ' ').capitalize()}:"
            )
    if assumed := distinct(fact for decision in group for fact in decision.assumed):
        yield Paragraph(f"{codes(assumed, 8)}.", "Assumed:")
    if first.alternatives:
        yield Table(("Rejected", "Reason", "Rule"), tuple(_rejected(first)))
    if flips := _flips(group):
        yield Table(("It turns if", "Is", "To", "Rule"), flips)
    yield bullets(f"Sources: {listing(first.sources)}.")


def _rejected(decision: Decision) -> Iterator[tuple[str, ...]]:
    """Yield the rejected choices, those with one reason in one row."""
    for same in grouped(decision.alternatives, lambda alternative: alternative.rejected):
        choices = distinct(words(decision.topic, alternative.choice) for alternative in same)
        yield listing(choices), same[0].rejected, listing([alternative.rule for alternative in same])


def _because(group: tuple[Decision, ...]) -> tuple[tuple[str, ...], ...]:
    rows = dict.fromkeys(
        (f"`{b.input}`", value_text(b.value), f"`{b.fact}`" if b.fact else b.note or "an earlier decision")
        for decision in group
        for b in decision.because
    )
    return tuple(rows)[:ROWS_SHOWN]


def _flips(group: tuple[Decision, ...]) -> tuple[tuple[str, ...], ...]:
    rows = dict.fromkeys(
        (f"`{f.fact}`", f.when, words(decision.topic, f.choice), f.rule)
        for decision in group
        for f in decision.flips
    )
    return tuple(rows)[:ROWS_SHOWN]
