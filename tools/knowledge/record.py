"""A typed record of a data file: frozen, and refusing what its schema does not name."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from tools.knowledge.errors import KnowledgeError


class Record(BaseModel):
    """Base of everything that is read from the YAML files of tools/knowledge."""

    model_config = ConfigDict(extra="forbid", frozen=True)


R = TypeVar("R", bound=Record)


def parse(kind: type[R], data: Any, where: str) -> R:
    """Return `data` as a `kind`. Raises KnowledgeError naming `where` and every field that is wrong."""
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise KnowledgeError(f"{where}: {error}") from error
