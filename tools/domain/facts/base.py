"""What all facts have in common."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A short name in lower case, used in references such as `stores.orders_db.technology`."""


class Model(BaseModel):
    """A group of facts. Every field but an id may be left out; `null` means unsaid."""

    model_config = ConfigDict(extra="forbid", validate_assignment=False, frozen=True)


def fact(meaning: str, *, unit: str | None = None, ask: str | None = None, **limits: Any) -> Any:
    """Describe a fact that may be unsaid: its meaning, its unit and the question that asks for it."""
    extra: Any = {key: value for key, value in (("unit", unit), ("ask", ask)) if value}
    return Field(default=None, description=meaning, json_schema_extra=extra or None, **limits)


def several(meaning: str) -> Any:
    """Describe a list of facts, empty unless said."""
    return Field(default=(), description=meaning)
