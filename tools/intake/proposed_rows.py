"""Which store, entity or writer a proposed row is: one that is known, or a new one that the text states."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from tools.domain.evidence import Quote
from tools.intake.draft import Draft
from tools.intake.identity import (
    OTHER,
    claim_technology,
    entity_called,
    only,
    store_called,
    stores_of,
)
from tools.intake.naming import names_technology
from tools.intake.proposals import ProposedRow
from tools.intake.prose_writers import known_writer
from tools.intake.words import slug
from tools.knowledge.technologies import catalogue


@dataclass(frozen=True, slots=True)
class Place:
    """One place at which a quote stands, and the text that it stands in."""

    quote: Quote
    text: str


@dataclass(frozen=True, slots=True)
class Meant:
    """The row that is meant, and where the text says so; without a place it was known before."""

    id: str
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row is not believed."""

    reason: str
    value: str = ""


def store_meant(draft: Draft, row: ProposedRow, places: Sequence[Place], spoken: Set[str]) -> Meant | Refused:
    """Find or add a store. The text must have its technology, by any of its names.

    A model is told the ids of the stores that are known, so a new id is a new store; but one that it does not
    speak of otherwise, and that is the only one of its technology, is taken to be meant.
    """
    technology = _value(row, "technology")
    known = store_called(draft, row.id)
    if technology is None:
        return Meant(known, _first(places)) if known else Refused("without technology it says nothing")
    if not places:
        return Refused("")
    if technology.casefold() != OTHER and not names_technology(places[0].text, technology):
        return Refused(f"the text does not name {technology}", technology)
    quote = places[0].quote
    store = known or _unspoken(draft, technology, spoken) or draft.add("stores", slug(row.id), quote)
    has_name = bool(draft.said("stores", store, "name") or _value(row, "name"))
    claim_technology(draft, store, technology, quote, (quote.file, quote.line), has_name)
    return Meant(store, quote)


def entity_meant(
    draft: Draft, row: ProposedRow, places: Sequence[Place], spoken: Set[str]
) -> Meant | Refused:
    """Find or add an entity."""
    return _meant(draft, "entities", entity_called(draft, row.id), places)


def writer_meant(
    draft: Draft, row: ProposedRow, places: Sequence[Place], spoken: Set[str]
) -> Meant | Refused:
    """Find or add a writer."""
    return _meant(draft, "writers", known_writer(slug(row.id), draft), places)


def _meant(draft: Draft, section: str, id_: str, places: Sequence[Place]) -> Meant | Refused:
    if places:
        return Meant(draft.add(section, id_, places[0].quote), places[0].quote)
    return Meant(id_, None) if id_ in draft.ids(section) else Refused("")


def _unspoken(draft: Draft, technology: str, spoken: Set[str]) -> str | None:
    """Return the only store of a technology of which a model does not speak by its id."""
    known = catalogue().find(technology)
    return only(tuple(one for one in stores_of(draft, known.id) if one not in spoken)) if known else None


def _value(row: ProposedRow, field: str) -> str | None:
    return next((value.value.strip("\"' ") for value in row.values if value.field == field), None)


def _first(places: Sequence[Place]) -> Quote | None:
    return places[0].quote if places else None
