"""Which fields of the facts name another row, and which row a word in them means."""

from collections.abc import Mapping

from tools.domain.facts.links import LINKS
from tools.intake.draft import Draft
from tools.intake.identity import entity_called, knows_entity, only, store_called, stores_of
from tools.intake.words import slug
from tools.knowledge.technologies import catalogue

PROVIDER = "provider"
"""In the place of a section: a provider of the catalogue that need not be a store of the facts."""

REFERENCES: Mapping[str, tuple[str, ...]] = {
    **LINKS,
    "entities.external_owner": ("stores", PROVIDER),
    "operations.external.provider": ("stores", PROVIDER),
}
"""Field -> sections in which what it names may stand, the likeliest first."""

Row = tuple[str, str]
"""Section and id."""


def refers(section: str, name: str) -> bool:
    """Tell if a field names other rows, itself or inside."""
    field = f"{section}.{name}"
    return any(ref == field or ref.startswith(f"{field}.") for ref in REFERENCES)


def find_row(draft: Draft, sections: tuple[str, ...], word: str) -> Row | None:
    """Return the row of these sections that a word means, None if there is none or not exactly one."""
    found = ((section, _find(draft, section, word)) for section in sections)
    return next(((section, row) for section, row in found if row), None)


def _find(draft: Draft, section: str, word: str) -> str | None:
    name = slug(word)
    if section == PROVIDER:
        known = catalogue().find(word)
        return known.id if known and known.role == "provider" else None
    if word in draft.ids(section):
        return word
    if section == "stores":
        known = catalogue().find(word)
        return store_called(draft, word) or (only(stores_of(draft, known.id)) if known else None)
    if section == "entities":
        return entity_called(draft, word) if knows_entity(draft, word) else None
    return name if name in draft.ids(section) else None
