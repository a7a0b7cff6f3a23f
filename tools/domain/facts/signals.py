"""What somebody looked for when something went wrong."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact


class Observation(Model):
    """One signal of a failure mode (`integration-architect explain F01`), looked for at a path or store."""

    id: Id = Field(description="short name of the observation")
    at: Id = Field(description="path or store at which it was looked for")
    signal: Id = Field(description="id of the signal, e.g. `rows_missing`")
    seen: bool | Literal["cannot_tell"] | None = fact(
        "it was seen; `cannot_tell`: nobody can look there", ask="Was {name} seen?"
    )
    value: float | str | None = fact("what was measured, with its unit")
