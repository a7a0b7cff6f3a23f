"""Who changes data."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several


class Write(Model):
    """One entity that a writer changes in one store."""

    store: Id = Field(description="store that takes the write")
    entity: Id = Field(description="entity that is written")
    attributes: tuple[str, ...] = several("attributes it writes; empty means all of them")


class Writer(Model):
    """A service, job, person, SaaS or device that changes data."""

    id: Id = Field(description="short name of the writer")
    kind: Literal["service", "job", "human", "saas", "device"] | None = fact("what it is")
    team: str | None = fact("team that owns its code")
    writes: tuple[Write, ...] = several("what it writes and where")
    average_per_s: float | None = fact(
        "average rate of changes", unit="changes/s", ge=0, ask="How many changes a second does {name} make?"
    )
    peak_per_s: float | None = fact(
        "peak rate of changes", unit="changes/s", ge=0, ask="How many changes a second at the peak?"
    )
    changeable: bool | None = fact("its code can be changed", ask="Can the code of {name} be changed?")
    out_of_band: bool | None = fact(
        "writes past the application: consoles, bulk SQL, imports, migrations",
        ask="Does anybody write past the application (console, bulk SQL, imports)?",
    )
    operation_ids: bool | None = fact(
        "its requests carry an id made before the first attempt, and a retry gets the first answer",
        ask="Does every request carry an id made by the client before the first attempt?",
    )
    retries: bool | None = fact("its caller retries after a timeout")
