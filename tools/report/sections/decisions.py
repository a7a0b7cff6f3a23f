"""Every decision with what it rests on, what was ruled out, and where it would turn."""

from collections.abc import Iterable, Sequence

from tools.domain.decisions import UNDETERMINED, Because, Decision, Flip
from tools.knowledge.thresholds import with_numbers
from tools.report.blocks import Block, Fold, Paragraph, Section, Table
from tools.report.document import Document
from tools.report.groups import grouped
from tools.report.text import codes, distinct, listing, value_text
from tools.report.words import cited, facts_named, reworded, words

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

KINDS = {
    "documented": "documented behaviour",
    "practice": "practice",
    "judgement": "engineering judgement",
}

ROWS_SHOWN = 40
"""Rows of one folded table; the JSON has them all."""

Group = tuple[Decision, ...]
"""Decisions of one rule with one outcome."""


def decisions(doc: Document) -> Section | None:
    """Return the section, or None if nothing was decided."""
    if not doc.decisions:
        return None
    shown = [d for d in doc.decisions if d.subject not in doc.unbuilt and d.id not in doc.delegated]
    head = ("Step", "Question", "Subjects", "Choice", "Because", "Would turn if")
    rows = tuple(_row(group) for group in _groups(shown))
    intro = Paragraph(
        "Each decision comes from a rule over facts. Each turn was tried: that value changes the choice."
    )
    rest = []
    if doc.delegated:
        rest.append(Paragraph("What a step delegated stands under Deeper decisions, with its reasons."))
    if doc.unbuilt:
        rest.append(Paragraph("Decisions about parked paths are in the JSON."))
    return Section("Decisions", (intro, Table(head, rows), *rest, *details(shown)))


def details(taken: Sequence[Decision], with_terms: bool = True) -> tuple[Block, ...]:
    """Return, folded, what decisions read, what they add, what was ruled out and where they would turn."""
    groups = _groups(taken)
    open_ = [group for group in groups if _is_open(group, with_terms)]
    firm = [group for group in groups if not _is_open(group, with_terms)]
    return (*(_details(group, with_terms) for group in open_), *_firm(firm))


def reason(group: Sequence[Decision]) -> str:
    """Return why decisions of one rule are as they are, or what they wait for."""
    if group[0].choice != UNDETERMINED:
        return with_numbers(group[0].why)
    waiting = distinct(fact for decision in group for fact in decision.waits_for)
    return f"it waits for {facts_named(waiting, 3)}" if waiting else "not enough is known"


def turns_briefly(group: Iterable[Decision]) -> str:
    """Return the first changes of a fact that would turn a decision, empty if no single one does."""
    flips = distinct(f"`{f.fact}` {f.when}: {words(d.topic, f.choice)}" for d in group for f in d.flips)
    return "; ".join(flips[:2]) + ("; …" if len(flips) > 2 else "")


def _groups(taken: Iterable[Decision]) -> tuple[Group, ...]:
    return grouped(taken, lambda d: (d.step, d.topic, d.choice, d.rule, d.why))


def _row(group: Group) -> tuple[str, ...]:
    first = group[0]
    return (
        str(first.step),
        words("topic", first.topic),
        codes(distinct(decision.subject for decision in group), 3),
        words(first.topic, first.choice),
        reason(group),
        turns_briefly(group) or "no single fact",
    )


def _is_open(group: Group, with_terms: bool) -> bool:
    """Return whether there is more to say than what a decision rests on."""
    first = group[0]
    turns = any(decision.flips or decision.assumed for decision in group)
    return turns or first.choice == UNDETERMINED or (with_terms and bool(terms(first)))


