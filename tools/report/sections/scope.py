"""What the document covers, and what it takes for granted."""

from tools.domain.design import AssumptionEntry
from tools.intake.result import Dropped
from tools.report.blocks import Block, Bullets, Fold, Paragraph, Section, Table
from tools.report.document import Document
from tools.report.groups import grouped
from tools.report.text import code, counted, distinct, listing, value_text
from tools.report.words import facts_named, reworded


def scope(doc: Document) -> Section:
    """Return the section: what was looked at and the register of assumptions."""
    seen = listing(
        (
            counted(len(doc.stores), "store"),
            counted(len(doc.entities), "entity", "entities"),
            counted(len(doc.current_paths), "path in use", "paths in use"),
            counted(len(doc.reads), "use of the data", "uses of the data"),
            counted(len(doc.constraints), "constraint"),
        )
    )
    covers = f"This design covers {seen}. What was not said is unknown, and unknown is never taken for good."
    return Section("Scope and assumptions", (Paragraph(covers), *_register(doc), *_read(doc)))


def _read(doc: Document) -> tuple[Block, ...]:
    """Return what was read of the brief, what was not understood, and where its sources disagree."""
    blocks: list[Block] = []
    if doc.contradictions:
        said = tuple((f"`{one.fact}`", listing(one.values)) for one in doc.contradictions)
        blocks += [
            Paragraph(
                "The sources disagree on the following. Nothing was chosen: the design does without, or "
                "keeps the first value where a row cannot be without one."
            ),
            Table(("Fact", "What they say"), said),
        ]
    if doc.unread:
        count = counted(len(doc.unread), "sentence was not understood", "sentences were not understood")
        items = tuple((f"{one.file}:{one.line}", f"“{one.text}” {one.note}".strip()) for one in doc.unread)
        blocks.append(Fold(f"{count}, and nothing was taken from them", (Bullets(items),)))
    if doc.dropped:
        blocks.append(_dropped(doc.dropped))
    if doc.coverage:
        rows = tuple((one.file, one.status, one.how) for one in doc.coverage)
        blocks.append(Fold("What was read", (Table(("File", "Status", "How, or why not"), rows),)))
    return tuple(blocks)


def _dropped(dropped: tuple[Dropped, ...]) -> Fold:
    """Return what a language model took from the brief and the brief does not bear out, with the reasons."""
    rows = tuple(
        (code(one.fact), one.value, f"“{one.quote}”" if one.quote else "", one.reason) for one in dropped
    )
    count = counted(len(dropped), "reading of the language model was", "readings of the language model were")
    title = f"{count} dropped: your text does not bear this out"
    return Fold(title, (Table(("Fact", "Value", "Quoted for it", "Why dropped"), rows),))


def _register(doc: Document) -> tuple[Block, ...]:
    """Return what was assumed, what of it weighs nothing folded away, and what was left unsaid."""
    assumed = [entry for entry in doc.assumptions if entry.value is not None]
    weighing = [entry for entry in assumed if entry.impact]
    idle = [entry for entry in assumed if not entry.impact]
    unsaid = [entry for entry in doc.assumptions if entry.value is None]
    blocks: list[Block] = []
    if not assumed:
        blocks.append(Paragraph("No value was assumed."))
    if weighing:
        said = "Nobody said the following. The design takes the safer value; another one would change it."
        blocks += [Paragraph(said), _assumed(weighing)]
    if idle:
        count = counted(len(idle), "assumed value changes", "assumed values change")
        blocks.append(Fold(f"{count} nothing in this design, alone", (_assumed(idle),)))
    if unsaid:
        blocks += [Paragraph("Nobody said the following either, and no choice turns on it."), _open(unsaid)]
    return tuple(blocks)


def _assumed(entries: list[AssumptionEntry]) -> Table:
    rows = tuple(
        (
            facts_named((entry.fact for entry in same), 8),
            value_text(same[0].value),
            same[0].reason,
            reworded("; ".join(distinct(text for entry in same for text in entry.impact)))
            or "nothing in this design",
            same[0].confirm,
        )
        for same in grouped(entries, lambda entry: (value_text(entry.value), entry.reason, entry.confirm))
    )
    return Table(("Fact", "Assumed", "Why this value", "If it is wrong", "Who confirms"), rows)


def _open(entries: list[AssumptionEntry]) -> Table:
    rows = tuple(
        (
            facts_named((entry.fact for entry in same), 8),
            "not said",
            "; ".join(text.removeprefix("could change: ") for text in same[0].impact),
            same[0].confirm,
        )
        for same in grouped(entries, lambda entry: (entry.impact, entry.confirm))
    )
    return Table(("Fact", "Value", "What it could change", "Who knows"), rows)
