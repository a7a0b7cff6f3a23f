"""What a language model proposed becomes claims, as far as the text can be held to it.

A value is claimed, beside what the readers claim, if its quote stands in the text, in words that do not speak
to whoever reads it, if every number is in the quote, every name in the text, and every row that it names
exists. All else is dropped, with the reason. What this cannot tell: whether the words that are quoted speak
of that row, and say that value, where it is no number and no name (`deletes: soft`). So each fact is shown
with its quote. To ask that the words around a quote name its row was tried: engineers write "it" and "the
replicas", and half of what they said was lost.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

from pydantic import BaseModel

from tools.domain.evidence import Quote
from tools.domain.facts.refs import nearest
from tools.intake.addressed import speaks_to_reader
from tools.intake.draft import Draft
from tools.intake.identity import find_path
from tools.intake.proposals import Proposal, ProposedRow, ProposedValue
from tools.intake.proposed_rows import Place, Refused, entity_meant, store_meant, writer_meant
from tools.intake.proposed_values import NOTHING, Checker, Refusal
from tools.intake.quotes import find_quotes
from tools.intake.redact import MARK, redact
from tools.intake.references import Row, refers
from tools.intake.result import AnyEvidence, Dropped
from tools.intake.schema import LISTS, ROWS, inner
from tools.intake.secret_names import looks_random
from tools.intake.words import slug

_MEANT = {"stores": store_meant, "entities": entity_meant, "writers": writer_meant}
"""Sections whose rows the text has by name. The ids of others are labels for what a sentence says."""
_ORDER = (
    *_MEANT, "operations", "paths", "reads", "invariants", "transactions", "dependencies", "signals",
    "deployment", "team", "growth", "cost",
)  # fmt: skip
"""Sections, each after those that its rows name."""

NOT_FOUND = "not found in your text"
PLACES = 20
"""Places at which one quote is looked at (engineering judgement)."""
SHOWN = 200
"""Characters of a dropped value or quote that are shown."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of proposals: what was dropped, and the quotes of what was claimed."""

    dropped: tuple[Dropped, ...]
    quotes: tuple[Quote, ...]


def claim_proposals(proposals: Iterable[Proposal], texts: Mapping[str, str], draft: Draft) -> Outcome:
    """Add what language models proposed to the draft, after what the readers have claimed.

    `texts` are the files of the brief without their secrets; a quote is looked for in the file that it was
    proposed from.
    """
    claims = _Claims(texts, draft)
    ordered = sorted(proposals, key=lambda one: one.file)
    rows = [one for proposal in ordered for one in claims.usable(proposal)]
    rows.sort(key=lambda one: _ORDER.index(one.row.section))
    claims.spoken = {one.id for one in rows}
    meant = [one for one in rows if one.row.section not in _MEANT or claims.mean(one)]
    for one in meant:
        claims.claim(one)
    return Outcome(tuple(dict.fromkeys(claims.dropped)), tuple(dict.fromkeys(claims.quotes)))


@dataclass
class _Proposed:
    """A proposed row on its way into the draft."""

    file: str
    row: ProposedRow
    id: str
    places: tuple[Place, ...]  # of its quote
    fields: dict[str, tuple[Any, AnyEvidence]] = field(default_factory=dict)  # what is believed of it

    @property
    def ref(self) -> str:
        """How the row is referred to, by the id that it was proposed under."""
        return f"{self.row.section}.{slug(self.row.id)}".rstrip(".")