def _details(group: Group, with_terms: bool) -> Fold:
    first = group[0]
    title = f"{words('topic', first.topic)}: {words(first.topic, first.choice)}"
    blocks: list[Block] = [Paragraph(f"{codes((d.id for d in group), 12)}.", "Decides:")]
    if first.choice == UNDETERMINED:
        waiting = distinct(fact for decision in group for fact in decision.waits_for)
        blocks.append(Paragraph(f"{facts_named(waiting, 8)}.", "Waits for:"))
    if because := _because(group):
        blocks.append(Table(("Read", "Value", "From"), because))
    if with_terms:
        blocks += [Paragraph(text, lead) for lead, text in terms(first)]
    if assumed := distinct(fact for decision in group for fact in decision.assumed):
        blocks.append(Paragraph(f"{facts_named(assumed, 8)}.", "Assumed:"))
    if turns := _turns(group):
        blocks.append(Table(("It would be", "If", "Not now, because", "Rule"), turns))
    blocks.append(Paragraph(f"{_ruled_out(group)} Sources: {cited(first.sources)}.".strip()))
    return Fold(f"{title} ({first.rule}, {KINDS[first.kind]})", tuple(blocks))


def _firm(groups: list[Group]) -> tuple[Block, ...]:
    """Tell the decisions that no single fact turns in one table."""
    if not groups:
        return ()
    rows = tuple(
        (
            words("topic", group[0].topic),
            codes((decision.id for decision in group), 12),
            "; ".join(f"{name} {value}" for name, value, _ in _because(group)) or "nothing",
            _ruled_out(group) or "no alternative",
            f"{group[0].rule}, {'; '.join(distinct((KINDS[group[0].kind], cited(group[0].sources))))}",
        )
        for group in groups
    )
    head = ("Question", "Decides", "Rests on", "Ruled out", "Rule and sources")
    return (Fold("What no single fact turns", (Table(head, rows),)),)


def terms(decision: Decision) -> list[tuple[str, str]]:
    """Return what the rule adds for a reader, as (name, text)."""
    return [
        (f"{name.replace('_', ' ').capitalize()}:", reworded(with_numbers("; ".join(values))) + ".")
        for name, values in decision.terms
        if name not in _FOR_THE_STEPS
    ]


def _because(group: Group) -> tuple[tuple[str, ...], ...]:
    """Return what was read, each value once with all that say it."""
    read = [(decision, because) for decision in group for because in decision.because]
    rows = grouped(read, lambda one: (one[1].input, value_text(one[1].value)))
    inputs = [same[0][1].input for same in rows]
    return tuple(
        (
            f"`{same[0][1].input}`",
            value_text(same[0][1].value),
            listing(_sources(same, apart=inputs.count(same[0][1].input) > 1), 3),
        )
        for same in rows
    )[:ROWS_SHOWN]


def _sources(read: Iterable[tuple[Decision, Because]], apart: bool) -> tuple[str, ...]:
    """Return where one value is from; with whose it is where others read another value and no fact tells."""
    found = []
    for same in grouped(read, lambda one: f"`{one[1].fact}`" if one[1].fact else one[1].note):
        because = same[0][1]
        source = f"`{because.fact}`" if because.fact else because.note or "an earlier decision"
        whose = codes(distinct(decision.subject for decision, _ in same), 3)
        found.append(f"{source} ({whose})" if apart and not because.fact else source)
    return tuple(found)


def _turns(group: Group) -> tuple[tuple[str, ...], ...]:
    """Return the outcomes that one changed fact would bring, with what stands against them now."""
    reasons = {other.rule: other.rejected for decision in group for other in decision.alternatives}
    flips = [flip for decision in group for flip in decision.flips]
    return tuple(
        (
            words(group[0].topic, same[0].choice),
            "; or ".join(distinct(map(_turn, same))[:ROWS_SHOWN]),
            reasons.get(same[0].rule, "it waits for that fact").removeprefix("condition not met: "),
            same[0].rule,
        )
        for same in grouped(flips, lambda flip: flip.rule)
    )


def _turn(flip: Flip) -> str:
    return f"`{flip.fact}` {flip.when}"


def _ruled_out(group: Group) -> str:
    """Name the outcomes that no single fact would bring."""
    first = group[0]
    turning = {flip.choice for decision in group for flip in decision.flips}
    others = distinct(
        words(first.topic, other.choice)
        for other in first.alternatives
        if other.choice not in turning and other.choice != first.choice
    )
    verb = "was" if len(others) == 1 else "were"
    more = " more" if turning else ""
    return f"{len(others)}{more} {verb} ruled out: {'; '.join(others)}." if others else ""
