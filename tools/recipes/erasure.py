"""What erasing a person means for one table: its row goes, or its personal columns do."""

import re
from collections.abc import Collection
from typing import Any

from tools.domain.facts import Column, Entity
from tools.recipes.names import key_text
from tools.recipes.tables import is_text

_WORDS = """
    name names firstname lastname surname fullname nickname username holder owner customer person contact
    address street city zip postcode postal email mail phone mobile fax iban bic birthday birthdate birth
    born gender ssn passport ip insurance signature photo avatar bio
"""
PERSONAL = frozenset(_WORDS.split())
"""Words in names of columns that speak of a person (engineering judgement)."""


def way(entity: Entity, elsewhere: Collection[str], referring: Collection[str]) -> str | None:
    """Return `delete`, or `pseudonymise` where the row has to stay; None if the person is in another table.

    It stays if rows are not really deleted, if all of them have to be there for an auditor, or if others
    refer to it.
    """
    if entity.deletes == "hard" and not entity.regulatory and not referring:
        return "delete"
    return "pseudonymise" if personal(entity, elsewhere) or not entity.columns else None


def personal(entity: Entity, elsewhere: Collection[str]) -> list[Column]:
    """Return the columns whose names speak of a person, but for those that another store decides about."""
    spared = {name.lower() for name in (*entity.key, *elsewhere)}
    return [
        one
        for one in entity.columns
        if one.name.lower() not in spared and _speaks_of_a_person(one.name)
        if is_text(one) or one.nullable is not False
    ]


def names_of(entity: Entity, elsewhere: Collection[str], referring: tuple[str, ...]) -> dict[str, Any]:
    """Return what the columns that speak of a person are set to, and what else there is to know."""
    found = personal(entity, elsewhere)
    return {
        "personal": tuple((one.name, _nothing(entity, one)) for one in found)
        or (("personal_column", "NULL"),),
        "referring": referring,
        "elsewhere": tuple(elsewhere),
        "assumed": frozenset() if found else frozenset({"personal"}),
    }


def _speaks_of_a_person(name: str) -> bool:
    words = re.split(r"[^a-z]+", name.lower())
    return words[-1] != "id" and not PERSONAL.isdisjoint(words)


def _nothing(entity: Entity, one: Column) -> str:
    """Return an SQL expression for a column without the person; where it is not NULL, rows differ in it."""
    if one.nullable is not False:
        return "NULL"
    pseudonym = f"'erased ' || {key_text(entity.key or ('id',), 't')}"
    length = re.search(r"\((\d+)\)", one.type or "")
    return f"left({pseudonym}, {length[1]})" if length else pseudonym