class _Claims:
    """Holds proposed rows against the text and claims what stands."""

    def __init__(self, texts: Mapping[str, str], draft: Draft) -> None:
        self.texts, self.draft = texts, draft
        self.renamed: dict[Row, str] = {}  # what a proposal calls a row -> its id
        self.spoken: set[str] = set()  # ids that the proposals use, or that were meant by another id
        self.dropped: list[Dropped] = []
        self.quotes: list[Quote] = []

    def usable(self, proposal: Proposal) -> Iterator[_Proposed]:
        """Yield the rows that have a known section, an id where one is needed, and a file of the brief."""
        for row in proposal.rows:
            ref = f"{row.section}.{row.id}".rstrip(".")
            if row.section not in ROWS:
                self._drop(ref, "", row.quote, f"no such section; {nearest(row.section, ROWS)}")
            elif row.section in LISTS and not slug(row.id):
                self._drop(ref, "", row.quote, "the row has no id")
            elif proposal.file not in self.texts:
                self._drop(ref, "", row.quote, f"the brief has no file {proposal.file!r}")
            else:
                id_ = slug(row.id) if row.section in LISTS else ""
                known = row.id if row.id in self.draft.ids(row.section) else id_
                yield _Proposed(proposal.file, row, known, self._places(proposal.file, row.quote))

    def mean(self, one: _Proposed) -> bool:
        """Find out which store, entity or writer is meant, and add it; tell if it stands."""
        section = one.row.section
        if known := self.renamed.get((section, one.row.id)):  # from another row or page
            one.id = known
            return True
        found = _MEANT[section](self.draft, one.row, one.places, self.spoken)
        if isinstance(found, Refused):
            reason = found.reason if one.places else self._why_not(one.file, one.row.quote)
            self._drop(one.ref, found.value, one.row.quote, reason)
            return False
        one.id = found.id
        self.renamed[section, one.row.id] = found.id
        self.spoken.add(found.id)
        self.quotes += [found.quote] if found.quote else []
        return True

    def claim(self, one: _Proposed) -> None:
        """Claim the values that the text bears out; those that name other rows are looked at first."""
        section = one.row.section
        values = sorted(one.row.values, key=lambda value: _rank(section, value.field))
        for value in values:
            if value.field != "technology":  # decided with the store
                self._believe(one, value)
        if section not in LISTS or self._stands(one):
            self._add(one)

    def _believe(self, one: _Proposed, value: ProposedValue) -> None:
        """Take a value at the first place of its quote at which anything of it can be believed."""
        fact = f"{one.ref}.{value.field}"
        places = self._places(one.file, value.quote) if value.quote else one.places
        refused: list[Refusal] = []
        if not places:
            why = self._why_not(one.file, value.quote or one.row.quote)
            refused.append(Refusal(fact, value.value, why))
        for number, place in enumerate(places):
            checker = Checker(self.draft, self.renamed)
            taken = self._checked(one, value, place, checker)
            refused = checker.refused if number == 0 or taken is not NOTHING else refused
            if taken is not NOTHING:
                one.fields[value.field] = (taken, place.quote)
                break
        for its in refused:
            self._drop(its.fact, its.value, value.quote or one.row.quote, its.reason)

    def _checked(self, one: _Proposed, value: ProposedValue, place: Place, checker: Checker) -> Any:
        fact, section = f"{one.ref}.{value.field}", one.row.section
        model, name = _field(ROWS[section], value.field)
        if name not in model.model_fields or name == "id":
            return checker.refuse(fact, value.value, f"no such field; {nearest(name, model.model_fields)}")
        return checker.value(fact, model, name, value.value, place)

    def _stands(self, one: _Proposed) -> bool:
        """Return whether a row is known, or stated in the text with all that it cannot be without."""
        section = one.row.section
        if one.id in self.draft.ids(section):
            return True
        required = (name for name, its in ROWS[section].model_fields.items() if its.is_required())
        missing = next((name for name in required if name not in ("id", *one.fields)), None)
        if not one.places:
            self._drop(one.ref, "", one.row.quote, self._why_not(one.file, one.row.quote))
        elif missing:
            self._drop(one.ref, "", one.row.quote, f"without {missing} it says nothing")
        else:
            return True
        return False

    def _add(self, one: _Proposed) -> None:
        """Put what is believed of a row into the draft."""
        section, id_ = one.row.section, one.id
        if not one.fields and not one.places:
            return
        if section == "paths" and id_ not in self.draft.ids("paths"):
            id_ = self._path(one)
        self.renamed[section, one.row.id] = id_
        for name, (value, evidence) in one.fields.items():
            if "." not in name:
                self.draft.claim(section, id_, name, value, evidence)
        for head in dict.fromkeys(name.partition(".")[0] for name in one.fields if "." in name):
            self._add_group(one, id_, head)
        self.quotes += (said for _, said in one.fields.values() if isinstance(said, Quote))

    def _add_group(self, one: _Proposed, id_: str, head: str) -> None:
        """Claim what is believed of one group of a row, such as `replication`, in one piece."""
        section = one.row.section
        inside = {
            name[len(head) + 1 :]: its for name, its in one.fields.items() if name.startswith(f"{head}.")
        }
        group = inner(ROWS[section], head)
        known = {name for said in self.draft.said(section, id_, head) for name in said} | inside.keys()
        required = (name for name, its in group.model_fields.items() if its.is_required()) if group else ()
        missing = next((name for name in required if name not in known), None)
        if missing:
            self._drop(f"{one.ref}.{head}", "", one.row.quote, f"without {missing} it says nothing")
            return
        ref = ".".join(part for part in (section, id_, head) if part)
        details = {f"{ref}.{name}": evidence for name, (_, evidence) in inside.items()}
        values = {name: value for name, (value, _) in inside.items()}
        self.draft.claim(section, id_, head, values, next(iter(details.values())), details)

    def _path(self, one: _Proposed) -> str:
        (source, start), (target, _) = one.fields["source"], one.fields["target"]
        mechanism = one.fields.get("mechanism", (None, None))[0]
        entities = tuple(one.fields.get("entities", ((), None))[0])
        return find_path(self.draft, source, target, mechanism, entities, one.places[0].quote, start)

    def _places(self, file: str, words: str) -> tuple[Place, ...]:
        """Return where a file says these words of the system, and not to whoever reads it."""
        return _stating(self.texts[file], file, words)

    def _why_not(self, file: str, words: str) -> str:
        """Return why words have no place."""
        found = next(find_quotes(self.texts[file], file, words), None)
        return "these words speak to the reader, not of the system" if found else NOT_FOUND

    def _drop(self, fact: str, value: str, quote: str, reason: str) -> None:
        self.dropped.append(Dropped(*map(_shown, (fact, value, quote, reason))))


@lru_cache(maxsize=1 << 12)
def _stating(text: str, file: str, words: str) -> tuple[Place, ...]:
    """Return where a text says these words and does not speak to its reader: asked again for each page."""
    found = islice(find_quotes(text, file, words), PLACES)
    stating = (one for one in found if not speaks_to_reader(text, one.offset, one.offset + len(one.text)))
    return tuple(Place(quote, text) for quote in stating)


def _shown(text: str) -> str:
    """Return what a model wrote as it may be shown: on one line, cut, without secrets."""
    line = redact(" ".join(text.split()))
    line = re.sub(r"[A-Za-z0-9]{12,}", lambda word: MARK if looks_random(word[0]) else word[0], line)
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _rank(section: str, name: str) -> int:
    """Return when a field is looked at: what names other rows first, of these the source last."""
    return 1 if name == "source" else 0 if refers(section, name) else 2


def _field(model: type[BaseModel], name: str) -> tuple[type[BaseModel], str]:
    """Return the model that has a field, and its name there: `replication.copies` is in a group."""
    head, dot, rest = name.partition(".")
    group = inner(model, head) if dot and head in model.model_fields else None
    return (group, rest) if group else (model, name)
