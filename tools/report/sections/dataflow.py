"""The data flow diagrams: today, target, and each entity's write and read path."""

from tools.report.blocks import Block, Figure, Fold, Heading, Paragraph, Section, Table
from tools.report.diagram import Diagram
from tools.report.document import Document, EntityEntry
from tools.report.text import age, codes, listing
from tools.report.words import words

DIAGRAMS_SHOWN = 4
"""Pictures above the fold when one picture of the whole system could not be read."""

READS_SHOWN = 8
"""Reads of one entity in its row; the rest is named."""


def data_flow(doc: Document) -> Section:
    """Return the section."""
    return Section(
        "Data Flow Diagram",
        (*_pictures("Today", "today", doc), *_pictures("Target", "target", doc), *_entities(doc)),
    )


def _pictures(title: str, prefix: str, doc: Document) -> tuple[Block, ...]:
    drawn = [d for d in doc.diagrams if d.id.split(".")[0] == prefix]
    if not drawn:
        return ()
    legend = _legend(drawn)
    shown = tuple(map(Figure, drawn[:DIAGRAMS_SHOWN]))
    blocks: tuple[Block, ...] = (Heading(title), *((Paragraph(legend),) if legend else ()), *shown)
    if rest := drawn[DIAGRAMS_SHOWN:]:
        blocks += (Fold(f"{len(rest)} more pictures", tuple(map(Figure, rest))),)
    return blocks


def _legend(diagrams: list[Diagram]) -> str:
    kinds = {edge.kind for diagram in diagrams for edge in diagram.edges}
    said = {
        "fault": "Broken red lines have a finding, named on the line.",
        "parked": "Dotted lines without a head are parked: not built.",
        "use": "Thick lines are writes and reads by applications.",
    }
    return " ".join(text for kind, text in said.items() if kind in kinds)


def _entities(doc: Document) -> tuple[Block, ...]:
    rows = tuple((entity.id, _write_path(entity, doc), _read_path(entity, doc)) for entity in doc.entities)
    if not rows:
        return ()
    drawn = tuple(Figure(diagram) for diagram in doc.diagrams if diagram.id.startswith("entity."))
    folded = (Fold("Drawn, one picture for each entity", drawn),) if drawn else ()
    return (Heading("Write and read paths"), Table(("Entity", "Write path", "Read path"), rows), *folded)


def _write_path(entity: EntityEntry, doc: Document) -> str:
    authorities = [doc.store_name(store) for store in doc.authorities_of.get(entity.id, ())]
    views = [
        f"{doc.store_name(path.target)} ({words('capture', path.capture)})"
        for path in doc.live_paths_of.get(entity.id, ())
    ]
    writers = listing(entity.writers, 4) or "writer not stated"
    fed = f" → {listing(views, 6)}" if views else ""
    return f"{writers} → {listing(authorities) or 'no system of record'}{fed}"


def _read_path(entity: EntityEntry, doc: Document) -> str:
    reads = doc.reads_of.get(entity.id, ())
    said = []
    for read in reads[:READS_SHOWN]:
        old = f", {age(read.freshness_s)}" if read.freshness_s is not None else ""
        stores = listing([doc.store_name(store) for store in read.served_by]) or "no store"
        said.append(f"{stores} → `{read.id}`{old}")
    if rest := reads[READS_SHOWN:]:
        said.append(f"and {codes((read.id for read in rest), 6)}")
    return "; ".join(said) or "nobody is said to read it"
