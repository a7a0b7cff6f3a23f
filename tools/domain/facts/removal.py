"""Take back what was misread: a value becomes unsaid, a row goes with those that cannot stand without it."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, cast

from pydantic import BaseModel

from tools.domain.facts.links import LINKS
from tools.domain.facts.model import SECTIONS, Facts, FactsError
from tools.domain.facts.refs import leads_somewhere, read_ref, replaced, row_name

_NAMES: Mapping[str, tuple[str, ...]] = {ref.rpartition(".")[2]: rows for ref, rows in LINKS.items()}
"""Last part of a field -> sections whose rows it names: the same wherever a field is called so."""


def without(facts: Facts, refs: Iterable[str]) -> Facts:
    """Return facts without some values and rows, and without what names a row that is gone.

    Of a list the name goes, of a row the value where it may be unsaid; else that row goes, too. Raise
    FactsError for a reference to nothing, and for a value without which its row says nothing.
    """
    struck = set(refs)
    if not struck:
        return facts
    for ref in struck:
        read_ref(facts, ref)
    gone: set[str] | None = None
    after = facts
    while (now := _rows_of(facts) - _rows_of(after)) != gone:
        gone = now
        after = cast(Facts, _kept(after, "", struck, gone | struck))
    said = {ref: one for ref, one in facts.evidence.items() if ref not in struck and _says(after, ref)}
    return replaced(after, {"evidence": said})


def _rows_of(facts: Facts) -> set[str]:
    return {f"{section}.{row.id}" for section in SECTIONS for row in getattr(facts, section)}


def _kept(row: BaseModel, place: str, struck: Collection[str], gone: Collection[str]) -> BaseModel | None:
    """Return a row as far as it stands, None if it does not."""
    update: dict[str, Any] = {}
    for name, field in type(row).model_fields.items():
        at = f"{place}.{name}" if place else name
        old = getattr(row, name)
        if at not in struck:
            new = _value(old, name, at, struck, gone)
        elif field.is_required():
            raise FactsError(f"{at} cannot be left out; change it, or leave out {place}")
        else:
            new = field.get_default()
        if new != old:
            if field.is_required() or _is_needed(name, old, new):
                return None
            update[name] = new
    return replaced(row, update) if update else row


def _value(old: Any, name: str, place: str, struck: Collection[str], gone: Collection[str]) -> Any:
    """Return a value of a row without what is struck in it and without the names of rows that are gone."""
    if isinstance(old, BaseModel):
        return _kept(old, place, struck, gone)
    if isinstance(old, tuple) and old and isinstance(old[0], BaseModel):
        placed = ((row, f"{place}.{row_name(row)}") for row in old)
        kept = (_kept(row, at, struck, gone) for row, at in placed if at not in struck)
        return tuple(row for row in kept if row is not None)
    if name not in _NAMES:
        return old
    if isinstance(old, tuple):
        return tuple(one for one in old if not _is_gone(one, name, gone))
    return None if _is_gone(old, name, gone) else old


def _is_gone(called: str, name: str, gone: Collection[str]) -> bool:
    return any(f"{section}.{called}" in gone for section in _NAMES[name])


def _is_needed(name: str, old: Any, new: Any) -> bool:
    """Tell if a row stands only with what it has lost: all its entities, or a step of a transaction."""
    return name == "steps" or (name == "entities" and not new and isinstance(old[0], str))


def _says(facts: Facts, ref: str) -> bool:
    return leads_somewhere(facts, ref) and read_ref(facts, ref) not in (None, ())
