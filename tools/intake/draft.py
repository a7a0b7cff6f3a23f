"""What the sources have said so far, value by value, until it is merged into Facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.domain.facts import Mechanism
from tools.intake.result import AnyEvidence, UnreadSentence
from tools.intake.words import entity_id


@dataclass(frozen=True, slots=True)
class Claim:
    """One value of one fact, as one source gives it; `details` is the evidence for what is inside it."""

    value: Any
    evidence: AnyEvidence
    details: Mapping[str, AnyEvidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """What puts data into a broker: its source, by which mechanism, through what."""

    source: str
    mechanism: Mechanism
    via: tuple[str, ...]


class Draft:
    """The claims of all sources, most exact source first: readers add to it one after the other.

    A row is one of a list (a store) and has an id; the row of a single group (the team) is called "". The
    facts at the top (the name of the system) stand in the section "".
    """

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, AnyEvidence]] = {}
        self.claims: dict[str, dict[str, dict[str, list[Claim]]]] = {}
        self.entities: dict[str, str] = {}  # singular -> entity, whatever its id looks like
        self.aliases: dict[str, list[str]] = {}  # further names of a store, only to recognise it by
        self.feeds: dict[str, Feed] = {}  # broker -> what feeds it
        self.places: dict[str, dict[str, AnyEvidence]] = {}  # entity -> stores that are said to hold it
        self.unread: list[UnreadSentence] = []

    def add(self, section: str, row: str, evidence: AnyEvidence) -> str:
        """Say that a row exists, and return its id. What said so first stays its evidence."""
        if section == "entities":
            self.entities.setdefault(entity_id(row), row)
        self.rows.setdefault(section, {}).setdefault(row, evidence)
        return row

    def claim(
        self,
        section: str,
        row: str,
        name: str,
        value: Any,
        evidence: AnyEvidence,
        details: Mapping[str, AnyEvidence] | None = None,
    ) -> None:
        """Claim a value for a field of a row, which exists from then on. None and () claim nothing."""
        self.add(section, row, evidence)
        if value is None or value in ((), [], {}):
            return
        fields = self.claims.setdefault(section, {}).setdefault(row, {})
        fields.setdefault(name, []).append(Claim(value, evidence, details or {}))

    def ids(self, section: str) -> tuple[str, ...]:
        """Return the ids of a section's rows in the order in which they were first named."""
        return tuple(self.rows.get(section, ()))

    def claims_of(self, section: str, row: str) -> Mapping[str, list[Claim]]:
        """Return the claims about a row by field, the most exact source's first."""
        return self.claims.get(section, {}).get(row, {})

    def said(self, section: str, row: str, name: str) -> tuple[Any, ...]:
        """Return every value claimed for a field, the most exact source's first."""
        return tuple(claim.value for claim in self.claims_of(section, row).get(name, ()))

    def listed(self, section: str, row: str, name: str) -> set[Any]:
        """Return what all sources together put into a list."""
        return {item for values in self.said(section, row, name) for item in values}

    def first(self, section: str, row: str, name: str) -> Any:
        """Return the value of the most exact source, None if nobody claimed one."""
        return next(iter(self.said(section, row, name)), None)

    def evidence(self, section: str, row: str) -> AnyEvidence:
        """Return what first named a row."""
        return self.rows[section][row]
