"""What is wrong with a facts file, said so that its author can mend it: line, fact, expectation, remedy."""

from typing import Any

from pydantic import BaseModel, ValidationError

from tools.domain.facts import Facts
from tools.domain.facts.refs import nearest
from tools.intake.result import IntakeError
from tools.intake.schema import inner
from tools.intake.tree import Node

_EXPECTED = {
    "string_type": "expected text; put it in quotes",
    "string_pattern_mismatch": "expected a short name: a-z, 0-9, _ and -, at most 64 characters",
    "bool_parsing": "expected true or false",
    "bool_type": "expected true or false",
    "int_parsing": "expected a whole number",
    "int_type": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_parsing": "expected a number without unit",
    "float_type": "expected a number without unit",
    "tuple_type": "expected a list; write it in brackets or with dashes",
    "model_type": "expected a mapping of facts",
    "model_attributes_type": "expected a mapping",
    "mapping_type": "expected a mapping",
    "dict_type": "expected a mapping",
}


def first_problem(error: ValidationError, root: Node) -> IntakeError:
    """Return the problem that stands first in the file, and say how many follow it.

    What is missing comes after what is there and wrong: a misspelt field is both.
    """
    found = [
        (details["type"] == "missing", *_problem(details, root))
        for details in error.errors(include_url=False)
    ]
    problems = sorted(found, key=lambda problem: (problem[0], problem[1].line))
    _, node, text = problems[0]
    more = f" ({len(problems) - 1} more after this one)" if len(problems) > 1 else ""
    return IntakeError(f"{node.file}:{node.line}: {text}{more}")


def _problem(details: Any, root: Node) -> tuple[Node, str]:
    node, model, ref = _locate(details["loc"], root)
    name = str(details["loc"][-1])
    match details["type"]:
        case "extra_forbidden":
            return node, f"{ref}: unknown field {name!r}; {nearest(name, model.model_fields)}"
        case "missing":
            meaning = model.model_fields[name].description if name in model.model_fields else None
            return node, f"{ref}: {name!r} is missing{f' ({meaning})' if meaning else ''}; add it"
        case "literal_error":
            allowed = [
                word.strip(" '") for word in details["ctx"]["expected"].replace(" or ", ", ").split(", ")
            ]
            return (
                node,
                f"{ref}: {_shown(node)} is not one of its values; {nearest(str(node.value), allowed)}",
            )
        case kind:
            expected = _EXPECTED.get(kind) or details["msg"].replace("Input should be", "expected")
            return node, f"{ref}: {expected}, got {_shown(node)}"


def _locate(loc: tuple[int | str, ...], root: Node) -> tuple[Node, type[BaseModel], str]:
    """Return the nearest node to where an error is, the model that holds it, and how to refer to it."""
    node, names = root, list[str]()
    holder: type[BaseModel] = Facts
    model: type[BaseModel] = Facts
    for part in loc:
        if isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            row = node.get("id") or node.get("name")
            names.append(str(row.value) if row else str(part + 1))
        elif str(part) in node.pairs:
            node = node.pairs[str(part)]
            names.append(str(part))
            holder, model = model, _below(model, str(part)) or model
    at_field = bool(loc) and names[-1:] == [str(loc[-1])]
    return node, holder if at_field else model, ".".join(names) or "the file"


def _below(model: type[BaseModel], name: str) -> type[BaseModel] | None:
    return inner(model, name) if name in model.model_fields else None


def _shown(node: Node) -> str:
    """Return a value as it may stand in a message, cut to one short line."""
    if node.pairs:
        return "a mapping"
    if node.items:
        return "a list"
    shown = repr(node.value)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
