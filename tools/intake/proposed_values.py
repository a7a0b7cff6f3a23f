"""One proposed value held against its quote: legal, known, named and, if it is a number, there.

Of booleans and enumerations only the quote is checked, not whether its words say `true` or `soft`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from tools.domain.facts.refs import nearest
from tools.intake.agreement import agrees, numbers_in
from tools.intake.draft import Draft
from tools.intake.naming import has_words, names_technology
from tools.intake.proposed_rows import Place
from tools.intake.redact import MARK, redact
from tools.intake.references import PROVIDER, REFERENCES, Row, find_row
from tools.intake.result import IntakeError
from tools.intake.schema import LISTS, choices, inner, is_list, plain_types
from tools.intake.secret_names import looks_random
from tools.intake.tree import parse, plain
from tools.intake.words import slug
from tools.knowledge.signals import signals

NOTHING: Any = object()
"""In the place of a value that was not believed."""

_LABELS = re.compile(r"\.(?:id|needs)$")
"""Names that are given to a row inside a value, and that the text need not have."""


class Refusal(NamedTuple):
    """A value that is not believed."""

    fact: str
    value: str
    reason: str


@dataclass
class Checker:
    """Checks one value; `refused` collects what of it is not believed."""

    draft: Draft
    renamed: dict[Row, str]
    refused: list[Refusal] = field(default_factory=list)

    def value(self, fact: str, model: type[BaseModel], name: str, text: str, said: Place) -> Any:
        """Return a value as the facts take it, NOTHING if nothing of it is believed."""
        try:
            raw = _read(model, name, text)
        except IntakeError as error:
            return self.refuse(fact, text, f"cannot be read: {error}")
        return self._checked(fact, model, name, raw, said)

    def refuse(self, fact: str, value: object, reason: str) -> Any:
        """Note why a value is not believed, and return NOTHING."""
        self.refused.append(Refusal(fact, str(value), reason))
        return NOTHING

    def _checked(self, fact: str, model: type[BaseModel], name: str, value: Any, said: Place) -> Any:
        if value is None:
            return self.refuse(fact, "null", "null says nothing")
        if is_list(model, name):
            items = [self._item(fact, model, name, item, said) for item in _listed(value)]
            kept = [item for item in items if item is not NOTHING]
            return self._legal(fact, model, name, kept) if kept else NOTHING
        return self._legal(fact, model, name, self._item(fact, model, name, value, said))

    def _item(self, fact: str, model: type[BaseModel], name: str, value: Any, said: Place) -> Any:
        """Return one value, or one entry of a list, if it is believed."""
        group = inner(model, name)
        if group is not None:
            if not isinstance(value, dict):
                return self.refuse(fact, value, "expected a mapping of fields")
            return self._group(fact, group, value, said)
        return self._leaf(fact, model, name, value, said)

    def _group(self, fact: str, group: type[BaseModel], value: dict[str, Any], said: Place) -> Any:
        kept: dict[str, Any] = {}
        for name, child in value.items():
            if name not in group.model_fields:
                self.refuse(f"{fact}.{name}", child, f"no such field; {nearest(name, group.model_fields)}")
                continue
            checked = self._checked(f"{fact}.{name}", group, name, child, said)
            if checked is not NOTHING:
                kept[name] = checked
        missing = [name for name, one in group.model_fields.items() if one.is_required() and name not in kept]
        if missing:
            return self.refuse(fact, value, f"without {missing[0]} it says nothing")
        return kept or NOTHING

    def _leaf(self, fact: str, model: type[BaseModel], name: str, value: Any, said: Place) -> Any:
        section, _, rest = fact.partition(".")
        generic = ".".join((section, *rest.split(".")[1:])) if section in LISTS else fact
        types = plain_types(model, name)
        if isinstance(value, str) and _secret(name, value):
            return self.refuse(fact, MARK, "looks like a secret")
        if generic in REFERENCES:
            return self._reference(fact, REFERENCES[generic], str(value), said)
        if isinstance(value, bool) or choices(model, name):
            return value
        if isinstance(value, int | float) and types & {int, float}:
            return self._number(fact, model, name, value, said)
        if generic == "signals.signal":
            known = str(value) in signals()
            return (
                value if known else self.refuse(fact, value, f"no such signal; {nearest(value, signals())}")
            )
        if str in types and not _LABELS.search(generic):
            return self._text(fact, str(value), said)
        return slug(str(value)) if _LABELS.search(generic) else value

    def _number(self, fact: str, model: type[BaseModel], name: str, value: float, said: Place) -> Any:
        extra = model.model_fields[name].json_schema_extra
        unit = extra.get("unit") if isinstance(extra, dict) else None
        if agrees(value, unit if isinstance(unit, str) else None, said.quote.text):
            return value
        reason = f"the number in the quote is {numbers_in(said.quote.text)}"
        return self.refuse(fact, f"{value:g} {unit or ''}".strip(), reason)

    def _text(self, fact: str, value: str, said: Place) -> Any:
        """Take words of the text only; a technology may stand under another of its names."""
        if has_words(said.text, value) or names_technology(said.text, value):
            return value
        return self.refuse(fact, value, "its words are not in the text")

    def _reference(self, fact: str, sections: Sequence[str], word: str, said: Place) -> Any:
        row = self._renamed(sections, word) or find_row(self.draft, tuple(sections), word)
        if row is None:
            kinds = " or ".join(_SINGULAR.get(section, section) for section in sections)
            return self.refuse(fact, word, f"no {kinds} is called so")
        section, id_ = row
        if section == PROVIDER and not names_technology(said.text, id_):
            return self.refuse(fact, word, "its name is not in the text")
        return id_

    def _renamed(self, sections: Sequence[str], word: str) -> Row | None:
        """Return the row that a proposal calls so, whatever it is called in the facts."""
        found = ((section, self.renamed.get((section, word))) for section in sections)
        return next(((section, row) for section, row in found if row), None)

    def _legal(self, fact: str, model: type[BaseModel], name: str, value: Any) -> Any:
        """Return a value that the facts allow in this field."""
        if value is NOTHING:
            return NOTHING
        try:
            model.model_validate({name: value})
        except ValidationError as error:
            wrong = [one for one in error.errors(include_url=False) if one["loc"][:1] == (name,)]
            if wrong:
                return self.refuse(fact, value, wrong[0]["msg"].replace("Input should be", "expected"))
        return value


_SINGULAR = {
    "stores": "store",
    "entities": "entity",
    "writers": "writer",
    "paths": "path",
    "operations": "operation",
}


def _read(model: type[BaseModel], name: str, text: str) -> Any:
    """Return a value as a facts file would have it; text fields keep their text. Raise IntakeError."""
    kinds = {*plain_types(model, name), *map(type, choices(model, name))} - {type(None)}
    if kinds == {str} and not is_list(model, name):
        return text.strip().strip("\"'")
    return plain(parse(text.strip(), "value.yaml"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _secret(name: str, value: str) -> bool:
    said = f"{name}: {value}"
    return MARK in value or redact(said) != said or (value.isalnum() and looks_random(value))
