"""A design in few words for a model: what it may name, and what was decided, found and left open."""

from collections.abc import Iterable, Iterator, Sequence

from tools.domain.design import Design
from tools.recipes.tables import table_of
from tools.report.document import Document, PathEntry
from tools.report.groups import grouped
from tools.report.text import duration, listing

LONGEST = {
    "Stores": 5_500,
    "Entities": 4_000,
    "Paths to build or keep": 7_000,
    "Findings": 3_000,
    "Decisions": 2_500,
    "Open": 2_000,
}
"""Characters of each part; together below 25,000, a bound for designs of any size."""

TABLES = 8_000
"""Characters of the listing of tables."""


def digest(doc: Document) -> str:
    """Return the digest: the same document gives the same text, of at most 25,000 characters."""
    parts = {
        "Stores": _stores(doc),
        "Entities": _entities(doc),
        "Paths to build or keep": _paths(doc),
        "Findings": _findings(doc),
        "Decisions": _decisions(doc),
        "Open": _open(doc),
    }
    head = f"System: {doc.system or 'unnamed'}; {doc.composition or 'composition open'}"
    return "\n".join([head[:200], *(_part(title, list(lines)) for title, lines in parts.items())])


def tables(design: Design) -> str:
    """Return the tables whose columns are known, one a line, in at most TABLES characters."""
    lines = []
    for one in design.facts.entities:
        columns = ", ".join(f"{column.name} {column.type or ''}".strip() for column in one.columns)
        if columns:
            lines.append(f"- {table_of(one)} ({columns})")
    return "\n".join(_fitting(lines, TABLES))


def _part(title: str, lines: Sequence[str]) -> str:
    return "\n".join((f"\n{title}:", *(_fitting(lines, LONGEST[title]) or ("- none",))))


def _fitting(lines: Sequence[str], longest: int) -> list[str]:
    """Return the lines that fit; the one that does not is cut, and how many follow is said."""
    kept, left = list[str](), longest - 30
    for number, line in enumerate(lines):
        if len(line) >= left:
            return [*kept, f"{line[:left]} …", f"- and {len(lines) - number - 1} more"]
        left -= len(line) + 1
        kept.append(line)
    return kept


def _stores(doc: Document) -> Iterator[str]:
    for store in doc.stores:
        held = f" of {', '.join(store.decides_on)}" if store.decides_on else ""
        copies = f"; copies of {', '.join(store.copies)}" if store.copies else ""
        called = f" ({store.name})" if store.name != store.id else ""
        yield f"- {store.id}{called}: {store.technology}, {store.role}{held}{copies}"


def _entities(doc: Document) -> Iterator[str]:
    for one in doc.entities:
        yield (
            f"- {one.id}: key {', '.join(one.key) or 'unsaid'}, deletes {one.deletes or 'unsaid'}, "
            f"written by {', '.join(one.writers) or 'unsaid'}"
        )


def _paths(doc: Document) -> Iterator[str]:
    """Yield each tuple of choices with the paths that have it."""
    for same in grouped(doc.live_paths, _choices):
        ids = ", ".join(f"{one.id} (key {one.ordering_key})" if one.ordering_key else one.id for one in same)
        yield f"- {'; '.join(_choices(same[0]))}: {ids}"


def _choices(path: PathEntry) -> tuple[str, ...]:
    named = (
        ("", path.status),
        ("", path.capture),
        ("relay ", path.relay),
        ("transport ", path.transport),
        ("via ", ", ".join(path.via)),
        ("version ", path.version_token),
        ("guard ", path.sink_guard),
        ("bootstrap ", path.bootstrap),
        ("deletes ", path.deletes),
        ("reconciliation ", path.reconciliation),
        ("lag below ", duration(path.lag_objective_s)),
    )
    return tuple(f"{name}{value}" for name, value in named if value)


def _findings(doc: Document) -> Iterator[str]:
    for same in grouped(doc.findings, lambda one: (one.rule, one.about)):
        first, *rest = same
        likewise = f" Likewise: {', '.join(one.subject for one in rest)}." if rest else ""
        yield f"- {first.rule} ({first.severity}, {first.about}) {first.subject}: {first.message}.{likewise}"


def _decisions(doc: Document) -> Iterator[str]:
    """Yield how ids are made, then which there are: subjects with the same topics together."""
    yield "The id of a decision is a topic and a subject, joined by a dot; a longer one stands here whole."
    topics: dict[str, list[str]] = {}
    for one in doc.decisions:
        topics.setdefault(one.subject, []).append(one.id.removesuffix(f".{one.subject}"))
    for same in grouped(topics.items(), lambda pair: tuple(pair[1])):
        yield f"- {' '.join(same[0][1])}: {', '.join(subject for subject, _ in same)}"


def _open(doc: Document) -> Iterator[str]:
    yield from _assumed(doc)
    for question in doc.questions:
        yield f"- asked: {question.fact} ({question.text})"
    for gap in doc.gaps:
        yield f"- missing: {gap}"
    for path in sorted(doc.broken):
        yield f"- the search breaks {path}"


def _assumed(doc: Document) -> Iterable[str]:
    if said := [f"{one.fact} = {one.value}" for one in doc.assumptions if one.value is not None]:
        yield f"- assumed: {listing(said, 12)}"
