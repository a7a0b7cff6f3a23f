"""Everything that is said in prose to a reader or a model, one Jinja template a use, and nothing else."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(name: str, /, **values: Any) -> str:
    """Return `prompts/<name>.txt.j2` filled in. Raises jinja2.UndefinedError for a missing value."""
    return _environment().get_template(f"{name}.txt.j2").render(**values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("prompts", package_path=""),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 -- plain text for terminals and models, never HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
