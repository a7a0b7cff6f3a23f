"""From a brief to facts: every file goes to the one reader that knows its kind, the most exact kind first."""

import re
from collections.abc import Mapping, Sequence
from posixpath import basename
from typing import Literal

from tools.domain.brief import Brief, Coverage, Status
from tools.intake.authority import assume_authority
from tools.intake.compose import is_compose_file, read_compose
from tools.intake.connectors import read_connectors
from tools.intake.draft import Draft
from tools.intake.facts_file import is_facts_file, read_facts_file, refuse_broken_references
from tools.intake.kafka_connect import connectors
from tools.intake.merge import merge
from tools.intake.proposals import Proposal
from tools.intake.prose import ReadProse, read_prose
from tools.intake.redact import redact
from tools.intake.result import FACTS_FILE, Dropped, Intake, IntakeError, UnreadSentence
from tools.intake.tree import Node, parse

Kind = Literal["facts", "compose", "json", "sql", "prose", "environment", "yaml", "binary", "other"]

STDIN = "-"
_PROSE = (".md", ".markdown", ".txt", ".rst", ".adoc")
_ENVIRONMENT = re.compile(r"(?:^|\.)env(?:\.[\w-]+)?$")


def read(brief: Brief, proposals: Sequence[Proposal] = ()) -> Intake:
    """Return what a brief says, secrets taken out, with what was read, what was not, and what disagrees.

    `proposals` are what language models took from its files. What the text bears out stands beside what the
    readers found, the rest is listed as dropped.

    Raise IntakeError for a facts file that breaks its format, or that names what no file of the brief knows.
    Any other file that cannot be read is listed in the coverage and stops nothing.
    """
    texts = {file: redact(text) for file, text in sorted(brief.texts.items())}
    intake = _Intake(texts)
    intake.read_facts()
    intake.read_compose()
    intake.read_connectors()
    intake.read_sql_and_prose()
    dropped = intake.read_proposals(proposals) if proposals else ()
    assume_authority(intake.draft)
    facts, contradictions = merge(intake.draft)
    refuse_broken_references(facts)
    unread = sorted(intake.draft.unread, key=lambda left: (left.file, left.line, left.text))
    coverage = sorted((*intake.coverage(), *brief.unread), key=lambda entry: entry.file)
    return Intake(facts, tuple(coverage), tuple(unread), contradictions, dropped)


def kind_of(file: str, text: str) -> Kind:
    """Return what a file is, by its name and, for YAML, JSON and standard input, by what it begins with."""
    name = basename(file).lower()
    if "\0" in text:
        return "binary"
    if (file == STDIN or name.endswith((".yaml", ".yml", ".json"))) and is_facts_file(text):
        return "facts"
    if is_compose_file(file):
        return "compose"
    if name.endswith(".json") or (file == STDIN and text.lstrip()[:1] in ("{", "[")):
        return "json"
    if name.endswith((".yaml", ".yml")):
        return "yaml"
    if name.endswith((".sql", ".ddl")):
        return "sql"
    if file == STDIN or name.endswith(_PROSE):
        return "prose"
    return "environment" if _ENVIRONMENT.search(name) else "other"


_SKIPPED: Mapping[str, str] = {
    "yaml": "YAML that is neither a compose file nor a facts file, which begins with `schema_version: 1`",
    "environment": "settings; no compose file of the brief uses them",
    "binary": "holds NUL bytes, so it is no text",
    "other": "no reader for this kind of file; read are prose, facts, compose, SQL and connector JSON",
}


def _status(kind: Kind) -> Status:
    return "failed" if kind == "binary" else "skipped"


def _quotes(file: str, said: str, sentence: UnreadSentence) -> bool:
    """Return whether what is quoted from a file is a part of a sentence, or the other way round."""
    return file == sentence.file and (said in sentence.text or sentence.text in said)


