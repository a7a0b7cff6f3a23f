"""What type a fact reference holds, without any facts: `entities.order.rows` is a number or unsaid."""

import json
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

from tools.domain.facts import Facts, FactsError, Id
from tools.domain.facts.refs import nearest

ID_PATTERN = str(TypeAdapter(Id).json_schema()["pattern"])


@cache
def type_of(ref: str) -> TypeAdapter[Any]:
    """Return the type of the value that a reference points at. Raise FactsError for a bad reference."""
    model: type[BaseModel] = Facts
    parts = ref.split(".")
    while parts:
        name = parts.pop(0)
        field = model.model_fields.get(name)
        if field is None:
            raise FactsError(f"{ref}: no fact {name!r} there; {nearest(name, model.model_fields)}")
        if not parts:
            return _adapter(ref, field)
        model, has_rows = _below(ref, name, field)
        parts = parts[1:] if has_rows else parts  # the row's id may be anything
    raise FactsError(f"{ref}: names a row or a group, not a fact; add the fact, e.g. {ref}.rows")


@cache
def holds_ids(ref: str) -> bool:
    """Say whether the value at a reference names stores, entities or other rows."""
    return json.dumps(ID_PATTERN) in json.dumps(type_of(ref).json_schema())


def _adapter(ref: str, field: FieldInfo) -> TypeAdapter[Any]:
    model, has_rows = _model(field.annotation)
    if model and not (has_rows and "." in ref):
        raise FactsError(f"{ref}: names a section or a group, not a fact; {nearest('', model.model_fields)}")
    kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return TypeAdapter(kind)


def _below(ref: str, name: str, field: FieldInfo) -> tuple[type[BaseModel], bool]:
    model, has_rows = _model(field.annotation)
    if model is None:
        raise FactsError(f"{ref}: nothing stands below {name!r}; shorten the reference")
    return model, has_rows


def _model(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the group of facts that a type holds, and whether it holds a list of them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    inside = [_model(one)[0] for one in get_args(annotation) if get_origin(annotation) is not None]
    model = next((one for one in inside if one), None)
    return model, model is not None and get_origin(annotation) not in (Union, UnionType)
