"""Whether a document that a person or a model edited still says what the design says."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tools.domain.design import NOT_BUILT
from tools.report.mermaid import MermaidError, parse_mermaid
from tools.report.sequence import counterexample
from tools.report.tables import MarkdownTable, code_spans, diagrams, plain, section, tables
from tools.report.text import duration
from tools.report.words import NOT_SET, words

_DECISION = re.compile(r"s[1-8]\.[a-z_]+(\.[\w.-]+)?")
_EMPTY = ("", "-", "—", "none", "not set", "tbd", "todo", "n/a", "?")
_CHOICES = {
    "Status": ("status", "status"),
    "Capture": ("capture", "capture"),
    "Transport": ("transport", "transport"),
    "Processing": ("processing", "processing"),
    "Bootstrap": ("bootstrap", "bootstrap"),
    "Version token": ("token", "version_token"),
    "Sink guard": ("guard", "sink_guard"),
    "Deletes": ("deletes", "deletes"),
    "Reconciliation": ("reconcile", "reconciliation"),
}
"""Column of the path tables -> topic of its words, field of the path."""
_VALUES = {"Ordering key": "ordering_key", "Owner": "owner", "Decision": "decision"}


def lint(markdown: str, document: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what the text says against the JSON it belongs to, in the order of lines; empty if nothing.

    Each message names the line, what it says, what the design says and what to do.
    """
    found = [
        *_diagrams(markdown, document),
        *_unknown_decisions(markdown, document),
        *_contradictions(markdown, document),
        *_missing_paths(markdown, document),
    ]
    return tuple(f"line {line}: {message}" if line else message for line, message in sorted(found))


_Problem = tuple[int, str]
_Fault = tuple[str, str, int]
"""Today's or recommended, the family of models, which of its invariants breaks."""


def _diagrams(markdown: str, document: Mapping[str, Any]) -> Iterator[_Problem]:
    wanted = {diagram["id"]: diagram for diagram in document["diagrams"]}
    runs = _runs(document)
    told = set[str]()
    for line, text in diagrams(markdown):
        if path := counterexample(text):
            told.add(path)
            yield from _run(line, path, text, runs)
            continue
        try:
            drawn = parse_mermaid(text)
        except MermaidError as error:
            yield line, f"the diagram cannot be compared: {error}; copy it from a fresh document"
            continue
        diagram = wanted.pop(drawn.id, None)
        if diagram is None:
            yield line, f"the design has no diagram {drawn.id!r}, or it is drawn twice; remove it"
            continue
        nodes = {node["id"]: node["label"] for node in diagram["nodes"]}
        edges = {(edge["source"], edge["target"], edge["kind"]): edge["label"] for edge in diagram["edges"]}
        drawn_nodes = {node.id: node.label for node in drawn.nodes}
        drawn_edges = {(edge.source, edge.target, edge.kind): edge.label for edge in drawn.edges}
        yield from _compared(line, drawn.id, "box", nodes, drawn_nodes)
        yield from _compared(line, drawn.id, "arrow", edges, drawn_edges)
    for id_ in wanted:
        yield 0, f"the diagram {id_!r} is missing; copy it from a fresh document"
    for (_, family, _), paths in _by_fault(runs).items():
        if told.isdisjoint(paths):
            yield (
                0,
                f"no counterexample shows how {paths[0]!r} breaks as {family}; copy it from a fresh document",
            )


