"""The shape of Facts, as far as readers and the merge need it."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from tools.domain.facts import Facts


def _options(annotation: Any) -> tuple[Any, ...]:
    """Return the parts of `X | None`, or the annotation itself."""
    return (annotation,) if get_origin(annotation) is tuple else get_args(annotation) or (annotation,)


@cache
def is_list(model: type[BaseModel], name: str) -> bool:
    """Tell if a field of a model holds a list."""
    return any(get_origin(option) is tuple for option in _options(model.model_fields[name].annotation))


@cache
def inner(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    """Return the model of a field's value or of its rows, None if they are plain values."""
    for option in _options(model.model_fields[name].annotation):
        kind = get_args(option)[0] if get_origin(option) is tuple else option
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


@cache
def plain_types(model: type[BaseModel], name: str) -> frozenset[type]:
    """Return the types that a field's value, or an entry of its list, may have: `{float}`."""
    return frozenset(one for one in _leaves(model.model_fields[name].annotation) if isinstance(one, type))


@cache
def choices(model: type[BaseModel], name: str) -> tuple[Any, ...]:
    """Return the values of which a field takes one, () if it takes others too."""
    leaves = _leaves(model.model_fields[name].annotation)
    return tuple(value for one in leaves if get_origin(one) is Literal for value in get_args(one))


def _leaves(annotation: Any) -> Iterator[Any]:
    """Yield the plain types and the lists of choices that an annotation is made of."""
    if get_origin(annotation) in (None, Literal):
        yield annotation
        return
    parts = get_args(annotation)
    for part in parts[:1] if get_origin(annotation) is Annotated else parts:
        yield from _leaves(part)


def _row_models() -> Mapping[str, type[BaseModel]]:
    found = {name: inner(Facts, name) for name in Facts.model_fields if name != "evidence"}
    return {name: model for name, model in found.items() if model}


ROWS: Mapping[str, type[BaseModel]] = _row_models()
"""Sections of the facts and the model of their rows; a group such as `team` is its own single row."""
LISTS = frozenset(name for name in ROWS if is_list(Facts, name))
"""The sections that are lists of rows with ids."""
