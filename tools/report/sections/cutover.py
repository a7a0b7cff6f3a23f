"""From today to the target: filling a new view, and changing over without stopping."""

from tools.report.blocks import Block, Bullets, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import grouped, ids, paths_named
from tools.report.guide import filled, guide
from tools.report.sections.practice import practices
from tools.report.text import codes, distinct, listing
from tools.report.words import words


def bootstrap(doc: Document) -> Section | None:
    """Return how existing rows get into each view, or None if nothing is to be filled."""
    todo = [path for path in doc.live_paths if path.bootstrap and path.status != "keep"]
    if not todo:
        return None
    blocks: list[Block] = []
    for group in grouped(todo, lambda path: (path.bootstrap, path.sink_guard)):
        blocks += [
            Heading(_capital(words("bootstrap", group[0].bootstrap))),
            Paragraph(f"{paths_named(group, doc)}.", "For:"),
            Bullets(tuple(("", step) for step in _filling(group, doc)), numbered=True),
        ]
    return Section("Bootstrap", (*blocks, practices("bootstrap")))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _filling(group: tuple[PathEntry, ...], doc: Document) -> tuple[str, ...]:
    kind = group[0].bootstrap or ""
    names = {
        "source": listing(distinct(doc.store_name(path.source) for path in group), 3),
        "target": listing(distinct(doc.store_name(path.target) for path in group), 3),
        "guard": words("guard", group[0].sink_guard),
    }
    steps = guide().bootstrap.get(kind, ())
    return tuple(filled(step, names) for step in steps) or ("No copy of ours is needed.",)


def cutover(doc: Document) -> Section | None:
    """Return how to leave today's paths without downtime, or None if none is replaced."""
    today = {path.id: path for path in doc.current_paths}
    replacing = [
        path
        for path in doc.live_paths
        if any(old in today for old in path.replaces) and path.status != "keep"
    ]
    if not replacing:
        return None
    blocks: list[Block] = [
        Paragraph("No step stops the system. Each has a gate that must hold before the next, and a way back.")
    ]
    for group in grouped(replacing, lambda path: (path.target, _old(path, today), path.capture)):
        old = listing(_old(group[0], today)) or "today's path"
        title = f"{paths_named(group, doc)}: from {old} to {words('capture', group[0].capture)}"
        blocks += [
            Heading(title),
            Paragraph(ids(group), "Paths:"),
            Table(("Step", "Do", "Gate before the next", "Way back"), _steps(group, doc)),
        ]
    return Section("Cutover", (*blocks, practices("cutover_from_dual_write")))


def _old(path: PathEntry, today: dict[str, PathEntry]) -> tuple[str, ...]:
    return distinct(words("label", today[id_].capture) for id_ in path.replaces if id_ in today)


def _steps(group: tuple[PathEntry, ...], doc: Document) -> tuple[tuple[str, ...], ...]:
    entities = {path.entity for path in group}
    writers = distinct(writer for e in doc.entities if e.id in entities for writer in e.writers)
    names = {
        "source": listing(distinct(doc.store_name(path.source) for path in group), 3),
        "target": doc.store_name(group[0].target),
        "writers": listing(writers, 4) or "every writer",
        "readers": codes(distinct(read for path in group for read in path.reads), 4) or "the readers",
    }
    return tuple(
        (str(place), filled(step.do, names), filled(step.gate, names), filled(step.back, names))
        for place, step in enumerate(guide().cutover, start=1)
    )
