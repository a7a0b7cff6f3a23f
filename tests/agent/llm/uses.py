"""Every use of a model, how it is known on the wire, and the least that it can answer."""

import json
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import prompts
from agent.llm import Use
from agent.llm import uses as package

_MODULES = [import_module(f"{package.__name__}.{module.name}") for module in iter_modules(package.__path__)]

USES: dict[str, Use[Any]] = {
    value.name: value for module in _MODULES for value in vars(module).values() if isinstance(value, Use)
}


def use_of(body: dict[str, Any]) -> str:
    """Return which use a request is made for: each has a system prompt of its own."""
    system = body["system"][0]["text"]
    (name,) = [name for name in USES if system.startswith(_opening(name))]
    return name


@cache
def _opening(name: str) -> str:
    return prompts.render(f"{name}.system", **USES[name].given())


def least(use: str) -> str:
    """Return an answer of the wanted form that says nothing: empty lists and texts."""
    fields = USES[use].answer.model_fields
    return json.dumps({name: "" if info.annotation is str else [] for name, info in fields.items()})
