"""How to run an exported model: one text for each language, beside this file."""

from functools import cache
from importlib.resources import files


@cache
def readme(language: str) -> str:
    """Return how to run the models of a language."""
    return files("tools.checker.export").joinpath(f"{language}.md").read_text("utf-8")