def _runs(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the verdicts with a counterexample, without those of paths that are not built."""
    unbuilt = {path["id"] for path in document["paths"] if path["status"] in NOT_BUILT}
    return [one for one in document["verdicts"] if one["mermaid"] and one["path"] not in unbuilt]


def _by_fault(runs: list[Mapping[str, Any]]) -> Mapping[_Fault, list[str]]:
    """Return the paths by what breaks them: a document tells equal counterexamples once."""
    found: dict[_Fault, list[str]] = {}
    for run in runs:
        asked = [demand["invariant"] for demand in run["invariants"]]
        broken = asked.index(run["violated"]) if run["violated"] in asked else -1
        found.setdefault((run["about"], run["family"], broken), []).append(run["path"])
    return found


def _run(line: int, path: str, text: str, runs: list[Mapping[str, Any]]) -> Iterator[_Problem]:
    """Hold a drawn counterexample against those that the search found for its path."""
    found = [run["mermaid"].split() for run in runs if run["path"] == path]
    if not found:
        yield line, f"the search found no counterexample to path {path!r}; remove the diagram"
    elif text.split() not in found:
        yield line, f"this is not the counterexample to path {path!r}; copy it from a fresh document"


def _compared(
    line: int, diagram: str, what: str, wanted: Mapping[Any, str], drawn: Mapping[Any, str]
) -> Iterator[_Problem]:
    for key in sorted(wanted.keys() - drawn.keys()):
        yield line, f"diagram {diagram!r} lacks the {what} {_shown(key)} of the design; put it back"
    for key in sorted(drawn.keys() - wanted.keys()):
        yield line, f"diagram {diagram!r} has the {what} {_shown(key)}, which the design lacks; remove it"
    for key in sorted(wanted.keys() & drawn.keys()):
        if wanted[key] != drawn[key]:
            says = f"says {drawn[key]!r}, the design {wanted[key]!r}"
            yield line, f"diagram {diagram!r}: the {what} {_shown(key)} {says}"


def _shown(key: object) -> str:
    return f"{key[0]} to {key[1]}" if isinstance(key, tuple) else str(key)


def _unknown_decisions(markdown: str, document: Mapping[str, Any]) -> Iterator[_Problem]:
    known = {decision["id"] for decision in document["decisions"]}
    for line, span in code_spans(markdown):
        if _DECISION.fullmatch(span) and span not in known:
            yield line, f"the design has no decision {span!r}; name one of its decisions or none"


def _contradictions(markdown: str, document: Mapping[str, Any]) -> Iterator[_Problem]:
    paths = {path["id"]: path for path in document["paths"]}
    stores = {store["id"]: store["name"] for store in document["stores"]}
    for table in tables(markdown):
        if table.head[:1] == ("Path",) and set(table.head) & (_CHOICES.keys() | _VALUES.keys()):
            yield from _path_rows(table, paths)
        elif table.head[:1] == ("Entity",) and "System of record" in table.head:
            yield from _authority_rows(table, document["systems_of_record"], stores)


def _path_rows(table: MarkdownTable, paths: Mapping[str, Mapping[str, Any]]) -> Iterator[_Problem]:
    for line, row in table.rows:
        path = paths.get(row[0])
        if path is None:
            yield line, f"the design has no path {row[0]!r}; remove the row"
            continue
        for column, said in zip(table.head[1:], row[1:], strict=False):
            wanted = _promised(column, path)
            if wanted in (None, said):
                continue
            if said.lower() in _EMPTY:
                yield line, f"gate: path {row[0]!r} has no {column.lower()}; the design says {wanted!r}"
            else:
                yield line, _contradiction(f"{column.lower()} of path {row[0]!r}", said, str(wanted))


def _contradiction(subject: str, said: str, wanted: str) -> str:
    return f"the {subject} is {said!r} here and {wanted!r} in the design; change the facts, not the text"


def _promised(column: str, path: Mapping[str, Any]) -> str | None:
    """Return what the table of a fresh document says in a column, None for a column of somebody else."""
    if column in _CHOICES:
        topic, name = _CHOICES[column]
        return plain(words(topic, path[name])) if path[name] else NOT_SET
    if column == "Lag objective":
        return duration(path["lag_objective_s"]) or NOT_SET
    return plain(str(path[_VALUES[column]] or NOT_SET)) if column in _VALUES else None


def _authority_rows(
    table: MarkdownTable, authorities: list[Mapping[str, Any]], stores: Mapping[str, str]
) -> Iterator[_Problem]:
    allowed: dict[str, set[str]] = {}
    for row in authorities:
        name = stores.get(row["store"], row["store"]) if row["store"] else words("sor", row["outcome"])
        allowed.setdefault(row["entity"], set()).add(plain(name))
    place = table.head.index("System of record")
    for line, cells in table.rows:
        entity, said = cells[0], cells[place] if place < len(cells) else ""
        if entity not in allowed:
            yield line, f"the design has no entity {entity!r}; remove the row"
        elif said not in allowed[entity]:
            right = " or ".join(sorted(allowed[entity]))
            yield line, _contradiction(f"system of record of {entity!r}", said, right)


def _missing_paths(markdown: str, document: Mapping[str, Any]) -> Iterator[_Problem]:
    text = section(markdown, "Correctness Analysis")
    for path in document["paths"]:
        if path["status"] not in NOT_BUILT and f"`{path['id']}`" not in text:
            yield (
                0,
                f"the Correctness Analysis lacks path {path['id']!r}; copy its rows from a fresh document",
            )
