"""From today to the target: filling a new view, and changing over without stopping."""

from collections.abc import Mapping

from tools.report.blocks import Block, Bullets, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import grouped, moved, paths_named
from tools.report.guide import Style, filled, guide
from tools.report.sections.practice import folded_practice
from tools.report.text import codes, distinct, listing, sentence
from tools.report.words import words
from tools.steps.mechanisms import mechanism

_STYLES: Mapping[str, Style] = {
    "cache": "cache",
    "effect": "effect",
    "in_place": "in_place",
    "nothing": "cache",
}
_FEED = "the old feed"


def bootstrap(doc: Document) -> Section | None:
    """Return how existing rows get into each view, or None if nothing is to be filled."""
    todo = [path for path in doc.live_paths if path.bootstrap and path.status != "keep"]
    if not todo:
        return None
    blocks: list[Block] = []
    for group in grouped(todo, lambda path: (path.bootstrap, path.version_token)):
        blocks += [
            Heading(sentence(words("bootstrap", group[0].bootstrap)).rstrip(".")),
            Paragraph(f"{paths_named(group, doc)}.", "For:"),
            Bullets(tuple(("", step) for step in _filling(group, doc)), numbered=True),
        ]
    return Section("Bootstrap", (*blocks, folded_practice("bootstrap")))


def _filling(group: tuple[PathEntry, ...], doc: Document) -> tuple[str, ...]:
    kind = group[0].bootstrap or ""
    names = {
        "source": listing(distinct(doc.store_name(path.source) for path in group), 3),
        "target": listing(distinct(doc.store_name(path.target) for path in group), 3),
        "guard": listing(distinct(words("guard", path.sink_guard) for path in group)),
        "version": guide().versions.get(group[0].version_token or "", ""),
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
        Paragraph("No step stops the system. Each has a gate before the next one, and a way back.")
    ]
    for group in grouped(replacing, lambda path: (_style(path), _old(path, today))):
        old = listing(_old(group[0], today))
        in_turn = " One path after the other, the most harmful first." if len(group) > 1 else ""
        blocks += [
            Heading(f"Away from {old}"),
            Paragraph(f"{paths_named(group, doc)}.{in_turn}", "For:"),
            Table(("Step", "Do", "Gate before the next", "Way back"), _steps(group, today, doc)),
        ]
    copies = any(_style(path) == "copy" for path in replacing)
    practices = (folded_practice("cutover_from_dual_write"),) if copies else ()
    return Section("Cutover", (*blocks, *practices))


def _style(path: PathEntry) -> Style:
    return _STYLES.get(mechanism(path.capture).style, "copy")


def _old(path: PathEntry, today: Mapping[str, PathEntry]) -> tuple[str, ...]:
    return distinct(words("label", today[id_].capture) for id_ in path.replaces if id_ in today)


def _steps(
    group: tuple[PathEntry, ...], today: Mapping[str, PathEntry], doc: Document
) -> tuple[tuple[str, ...], ...]:
    replaced = [today[id_] for path in group for id_ in path.replaces if id_ in today]
    old = listing(_old(group[0], today))
    holder = _holder(replaced, distinct(path.entity for path in group), doc)
    feeding = f"the {old} of {holder}" if holder != _FEED else f"the old feed ({old})"
    names = {
        "source": listing(distinct(doc.store_name(path.source) for path in group), 3),
        "target": listing(distinct(doc.store_name(path.target) for path in group), 3),
        "operations": listing(distinct(map(moved, group)), 3),
        "readers": codes(distinct(read for path in group for read in path.reads), 4) or "the readers",
        "old": feeding,
        "Old": feeding[:1].upper() + feeding[1:],
        "holder": holder,
    }
    steps = guide().cutover[_style(group[0])]
    return tuple(
        (str(place), filled(step.do, names), filled(step.gate, names), filled(step.back, names))
        for place, step in enumerate(steps, start=1)
    )


def _holder(replaced: list[PathEntry], entities: tuple[str, ...], doc: Document) -> str:
    """Return who writes the target today: the named writer, a dual write's writers, or the feed."""
    named = distinct(path.writer or "" for path in replaced)
    if not named and all((path.capture or "").startswith("dual_write") for path in replaced):
        named = distinct(writer for entity in entities for writer in doc.entity_by_id[entity].writers)
    return listing(named, 4) or _FEED
