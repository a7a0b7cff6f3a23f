"""The table of an entity: what its definition says of it, and what has to be assumed."""

import re
from collections.abc import Iterable
from typing import Any

from tools.domain.facts import Column, Entity
from tools.recipes.names import sql_name, table_name

ROW_VERSION = "row_version"
"""The column that holds the version of a row, where no column looks like one."""

_VERSIONS = (ROW_VERSION, "version", "lock_version", "revision")
_SERIAL = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
_BUILT_IN = re.compile(
    r"(?:bigint|boolean|bytea|char|character|character varying|citext|date|decimal|double precision|float"
    r"|inet|int|integer|json|jsonb|numeric|real|smallint|text|time|timestamp|timestamptz|timetz|uuid|varchar|xml)"
    r"(?:\(\d+(?:, ?\d+)?\))?(?: with(?:out)? time zone)?"
)
_TEXT = re.compile(r"(?:text|citext|(?:var)?char|character(?: varying)?)\b")


def column(entity: Entity, name: str) -> Column | None:
    """Return a column by its name in any case, None if the table lacks it or its definition is unknown."""
    return next((one for one in entity.columns if one.name.lower() == name.lower()), None)


def spelled(entity: Entity, names: Iterable[str]) -> tuple[str, ...]:
    """Return names as the table spells them; those that it lacks as they are."""
    found = ((column(entity, name), name) for name in names)
    return tuple(one.name if one else name for one, name in found)


def has(entity: Entity, names: Iterable[str]) -> bool:
    """Return whether a table can have these columns: it does, or its definition is unknown."""
    return not entity.columns or all(column(entity, name) for name in names)


def required(entity: Entity, names: Iterable[str]) -> tuple[str, ...]:
    """Return those of the columns that may be NULL, as far as anybody knows."""
    found = ((column(entity, name), name) for name in names)
    return tuple(name for one, name in found if not one or one.nullable is not False)


def sql_type(entity: Entity, name: str) -> str:
    """Return the built-in type that can hold a column's values; text where its type is unknown or its own."""
    one = column(entity, name)
    written = (one.type or "").lower() if one else ""
    written = _SERIAL.get(written, written)
    return written if _BUILT_IN.fullmatch(written) else "text"


def is_text(one: Column) -> bool:
    """Return whether a column holds text, as far as its type says."""
    return bool(_TEXT.match((one.type or "").lower()))


def live(entity: Entity) -> str | None:
    """Return the condition that a row is not deleted, None where no column is known to say so."""
    if not entity.delete_flag:
        return None
    one = column(entity, entity.delete_flag)
    name = sql_name(one.name if one else entity.delete_flag)
    kind = (one.type if one else None) or ""
    moment = not kind.lower().startswith("bool") if kind else re.search(r"_(?:at|on|date)$", name)
    return f"{name} IS NULL" if moment else f"NOT {name}"


def version_column(entity: Entity) -> str:
    """Return what the column with the version of a row is called, or would be."""
    return next((name for name in _VERSIONS if column(entity, name)), ROW_VERSION)


def table_of(entity: Entity) -> str:
    """Return the name of the entity's table; what it is taken to be called if nobody said it."""
    return entity.table or table_name(entity.id)


def table_names(entity: Entity) -> dict[str, Any]:
    """Return the names of a table that recipes are written in; `assumed` has those that nobody said."""
    key = spelled(entity, entity.key or ("id",))
    return {
        "table": table_of(entity),
        "key": key,
        "types": {name: sql_type(entity, name) for name in key},
        "version": version_column(entity),
        "has_version": column(entity, version_column(entity)) is not None,
        "live": live(entity),
        "columns": tuple(one.name for one in entity.columns),
        "assumed": frozenset(
            ({"table"} if entity.table is None else set()) | ({"key"} if not entity.key else set())
        ),
    }


def read_names(entity: Entity) -> dict[str, Any]:
    """Return what reads inside the database work on: columns of text, and what a summary is grouped by."""
    texts = tuple(one.name for one in entity.columns if is_text(one) and one.name not in entity.key)
    moments = [one.name for one in entity.columns if re.match(r"date|timestamp", one.type or "")]
    by = moments[0] if moments else texts[0] if texts else "category"
    return {
        "texts": texts or ("name", "description"),
        "by": by,
        "group": f"date_trunc('month', {sql_name(by)})" if moments else sql_name(by),
        "assumed": frozenset(
            ({"texts"} if not texts else set()) | ({"group"} if not texts and not moments else set())
        ),
    }