class _Intake:
    """The files of a brief on their way into one draft."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.kinds = {file: kind_of(file, text) for file, text in texts.items()}
        self.draft = Draft()
        self.listed: tuple[str, ...] = ()
        self._covered: dict[str, Coverage] = {}
        self._prose: Mapping[str, ReadProse] = {}

    def read_facts(self) -> None:
        for file, text in self._of("facts").items():
            read_facts_file(parse(text, file), self.draft)
            self._read(file, FACTS_FILE)
        self.listed = self.draft.ids("entities")

    def read_compose(self) -> None:
        trees = self._trees("compose")
        for file, how in read_compose(trees, self.texts, self.draft).items():
            self._read(file, how)
        for file in self._of("environment") if trees else ():
            self._read(file, "settings, looked up where a compose file names them")

    def read_connectors(self) -> None:
        found = {file: tuple(connectors(tree)) for file, tree in self._trees("json").items()}
        read_connectors([connector for all_ in found.values() for connector in all_], self.draft)
        for file, all_ in found.items():
            if all_:
                self._read(file, f"Kafka connectors: {len(all_)}")
            else:
                how = "JSON that is neither a Kafka connector nor a facts file, which has `schema_version`"
                self._covered[file] = Coverage(file, "skipped", how)

    def read_sql_and_prose(self) -> None:
        """Tables come first: prose speaks of them. Where they are may only be known after the prose."""
        sql = self._of("sql")
        if not sql:
            self._read_prose()
            return
        from tools.intake.sql import claim_tables, place_tables  # sqlglot is slow to import
        from tools.intake.sql_tables import read_tables

        tables = read_tables(sql)
        claim_tables(tables, self.draft, self.listed)
        self._covered.update((entry.file, entry) for entry in tables.coverage)
        self._read_prose()
        place_tables(tables, self.draft)

    def _read_prose(self) -> None:
        self._prose = read_prose(self._of("prose"), self.draft)
        self.draft.unread += (sentence for file in self._prose.values() for sentence in file.unread)

    def read_proposals(self, proposals: Sequence[Proposal]) -> tuple[Dropped, ...]:
        """Add what language models proposed; a sentence that a claim quotes is not unread any more."""
        from tools.intake.claim_proposals import claim_proposals  # not needed offline

        outcome = claim_proposals(proposals, self.texts, self.draft)
        said = {(quote.file, " ".join(quote.text.split())) for quote in outcome.quotes}
        self.draft.unread = [
            one for one in self.draft.unread if not any(_quotes(file, text, one) for file, text in said)
        ]
        return outcome.dropped

    def coverage(self) -> tuple[Coverage, ...]:
        covered = {**self._covered, **{file: self._understood(file) for file in self._prose}}
        rest = {file: kind for file, kind in self.kinds.items() if file not in covered}
        skipped = (Coverage(file, _status(kind), _SKIPPED[kind]) for file, kind in rest.items())
        return (*covered.values(), *skipped)

    def _understood(self, file: str) -> Coverage:
        """Return how much of the prose of a file was understood, by whichever reader."""
        prose, left = self._prose[file], set(self.draft.unread)
        understood = prose.sentences - sum(one in left for one in prose.unread)
        return Coverage(file, "read", f"prose, {understood} of {prose.sentences} sentences understood")

    def _of(self, kind: Kind) -> dict[str, str]:
        return {file: text for file, text in self.texts.items() if self.kinds[file] == kind}

    def _trees(self, kind: Kind) -> dict[str, Node]:
        """Parse the files of a kind; one that cannot be parsed is covered as failed and left out."""
        trees: dict[str, Node] = {}
        for file, text in self._of(kind).items():
            try:
                trees[file] = parse(text, file)
            except IntakeError as error:
                self._covered[file] = Coverage(file, "failed", str(error))
        return trees

    def _read(self, file: str, how: str) -> None:
        self._covered[file] = Coverage(file, "read", how)
