"""The model that was checked, in the languages of other checkers."""

from collections.abc import Callable, Mapping
from typing import Literal

from tools.checker.export.promela import promela
from tools.checker.export.quint import quint
from tools.checker.export.tla import tla
from tools.checker.model import Model

Language = Literal["tla", "quint", "promela"]

EXPORTS: Mapping[Language, Callable[[Model], dict[str, str]]] = {
    "tla": tla,
    "quint": quint,
    "promela": promela,
}
"""Language -> the function that returns a model's files in it: name -> text, a README.md among them."""
