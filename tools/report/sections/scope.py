"""What the document covers, and what it takes for granted."""

from tools.report.blocks import Block, Bullets, Fold, Paragraph, Section, Table
from tools.report.document import Document
from tools.report.text import counted, listing, value_text
from tools.report.words import reworded


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
            Paragraph("The sources disagree on the following. Nothing was chosen: the design does without."),
            Table(("Fact", "What they say"), said),
        ]
    if doc.unread:
        count = counted(len(doc.unread), "sentence was not understood", "sentences were not understood")
        items = tuple((f"{one.file}:{one.line}", f"“{one.text}” {one.note}".strip()) for one in doc.unread)
        blocks.append(Fold(f"{count}, and nothing was taken from them", (Bullets(items),)))
    if doc.coverage:
        rows = tuple((one.file, one.status, one.how) for one in doc.coverage)
        blocks.append(Fold("What was read", (Table(("File", "Status", "How, or why not"), rows),)))
    return tuple(blocks)


def _register(doc: Document) -> tuple[Block, ...]:
    if not doc.assumptions:
        return (Paragraph("No value was assumed."),)
    rows = tuple(
        (
            f"`{entry.fact}`",
            value_text(entry.value),
            entry.reason,
            reworded("; ".join(entry.impact)) or "nothing in this design",
            entry.confirm,
        )
        for entry in doc.assumptions
    )
    return (
        Paragraph("Nobody said the following; the design takes the safer value."),
        Table(("Fact", "Assumed", "Why this value", "If it is wrong", "Who confirms"), rows),
    )
