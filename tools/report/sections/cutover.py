"""From today to the target: filling a new view, and changing over without stopping."""

from collections.abc import Mapping

from tools.domain.decisions import UNDETERMINED
from tools.report.blocks import Block, Bullets, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import grouped, moved, paths_named
from tools.report.guide import Style, filled, guide
from tools.report.sections.practice import practices
from tools.report.text import code, codes, distinct, duration, listing, sentence
from tools.report.words import words
from tools.steps.mechanisms import SAME_FAMILY, mechanism

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
    copied = any(path.bootstrap in guide().bootstrap for path in todo)
    return Section("Bootstrap", (*blocks, *((practices("bootstrap"),) if copied else ())))


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
    """Return how to leave today's paths without downtime, or None if all of them stay."""
    today = {path.id: path for path in doc.current_paths}
    replacing = [
        path
        for path in doc.live_paths
        if any(old in today for old in path.replaces) and path.status != "keep"
    ]
    removed = [path for path in doc.current_paths if path.status == "remove"]
    if not replacing and not removed:
        return None
    blocks: list[Block] = [
        Paragraph("No step stops the system. Each has a gate before the next one, and a way back.")
    ]
    for group in grouped(replacing, lambda path: (_style(path, today), _old(path, today))):
        blocks += _replacing(group, today, doc)
    for same in grouped(removed, lambda path: (path.id.split("/")[0], _why_removed(path, doc))):
        blocks += _removing(same, doc)
    if any(_leaves_dual_write(path, today) for path in replacing):
        blocks.append(practices("cutover_from_dual_write"))
    return Section("Cutover", tuple(blocks))


def _leaves_dual_write(path: PathEntry, today: Mapping[str, PathEntry]) -> bool:
    """Return whether a copy gets a feed of its own in place of its writers' second write."""
    old = (today[id_].capture or "" for id_ in path.replaces if id_ in today)
    return _style(path, today) == "copy" and any(capture.startswith("dual_write") for capture in old)


def _replacing(
    group: tuple[PathEntry, ...], today: Mapping[str, PathEntry], doc: Document
) -> tuple[Block, ...]:
    style, old = _style(group[0], today), listing(_old(group[0], today))
    in_turn = " One path after the other, the most harmful first." if len(group) > 1 else ""
    return (
        Heading(f"Repair {old}" if style == "repair" else f"Away from {old}"),
        Paragraph(f"{paths_named(group, doc)}.{in_turn}", "For:"),
        _table(style, _names(group, today, doc)),
    )


def _removing(paths: tuple[PathEntry, ...], doc: Document) -> tuple[Block, ...]:
    first = paths[0]
    entities = distinct(path.entity for path in paths)
    reads = distinct(
        read.id
        for entity in entities
        for read in doc.reads_of.get(entity, ())
        if first.target not in read.served_by
    )
    name = code(first.id.split("/")[0])
    names = {
        "source": doc.store_name(first.source),
        "target": doc.store_name(first.target),
        "entities": listing(entities, 4),
        "readers": codes(reads, 4) or "the readers",
        "holder": _holder(list(paths), entities, doc),
        "old": name,
    }
    return (
        Heading(f"Remove {name}"),
        Paragraph(f"{paths_named(paths, doc)}.", "For:"),
        Paragraph(f"{_why_removed(first, doc).rstrip('.')}.", "Because:"),
        _table("direct" if _is_authority(first, doc) else "remove", names),
    )


def _is_authority(path: PathEntry, doc: Document) -> bool:
    """Return whether a path writes into the store that decides about what it carries."""
    return path.target in doc.authorities_of.get(path.entity, ())


def _why_removed(path: PathEntry, doc: Document) -> str:
    """Return why nothing like a path of today stands in the target design."""
    successor = next((new for new in doc.paths if path.id in new.replaces), None)
    if successor is None and _is_authority(path, doc):
        return f"{doc.store_name(path.target)} decides on {path.entity}; a copy must not overwrite it"
    if successor is None:
        return f"no use of {path.entity} needs it in {doc.store_name(path.target)}"
    if successor.status == "parked":
        return "the store already there can carry its use; it is parked until its exit trigger"
    if successor.capture in (None, UNDETERMINED):
        return "what should take its place waits for a fact; remove nothing before that is known"
    decision = doc.decision_by_id.get(successor.decision or "")
    why = f": {decision.why}" if decision else ""
    return f"{words('capture', successor.capture)}{why}"


def _style(path: PathEntry, today: Mapping[str, PathEntry]) -> Style:
    """Return how to change over: today's mechanism is mended where it is the recommended one."""
    old = [today[id_].capture for id_ in path.replaces if id_ in today]
    if all(path.capture in SAME_FAMILY.get(capture or "", ()) for capture in old):
        return "repair"
    return _STYLES.get(mechanism(path.capture).style, "copy")


def _old(path: PathEntry, today: Mapping[str, PathEntry]) -> tuple[str, ...]:
    return distinct(words("label", today[id_].capture or "unknown") for id_ in path.replaces if id_ in today)


def _feeding(label: str, holder: str) -> str:
    return f"the {label} of {holder}" if holder != _FEED else f"{_FEED} ({label})"


def _table(style: Style, names: Mapping[str, str]) -> Table:
    return Table(
        ("Step", "Do", "Gate before the next", "Way back"),
        tuple(
            (str(place), filled(step.do, names), filled(step.gate, names), filled(step.back, names))
            for place, step in enumerate(guide().cutover[style], start=1)
        ),
    )


def _names(group: tuple[PathEntry, ...], today: Mapping[str, PathEntry], doc: Document) -> Mapping[str, str]:
    replaced = [today[id_] for path in group for id_ in path.replaces if id_ in today]
    holder = _holder(replaced, distinct(path.entity for path in group), doc)
    feeding = _feeding(listing(_old(group[0], today)), holder)
    return {
        "source": listing(distinct(doc.store_name(path.source) for path in group), 3),
        "target": listing(distinct(doc.store_name(path.target) for path in group), 3),
        "operations": listing(distinct(map(moved, group)), 3),
        "readers": codes(distinct(read for path in group for read in path.reads), 4) or "the readers",
        "old": feeding,
        "Old": feeding[:1].upper() + feeding[1:],
        "holder": holder,
        "changes": "; ".join(distinct(change for path in group for change in _choices(path))),
    }


def _choices(path: PathEntry) -> tuple[str, ...]:
    """Return what a repaired path has to be like."""
    lag = f"at most {duration(path.lag_objective_s)} behind" if path.lag_objective_s else ""
    guard, deletes = words("guard", path.sink_guard), words("deletes", path.deletes)
    return distinct((guard, f"deletes: {deletes}" if deletes != guard else "", lag))


def _holder(replaced: list[PathEntry], entities: tuple[str, ...], doc: Document) -> str:
    """Return who writes the target today: the named writer, a dual write's writers, or the feed."""
    named = distinct(path.writer or "" for path in replaced)
    if not named and all((path.capture or "").startswith("dual_write") for path in replaced):
        named = distinct(writer for entity in entities for writer in doc.entity_by_id[entity].writers)
    return listing(named, 4) or _FEED
