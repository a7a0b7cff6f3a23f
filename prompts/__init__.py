"""Everything that is said in prose to a reader or a model, one Jinja template a use, and nothing else."""

import json
import re
from functools import cache
from hashlib import sha256
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

_VERSION = re.compile(r"\{# version (\d+) #\}")


def render(name: str, /, **values: Any) -> str:
    """Return `prompts/<name>.txt.j2` filled in. Raises jinja2.UndefinedError for a missing value."""
    return _environment().get_template(f"{name}.txt.j2").render(**values)


def version(name: str) -> int:
    """Return the version of a prompt, as its first line has it; 0 for one that no model reads."""
    loader = _environment().loader
    assert loader is not None
    source, _, _ = loader.get_source(_environment(), f"{name}.txt.j2")
    found = _VERSION.match(source)
    return int(found[1]) if found else 0


def fenced(text: str, label: str) -> str:
    """Return a text between marks that neither it nor its label can hold: they are made of their digest."""
    name = json.dumps(str(label), ensure_ascii=False)  # str: a missing label is an error, as all else is
    mark = f"text-{sha256(f'{name}{text}'.encode()).hexdigest()[:12]}"
    return f"<{mark} name={name}>\n{text}\n</{mark}>"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("prompts", package_path=""),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 -- plain text for terminals and models, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["fenced"] = fenced
    return environment
