"""The format of a facts file, from the models themselves."""

import json
import types
from collections.abc import Iterator, Mapping
from inspect import getdoc
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from tools.domain.evidence import Answer, Assumption, FileLine, Implied, Quote
from tools.domain.facts import Facts
from tools.reference.page import bullets, page, table

EXAMPLE: Mapping[str, Any] = {
    "schema_version": 1,
    "system": "Corner shop",
    "stores": [
        {"id": "shop_db", "technology": "postgresql", "log_access": "native", "owner": "shop"},
        {"id": "search", "technology": "elasticsearch", "owner": "shop"},
    ],
    "writers": [
        {
            "id": "shop_api",
            "kind": "service",
            "peak_per_s": 12,
            "writes": [{"store": "shop_db", "entity": "product"}],
        }
    ],
    "entities": [{"id": "product", "key": ["product_id"], "rows": 350000, "deletes": "hard"}],
    "paths": [
        {
            "id": "search_sync",
            "source": "shop_db",
            "target": "search",
            "entities": ["product"],
            "mechanism": "dual_write",
        }
    ],
    "reads": [
        {
            "id": "site_search",
            "entities": ["product"],
            "store": "search",
            "pattern": "full_text",
            "freshness_s": 30,
        }
    ],
    "evidence": {
        "reads.site_search.freshness_s": {"kind": "answer", "text": "half a minute is fine"},
    },
}
"""A small facts file that shows every list once."""

_PLAIN = {str: "text", bool: "true or false", int: "whole number", float: "number"}


def facts_page() -> str:
    """Return docs/facts.md: every group of facts with its fields, units, meanings and questions."""
    return page(
        "Facts",
        "A facts file says what is known of a system, in YAML or JSON (`docs/facts.schema.json`).",
        bullets(
            (
                "Leave out what is not known, or write `null`: it is then asked for or assumed, and listed.",
                "An unknown field is refused with the nearest valid name.",
                "An id has lower-case letters, digits, `_` and `-`, and names one row of its list.",
                "A reference names one fact: `stores.shop_db.technology`, `team.operations_level`.",
                "`technology` is an id of `docs/technologies.md`, or `other`.",
            )
        ),
        "## Example",
        f"```yaml\n{yaml.safe_dump(dict(EXAMPLE), sort_keys=False, width=100)}```",
        *(_section(name, model) for name, model in _sections()),
        "## evidence",
        "Where a fact comes from, by reference. It may be left out; then file and line are taken.",
        *(_kind(model) for model in (Quote, FileLine, Answer, Assumption, Implied)),
    )


def facts_schema() -> str:
    """Return docs/facts.schema.json, a JSON Schema of the facts file."""
    return json.dumps(Facts.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def field_list() -> Iterator[tuple[str, str]]:
    """Yield each group of facts and its fields in one line, e.g. (`stores`, `id, technology, …`)."""
    for name, model in _sections():
        yield name, ", ".join(_short(field, info) for field, info in model.model_fields.items())


def vocabulary() -> str:
    """Return every group of facts and its fields in short lines, as a model is told them."""
    return "\n".join(line for name, model in _sections() for line in _vocabulary(name, model))


def value_form(ref: str) -> str:
    """Return in words what a value of a fact looks like: `number in s`, `hard, soft, never`."""
    return _form(_field(ref))


def meaning_of(ref: str) -> str:
    """Return in words what a fact says: `how rows go away`."""
    return _field(ref).description or ""


def unit_of(ref: str) -> str | None:
    """Return the unit in which a fact is given, None for one without."""
    return _extra(_field(ref), "unit") or None


def _field(ref: str) -> FieldInfo:
    model: type[BaseModel] = Facts
    info = Facts.model_fields["system"]
    for part in ref.split("."):
        if part in model.model_fields:  # else the name of a row
            info = model.model_fields[part]
            model = _model(info.annotation) or model
    return info


def _form(info: FieldInfo) -> str:
    unit = f" in {_extra(info, 'unit')}" if _extra(info, "unit") else ""
    return _type(info.annotation).replace("`", "") + unit


def _vocabulary(name: str, model: type[BaseModel]) -> Iterator[str]:
    yield f"{name}: {getdoc(model) or ''}"
    for field, info in model.model_fields.items():
        if field in ("id", "schema_version", "evidence"):
            continue
        yield f"  {field} ({_form(info)}): {info.description}"


def _sections() -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield every group in the order of the file, each followed by the groups inside it."""
    yield "facts", Facts
    yield from _inside("", Facts)


def _inside(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    for name, info in model.model_fields.items():
        if inner := _model(info.annotation):
            yield prefix + name, inner
            yield from _inside(f"{prefix}{name}.", inner)


def _model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, types.UnionType):
        return next((found for part in get_args(annotation) if (found := _model(part))), None)
    return None


def _section(name: str, model: type[BaseModel]) -> str:
    rows = [
        (
            f"`{field}`",
            _type(info.annotation),
            _extra(info, "unit"),
            info.description or "",
            _extra(info, "ask"),
        )
        for field, info in model.model_fields.items()
    ]
    fields = table(("field", "type", "unit", "meaning", "asked as"), rows)
    return f"## {name}\n\n{getdoc(model) or ''}\n\n{fields}"


def _kind(model: type[BaseModel]) -> str:
    kind = model.model_fields["kind"].default
    fields = ", ".join(f"`{name}`" for name in model.model_fields if name != "kind")
    return f"- `kind: {kind}`: {getdoc(model)} Fields: {fields}."


def _short(name: str, info: FieldInfo) -> str:
    for annotation in (info.annotation, *get_args(info.annotation)):
        if get_origin(annotation) is Literal:
            return f"{name} ({' '.join(map(str, get_args(annotation)))})"
    return name


def _extra(info: FieldInfo, key: str) -> str:
    extra = info.json_schema_extra
    return str(extra.get(key, "")) if isinstance(extra, dict) else ""


def _type(annotation: Any) -> str:
    """Return a type in a reader's words."""
    if inner := _model(annotation):
        several = get_origin(annotation) is tuple
        return f"{'list of ' if several else ''}{inner.__name__}"
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return "id"
    if origin is Literal:
        return ", ".join(f"`{value}`" for value in parts)
    if origin is tuple:
        return f"list of {_type(parts[0])}s"
    if origin in (Union, types.UnionType):
        return next(_type(part) for part in parts if part is not type(None))
    return _PLAIN.get(annotation, "map")
