"""A document in few words: what a model is told of a design. What does not stand here it does not know."""

from collections.abc import Iterator

from tools.report.document import Document, PathEntry

LONGEST = 200
"""Characters of one message (engineering judgement)."""

_CHOICES = (
    "capture",
    "relay",
    "transport",
    "processing",
    "ordering_key",
    "version_token",
    "sink_guard",
    "bootstrap",
    "deletes",
    "reconciliation",
    "lag_objective_s",
    "owner",
)


def digest(document: Document) -> str:
    """Return the design in lines: same document, same text."""
    return "\n".join(line for title, lines in _parts(document) for line in _part(title, list(lines)))


def _part(title: str, lines: list[str]) -> Iterator[str]:
    yield f"{title}:"
    yield from (f"- {line}" for line in lines or ["none"])


def _parts(document: Document) -> Iterator[tuple[str, Iterator[str]]]:
    yield "System", iter([f"{document.system or 'without a name'}, {document.composition or 'undecided'}"])
    yield "Stores", (f"{one.id}: {one.technology}, {one.name}, {one.role}" for one in document.stores)
    yield "Systems of record", _authorities(document)
    yield "What is wrong today and in the design, worst first", _findings(document)
    yield "Today's paths", (_line(path, ("capture",)) for path in document.current_paths)
    yield "Paths of the design", (_line(path, _CHOICES) for path in document.paths)
    yield "Broken in the search for a run in which it goes wrong", iter(sorted(document.broken))
    yield "Missing", iter(document.gaps)
    yield "Assumed", (f"{one.fact} = {one.value}, {one.confirm} could tell" for one in document.assumptions)
    yield "Open questions", (f"{one.fact}: {_short(one.text)}" for one in document.questions)


def _authorities(document: Document) -> Iterator[str]:
    for one in document.systems_of_record:
        group = f" ({one.group})" if one.group else ""
        yield f"{one.entity}{group}: {one.store or 'not known'} ({one.decision})"


def _findings(document: Document) -> Iterator[str]:
    for one in document.findings:
        about = "today" if one.about == "current" else "design"
        yield f"{one.severity} {one.rule}, {about}, {one.subject}: {_short(one.message)}"


def _line(path: PathEntry, choices: tuple[str, ...]) -> str:
    chosen = ((name, getattr(path, name)) for name in choices)
    said = ", ".join(f"{name} {value}" for name, value in chosen if value is not None)
    decided = f" ({path.decision})" if path.decision else ""
    return f"{path.id}, {path.status}: {path.entity} from {path.source} to {path.target}; {said}{decided}"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
