"""Which store, entity or writer a proposed row is: one that is known, or a new one that the text names."""

from collections.abc import Sequence
from dataclasses import dataclass

from tools.domain.evidence import Quote
from tools.intake.draft import Draft
from tools.intake.identity import (
    claim_technology,
    entity_called,
    find_store,
    name_store,
    store_called,
)
from tools.intake.naming import Naming, has_name, names_technology
from tools.intake.proposals import ProposedRow
from tools.intake.prose_writers import known_writer
from tools.intake.words import slug
from tools.knowledge.technologies import catalogue
from tools.knowledge.technology import Technology


@dataclass(frozen=True, slots=True)
class Place:
    """One place at which a quote stands, and the passage around it."""

    quote: Quote
    around: str


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


def store_meant(draft: Draft, naming: Naming, row: ProposedRow, places: Sequence[Place]) -> Meant | Refused:
    """Find or add a store. Its technology must be named in a quote, by any of its names."""
    said = next((value.value.strip("\"' ") for value in row.values if value.field == "technology"), None)
    known = store_called(draft, row.id)
    if said is None:
        missing = Refused("without technology it says nothing")
        return Meant(known, _first(places)) if known else missing
    place = next((one for one in places if names_technology(one.quote.text, said)), None)
    if place is None:
        return Refused(f"the quote does not name {said}", said)
    technology = catalogue().find(said)
    if known or technology is None:
        store = known or draft.add("stores", slug(row.id), place.quote)
        named = bool(draft.said("stores", store, "name"))
        claim_technology(draft, store, said, place.quote, (place.quote.file, place.quote.line), named)
        return Meant(store, place.quote)
    name = _distinguishing(row, technology, place.around)
    found = name_store(draft, technology, name, place.quote) if name else None
    found = found or find_store(draft, technology, place.quote)
    if found is None:
        return Refused(f"there are several stores of {technology.name}, and the quote does not say which")
    return Meant(found, place.quote)


def entity_meant(draft: Draft, naming: Naming, row: ProposedRow, places: Sequence[Place]) -> Meant | Refused:
    """Find or add an entity that the words around its quote name, in the text's own language."""
    id_ = entity_called(draft, row.id)
    place = next((one for one in places if naming.speaks(one.around, "entities", id_)), None)
    if id_ in draft.ids("entities"):
        return Meant(id_, place.quote if place else None)
    if place is None:
        return Refused(f"the words around the quote do not name {row.id}")
    return Meant(draft.add("entities", id_, place.quote), place.quote)


def writer_meant(draft: Draft, naming: Naming, row: ProposedRow, places: Sequence[Place]) -> Meant | Refused:
    """Find or add a writer that the words around its quote name."""
    id_ = known_writer(slug(row.id), draft)
    place = next((one for one in places if naming.speaks(one.around, "writers", id_)), None)
    if id_ in draft.ids("writers"):
        return Meant(id_, place.quote if place else None)
    if place is None:
        return Refused(f"the words around the quote do not name {row.id}")
    return Meant(draft.add("writers", id_, place.quote), place.quote)


def _distinguishing(row: ProposedRow, technology: Technology, around: str) -> str | None:
    """Return the name that tells a store from others of its technology, if the words around it have one."""
    name = next((value.value.strip("\"' ") for value in row.values if value.field == "name"), "")
    own = (technology.id, technology.name, *technology.aliases)
    return next((called for called in (name, row.id) if has_name(around, called, besides=own)), None)


def _first(places: Sequence[Place]) -> Quote | None:
    return places[0].quote if places else None
