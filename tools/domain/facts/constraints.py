"""What must hold, and what spans more than one place."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several
from tools.domain.facts.reads import Reliance


class Invariant(Model):
    """Something that must be true of the data."""

    id: Id = Field(description="short name of the rule")
    kind: Literal["unique", "non_negative", "capacity", "sum", "referential", "no_overlap"] = Field(
        description="what it says"
    )
    entities: tuple[Id, ...] = several("entities it speaks of")
    attributes: tuple[str, ...] = several("attributes it speaks of")
    recoverable: bool | None = fact(
        "a violation can be apologised for and undone",
        ask="If {name} is violated once, can it be undone with an apology?",
    )
    across_regions: bool | None = fact(
        "two regions can each accept a violating write",
        ask="Can two regions each accept a write that together break {name}?",
    )


class External(Model):
    """A call to a provider outside every transaction."""

    provider: Id = Field(description="store or provider that is called, e.g. `stripe`")
    key_retention_h: float | None = fact(
        "how long it remembers an idempotency key; 0 = it takes none",
        unit="h",
        ge=0,
        ask="How long does the provider remember an idempotency key?",
    )
    max_retry_age_h: float | None = fact(
        "oldest attempt that could still be sent again, dead-letter replay included",
        unit="h",
        ge=0,
        ask="How old can a call be when it is still retried?",
    )
    lookup_possible: bool | None = fact("it can be searched by our operation id")
    sends_key: bool | None = fact("the call carries an idempotency key today")


class Operation(Model):
    """One business action that touches several entities, partitions, stores or services."""

    id: Id = Field(description="short name of the action, e.g. `transfer`")
    entities: tuple[Id, ...] = several("entities it changes")
    stores: tuple[Id, ...] = several("stores it changes")
    services: tuple[str, ...] = several("services it runs through")
    partitions: int | None = fact("partitions it touches", unit="partitions", ge=1)
    atomic: bool | None = fact(
        "all of it must hold or none", ask="Must {name} happen in all places or in none?"
    )
    two_phase: bool | None = fact("it uses a distributed commit today")
    external: External | None = fact("a provider call that is part of it")
    operation_id: bool | None = fact(
        "one id goes from the client's first attempt to the last store",
        ask="Does {name} keep one id from the client's first attempt to the last store?",
    )
    exclusive: bool | None = fact(
        "only one may do it or hold it at a time: a leader, a lock, a claimed name",
        ask="May only one process do {name} at a time?",
    )
    relies_on: Reliance | None = fact(
        "what is thought to keep others out today",
        ask="What keeps others out while {name} runs: a quorum, an isolation level, a lock, a wait?",
    )
    fence_checked: bool | None = fact(
        "what it writes to refuses a holder whose number is older than one it has seen",
        ask="Does the store that {name} writes refuse a holder of an older lock (fencing token)?",
    )


class Dependency(Model):
    """A change that must not be acted on before another one is seen."""

    id: Id = Field(description="short name of the dependency")
    cause: Id = Field(description="entity whose change comes first, e.g. `friendship`")
    effect: Id = Field(description="entity whose change depends on it, e.g. `message`")
    across_services: bool | None = fact("the two are handled by different services")
    permission: bool | None = fact("the cause is a permission, consent or block")
    recorded: bool | None = fact("the later event names the earlier one it saw")
