"""A facts file: what somebody wrote down in the project's own format, each value with its line."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from tools.domain.evidence import FileLine
from tools.domain.facts import Facts, FactsError, read_ref
from tools.domain.facts.model import SCHEMA_VERSION
from tools.domain.facts.refs import broken_references
from tools.intake.draft import Draft
from tools.intake.facts_errors import first_problem
from tools.intake.identity import claim_technology
from tools.intake.result import AnyEvidence, IntakeError
from tools.intake.schema import LISTS, ROWS, inner
from tools.intake.tree import Node, plain

_MARKER = re.compile(r"^(?:schema_version[ \t]*:|[ \t]*\{?[ \t]*\"schema_version\"[ \t]*:)", re.MULTILINE)


def is_facts_file(text: str) -> bool:
    """Tell a facts file by its `schema_version`, even one that is broken further down."""
    return bool(_MARKER.search(text))


def read_facts_file(root: Node, draft: Draft) -> None:
    """Add a facts file to the draft. Raise IntakeError, with the line, if it breaks the format."""
    version = root.get("schema_version")
    if version is None or version.value != SCHEMA_VERSION:
        problem = f"schema_version {version.value if version else None!r} cannot be read"
        remedy = f"write `schema_version: {SCHEMA_VERSION}`, or use the release that wrote the file"
        raise _error(version or root, f"{problem}; expected {SCHEMA_VERSION}: {remedy}")
    _refuse_twins(root)
    try:
        facts = Facts.model_validate(plain(root))
    except ValidationError as error:
        raise first_problem(error, root) from None
    _Claims(root, facts, draft).claim_all()


def refuse_broken_references(facts: Facts) -> None:
    """Raise IntakeError for the first row that names something that no source knows."""
    for ref, problem in broken_references(facts):
        evidence = facts.evidence.get(ref) or facts.evidence.get(".".join(ref.split(".")[:2]))
        where = f"{evidence.file}:{evidence.line}: " if isinstance(evidence, FileLine) else ""
        raise IntakeError(f"{where}{ref}: {problem}")


class _Claims:
    """Walks the rows of a valid facts file."""

    def __init__(self, root: Node, facts: Facts, draft: Draft) -> None:
        self.root, self.facts, self.draft = root, facts, draft
        self.cited: set[str] = set()

    def claim_all(self) -> None:
        for name, node in self.root.pairs.items():
            if name == "system":
                self.draft.claim("", "", name, node.value, self._evidence(name, node))
            elif name in LISTS:
                for row in node.items:
                    self._claim_row(name, row.pairs["id"].value, row)
            elif name in ROWS and node.pairs:
                self._claim_row(name, "", node)
        self._refuse_stray_evidence()

    def _claim_row(self, section: str, row: str, node: Node) -> None:
        ref = f"{section}.{row}" if row else section
        self.draft.add(section, row, self._evidence(ref, node))
        for name, value in node.pairs.items():
            if name == "technology":
                where = self._evidence(f"{ref}.technology", value)
                seen = (value.file, value.line)
                claim_technology(self.draft, row, value.value, where, seen, node.get("name") is not None)
            elif name != "id":
                place = f"{ref}.{name}"
                details = dict(self._details(place, inner(ROWS[section], name), value))
                self.draft.claim(section, row, name, plain(value), self._evidence(place, value), details)

    def _details(
        self, ref: str, model: type[BaseModel] | None, node: Node
    ) -> Iterator[tuple[str, AnyEvidence]]:
        """Yield evidence for what is inside a value: the fields of a group, and of rows that have a name."""
        if model is None:
            return
        for row in node.items:
            if name := row.get("id") or row.get("name"):
                yield from self._details(f"{ref}.{name.value}", model, row)
        for field, child in node.pairs.items():
            if field != "id" and child.value not in (None, [], {}):
                yield f"{ref}.{field}", self._evidence(f"{ref}.{field}", child)
                yield from self._details(f"{ref}.{field}", inner(model, field), child)

    def _evidence(self, ref: str, node: Node) -> AnyEvidence:
        """Return the evidence that the file itself gives for a fact, else the line of the fact."""
        self.cited.add(ref)
        return self.facts.evidence.get(ref) or FileLine(file=node.file, line=node.line)

    def _refuse_stray_evidence(self) -> None:
        for ref in self.facts.evidence:
            if ref not in self.cited:
                try:
                    read_ref(self.facts, ref)
                except FactsError as error:
                    place = self.root.get("evidence", ref) or self.root
                    raise _error(place, f"evidence for {error}") from None


def _error(node: Node, problem: str) -> IntakeError:
    return IntakeError(f"{node.file}:{node.line}: {problem}")


def _refuse_twins(root: Node) -> None:
    for section in sorted(LISTS):
        seen: dict[Any, Node] = {}
        for row in (root.get(section) or root).items:
            name = row.get("id")
            if name is None or isinstance(name.value, list | dict):
                continue
            if name.value in seen:
                first = seen[name.value].line
                raise _error(
                    name, f"{section}: the id {name.value!r} is used on line {first} too; rename one"
                )
            seen[name.value] = name
