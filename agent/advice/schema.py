"""The tables of a design, so that statements find what they speak of."""

import re
from collections.abc import Iterable, Iterator

from tools.domain.design import Design
from tools.domain.facts import Entity
from tools.recipes import recipes
from tools.recipes.names import columns, sql_name
from tools.recipes.tables import has, spelled, sql_type, table_of

_PART = re.compile(r"^-- name: \w+[^\n]*$", re.MULTILINE)
_MAKES = re.compile(r"^\s*(?:CREATE|ALTER)\b", re.MULTILINE)


def schema(design: Design) -> Iterator[str]:
    """Yield scripts for the tables whose columns are known, then the parts of recipes that make something.

    A table comes twice: with the types as they were written and, should that fail, with PostgreSQL's own.
    """
    for entity in design.facts.entities:
        if entity.columns:
            yield _table(entity, [one.type or "text" for one in entity.columns])
            yield _table(entity, [sql_type(entity, one.name) for one in entity.columns])
    for recipe in recipes(design):
        if recipe.language == "sql" and recipe.checked == "ran":
            for part in _PART.split(recipe.text):
                if _MAKES.search(part):
                    yield part


def _table(entity: Entity, types: Iterable[str]) -> str:
    lines = [
        f"{sql_name(one.name)} {type_}{' NOT NULL' * (one.nullable is False)}"
        for one, type_ in zip(entity.columns, types, strict=True)
    ]
    if entity.key and entity.has_primary_key is not False and has(entity, entity.key):
        lines.append(f"PRIMARY KEY ({columns(spelled(entity, entity.key))})")
    return f"CREATE TABLE IF NOT EXISTS {sql_name(table_of(entity))} ({', '.join(lines)})"
