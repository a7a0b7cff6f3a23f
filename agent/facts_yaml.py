"""Facts as a file to read and edit: YAML, each value with the place it comes from in a comment."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from tools.domain.evidence import Evidence, cite
from tools.domain.facts import Facts

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./ -]*[A-Za-z0-9]")
_NOT_TEXT = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
_LONGEST_COMMENT = 100


def facts_yaml(facts: Facts) -> str:
    """Return a facts file that is read back as the same facts. What is unsaid is left out."""
    return "\n".join(_fields(facts, "", "", facts.evidence)) + "\n"


def _fields(model: BaseModel, ref: str, indent: str, evidence: Mapping[str, Evidence]) -> Iterator[str]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        place = f"{ref}.{name}" if ref else name
        if name == "evidence" or value is None or value == ():
            continue
        if isinstance(value, BaseModel):
            if lines := list(_fields(value, place, f"{indent}  ", evidence)):
                yield f"{indent}{name}:{_comment(place, evidence)}"
                yield from lines
        elif isinstance(value, tuple) and isinstance(value[0], BaseModel):
            yield f"{indent}{name}:"
            for row in value:
                yield from _row(row, place, indent, evidence)
        else:
            yield f"{indent}{name}: {_value(value)}{_comment(place, evidence)}"


def _row(row: BaseModel, ref: str, indent: str, evidence: Mapping[str, Evidence]) -> Iterator[str]:
    """Yield one entry of a list; its first line carries the dash."""
    called = getattr(row, "id", None) or getattr(row, "name", None)
    place = f"{ref}.{called}" if called else ref
    first, *rest = _fields(row, place, "", evidence)
    yield f"{indent}  - {first}{_comment(place, evidence) if called else ''}"
    yield from (f"{indent}    {line}" for line in rest)


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, str):
        plain = _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT
        return value if plain else json.dumps(value, ensure_ascii=False)
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)


def _comment(ref: str, evidence: Mapping[str, Evidence]) -> str:
    if ref not in evidence:
        return ""
    text = " ".join(cite(evidence[ref]).split())
    return f"  # {text if len(text) <= _LONGEST_COMMENT else text[:_LONGEST_COMMENT] + '…'}"
