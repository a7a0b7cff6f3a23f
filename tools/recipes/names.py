"""Names that are safe where they stand: identifiers, literals, slot and topic names."""

import json
import re
from collections.abc import Sequence
from hashlib import sha256

from tools.recipes.reserved import RESERVED

LONGEST = 63
"""Bytes of the longest PostgreSQL identifier (NAMEDATALEN - 1); longer names are cut without an error."""

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
_UNCOUNTABLE = ("stock", "inventory", "staff", "equipment", "data", "telemetry", "feedback", "money", "media")


def shortened(name: str) -> str:
    """Return `name` in at most 63 bytes; what is cut is replaced by a hash, so two names stay two."""
    raw = name.encode()
    if len(raw) <= LONGEST:
        return name
    return f"{raw[: LONGEST - 9].decode(errors='ignore')}_{sha256(raw).hexdigest()[:8]}"


def sql_name(name: str) -> str:
    """Return `name` as an SQL identifier, in double quotes where it could not stand without."""
    short = shortened(name)
    if _PLAIN.fullmatch(short) and short not in RESERVED:
        return short
    return '"' + short.replace('"', '""') + '"'


def ticked(name: str) -> str:
    """Return `name` as an identifier of MySQL, BigQuery or ClickHouse: always in backticks."""
    return "`" + name.replace("\\", "").replace("`", "") + "`"


def literal(text: str) -> str:
    """Return `text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def slug(text: str) -> str:
    """Return `text` in lower-case letters, digits and underscores: a slot, index, topic or parameter name."""
    plain = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return shortened(plain or "x" + sha256(text.encode()).hexdigest()[:8])


def parameter(column: str) -> str:
    """Return the statement parameter of a column, `:id`; odd names keep a hash, so that two stay two."""
    if _PLAIN.fullmatch(column):
        return f":{column}"
    return f":{slug(column)}_{sha256(column.encode()).hexdigest()[:4]}"


def table_name(entity: str) -> str:
    """Return what the table of an entity is taken to be called: snake case, plural."""
    name = re.sub(r"[^\w]+", "_", entity)
    if name.endswith("s") or name.rsplit("_", 1)[-1] in _UNCOUNTABLE:
        return name
    if re.search(r"[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if re.search(r"(x|ch|sh|z)$", name) else "s")


def constraint(table: str, what: str) -> str:
    """Return the name of a constraint or index of a table."""
    return slug(f"{table}_{what}")


def columns(names: Sequence[str], prefix: str = "") -> str:
    """Return a list of SQL identifiers: `id, "order"`, with a prefix `t.id, t."order"`."""
    before = f"{prefix}." if prefix else ""
    return ", ".join(before + sql_name(name) for name in names)


def parameters(names: Sequence[str]) -> str:
    """Return a list of statement parameters named after columns: `:id, :tenant_id`."""
    return ", ".join(map(parameter, names))


def matches(names: Sequence[str], prefix: str = "") -> str:
    """Return the condition that picks one row by its key: `id = :id AND tenant_id = :tenant_id`."""
    before = f"{prefix}." if prefix else ""
    return " AND ".join(f"{before}{sql_name(name)} = {parameter(name)}" for name in names)


def joined(names: Sequence[str], left: str, right: str) -> str:
    """Return the condition that two rows have the same key: `a.id = b.id`."""
    return " AND ".join(f"{left}.{sql_name(name)} = {right}.{sql_name(name)}" for name in names)


def key_text(names: Sequence[str], prefix: str = "") -> str:
    """Return an SQL expression that writes a key as one text."""
    before = f"{prefix}." if prefix else ""
    if len(names) == 1:
        return f"{before}{sql_name(names[0])}::text"
    return f"jsonb_build_array({columns(names, prefix)})::text"


def json_text(value: object) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False)
