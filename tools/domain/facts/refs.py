"""References to facts: `stores.orders_db.technology`, `team.operations_level`."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ValidationError

from tools.domain.evidence import Evidence
from tools.domain.facts.model import SECTIONS, Facts, FactsError
from tools.domain.facts.transactions import Transaction

M = TypeVar("M", bound=BaseModel)


def row_name(row: BaseModel) -> str:
    """Return what a row of a list is called in references."""
    return str(getattr(row, "id", None) or getattr(row, "name", ""))


def nearest(word: str, valid: Iterable[str]) -> str:
    """Return `did you mean …?` for the closest valid word, or the whole choice."""
    valid = sorted(valid)
    if close := get_close_matches(word, valid, n=1, cutoff=0.5):
        return f"did you mean {close[0]!r}?"
    return f"valid here: {', '.join(valid)}"


def _step(value: Any, part: str, ref: str) -> Any:
    if isinstance(value, BaseModel):
        if part in type(value).model_fields:
            return getattr(value, part)
        raise FactsError(f"{ref}: no fact {part!r} there; {nearest(part, type(value).model_fields)}")
    if isinstance(value, tuple):
        for row in value:
            if isinstance(row, BaseModel) and row_name(row) == part:
                return row
        names = [row_name(row) for row in value if isinstance(row, BaseModel)]
        raise FactsError(f"{ref}: nothing is called {part!r} there; {nearest(part, names)}")
    raise FactsError(f"{ref}: {part!r} is below a plain value; shorten the reference")


def read_ref(facts: Facts, ref: str) -> Any:
    """Return the value a reference points at, `None` if unsaid. Raise FactsError for a bad reference."""
    value: Any = facts
    for part in ref.split("."):
        if value is None:  # an optional group that nobody filled
            return None
        value = _step(value, part, ref)
    return value


def leads_somewhere(facts: Facts, ref: str) -> bool:
    """Tell if there is a place for a fact, said or unsaid, at a reference."""
    try:
        read_ref(facts, ref)
    except FactsError:
        return False
    return True


def _leaf(model: BaseModel, name: str, value: Any, ref: str) -> BaseModel:
    kept = {field: getattr(model, field) for field in type(model).model_fields}
    try:
        return type(model).model_validate({**kept, name: value})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise FactsError(f"{ref}: {first['msg'].lower()}, got {value!r}") from None


def replaced(model: M, update: dict[str, Any]) -> M:
    """Return a copy with some fields replaced. Unlike `model_copy` it leaves cached properties behind."""
    kept = {field: getattr(model, field) for field in type(model).model_fields}
    return type(model).model_construct(_fields_set=model.model_fields_set | set(update), **{**kept, **update})


def _empty_group(model: BaseModel, name: str) -> BaseModel | None:
    """Return an empty group for an optional sub-model field that is still None."""
    annotation = type(model).model_fields[name].annotation
    for candidate in getattr(annotation, "__args__", ()):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            try:
                return candidate()
            except ValidationError:
                return None
    return None


def _replace(value: Any, parts: list[str], new: Any, ref: str) -> Any:
    head, rest = parts[0], parts[1:]
    child = _step(value, head, ref)
    if isinstance(value, BaseModel):
        if not rest:
            return _leaf(value, head, new, ref)
        if child is None:
            child = _empty_group(value, head)
        return replaced(value, {head: _replace(child, rest, new, ref)})
    if not rest:
        raise FactsError(f"{ref}: names a row, not a fact; add the fact, e.g. {ref}.technology")
    return tuple(_replace(row, rest, new, ref) if row is child else row for row in value)


def set_ref(facts: Facts, ref: str, value: Any, evidence: Evidence) -> Facts:
    """Return new facts with one value changed. Raise FactsError for a bad reference or value."""
    changed = _replace(facts, ref.split("."), value, ref)
    return cast(Facts, replaced(changed, {"evidence": {**facts.evidence, ref: evidence}}))


def parse_value(text: str) -> Any:
    """Read a value as it stands in a facts file: `900`, `true`, `hard`, `[a, b]`.

    Raise FactsError if it cannot be read.
    """
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        raise FactsError(
            f"cannot read the value {text!r}; write it as in a facts file, e.g. 900, true or hard"
        ) from None
    if value is not None and not isinstance(value, bool | int | float | str | list):
        return str(text)
    return value


def broken_references(facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield (reference, problem) for each row that names something which does not exist, or has a used id."""
    for section in SECTIONS:
        seen: set[str] = set()
        for row in getattr(facts, section):
            if row.id in seen:
                yield f"{section}.{row.id}", f"the id {row.id!r} is used twice; rename one"
            seen.add(row.id)
    stores, entities = set(facts.store_by_id), set(facts.entity_by_id)
    writers = {writer.id for writer in facts.writers}
    for ref, kind, name, valid in _uses(facts, stores, entities, writers):
        if name not in valid:
            yield ref, f"no {kind} is called {name!r}; {nearest(name, valid)}"


def _uses(
    facts: Facts, stores: set[str], entities: set[str], writers: set[str]
) -> Iterator[tuple[str, str, str, set[str]]]:
    for writer in facts.writers:
        for write in writer.writes:
            yield f"writers.{writer.id}.writes", "store", write.store, stores
            yield f"writers.{writer.id}.writes", "entity", write.entity, entities
    for entity in facts.entities:
        for name in entity.derived_from:
            yield f"entities.{entity.id}.derived_from", "entity", name, entities
        for store in (entity.authority, *(group.store for group in entity.attribute_groups)):
            if store:
                yield f"entities.{entity.id}", "store", store, stores
    for path in facts.paths:
        yield f"paths.{path.id}.source", "store or writer", path.source, stores | writers
        yield f"paths.{path.id}.target", "store", path.target, stores
        for name in path.entities:
            yield f"paths.{path.id}.entities", "entity", name, entities
        for name in path.via:
            yield f"paths.{path.id}.via", "store", name, stores
    for read in facts.reads:
        if read.store:
            yield f"reads.{read.id}.store", "store", read.store, stores
        for name in read.entities:
            yield f"reads.{read.id}.entities", "entity", name, entities
    for section in ("invariants", "operations"):
        for row in getattr(facts, section):
            for name in row.entities:
                yield f"{section}.{row.id}.entities", "entity", name, entities
    for operation in facts.operations:
        for name in operation.stores:
            yield f"operations.{operation.id}.stores", "store", name, stores
    places = stores | set(facts.path_by_id)
    for seen in facts.signals:
        yield f"signals.{seen.id}.at", "path or store", seen.at, places
    for transaction in facts.transactions:
        yield from _uses_of_transaction(facts, transaction, stores, entities)
    for dependency in facts.dependencies:
        for name in (dependency.cause, dependency.effect):
            yield f"dependencies.{dependency.id}", "entity", name, entities


def _uses_of_transaction(
    facts: Facts, transaction: Transaction, stores: set[str], entities: set[str]
) -> Iterator[tuple[str, str, str, set[str]]]:
    ref = f"transactions.{transaction.id}"
    if transaction.store:
        yield f"{ref}.store", "store", transaction.store, stores
    if transaction.operation:
        yield f"{ref}.operation", "operation", transaction.operation, {one.id for one in facts.operations}
    reads: set[str] = set()
    for step in transaction.steps:
        yield f"{ref}.steps.{step.id}.entity", "entity", step.entity, entities
        if step.needs:
            yield f"{ref}.steps.{step.id}.needs", "earlier read", step.needs, reads
        if step.does == "read":
            reads.add(step.id)
