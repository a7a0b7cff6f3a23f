"""The component map: which store does what, and what moves data between them."""

from collections.abc import Iterator

from tools.report.blocks import Block, Heading, Paragraph, Section, Table
from tools.report.document import Document, StoreEntry
from tools.report.groups import path_groups, paths_named
from tools.report.text import distinct, duration, listing
from tools.report.words import words

_ROLES = ("system of record", "system of record and derived view", "derived view", "broker", "unused")


def component_map(doc: Document) -> Section:
    """Return the section: stores by role, who decides on what, and the processing layer."""
    ranked = sorted(doc.stores, key=lambda store: _ROLES.index(store.role))
    stores = Table(
        ("Store", "Technology", "Role", "Decides on", "Holds copies of", "Access patterns", "Owner"),
        tuple(_store(store, doc) for store in ranked),
    )
    return Section("Component Map", (stores, *_authorities(doc), *_processing(doc)))


def _store(store: StoreEntry, doc: Document) -> tuple[str, ...]:
    return (
        store.name,
        store.technology,
        store.role,
        listing(store.decides_on, 8) or "nothing",
        listing(store.copies, 8) or "nothing",
        "; ".join(_access(store, doc)) or "none stated",
        store.owner or "not stated",
    )


def _access(store: StoreEntry, doc: Document) -> Iterator[str]:
    for id_ in store.reads[:6]:
        read = doc.read_by_id[id_]
        pattern = words("read", read.pattern) if read.pattern else "pattern not stated"
        yield f"{pattern} (`{id_}`)"
    if len(store.reads) > 6:
        yield f"and {len(store.reads) - 6} more"


def _authorities(doc: Document) -> tuple[Block, ...]:
    rows = tuple(
        (
            row.entity,
            listing(row.attributes, 6) or "all",
            doc.store_name(row.store) if row.store else words("sor", row.outcome),
            words("sor", row.outcome),
            listing([doc.store_name(store) for store in row.derived], 6) or "none",
            f"`{row.decision}`",
        )
        for row in doc.systems_of_record
    )
    return (
        Heading("Who is right"),
        Paragraph(
            "When two stores differ, the system of record is right by definition. "
            "It alone takes writes; every other copy is overwritten by its feed."
        ),
        Table(
            ("Entity", "Attributes", "System of record", "Why this one", "Derived views", "Decision"), rows
        ),
    )


def _processing(doc: Document) -> tuple[Block, ...]:
    if not doc.live_paths:
        return ()
    rows = tuple(
        (
            paths_named(group.paths, doc),
            words("capture", group.first.capture)
            + (f", {words('relay', group.first.relay)}" if group.first.relay else ""),
            listing([doc.store_name(store) for store in group.first.via])
            or words("transport", group.first.transport),
            words("processing", group.first.processing),
            listing(distinct(duration(path.lag_objective_s) for path in group.paths), 3) or "none set",
        )
        for group in path_groups(doc.live_paths, doc)
    )
    return (
        Heading("Processing layer"),
        Table(("Paths", "Captured by", "Carried by", "Computed by", "Lag objective"), rows),
    )
