"""Advice of a model, and what it claims, in a form that can be checked."""

from typing import Literal

from pydantic import BaseModel, Field, FiniteFloat


class Quantity(BaseModel):
    """A number with its unit."""

    what: str = Field(description="what it counts, in two or three words")
    value: FiniteFloat
    unit: str = Field(
        description="ms, s, min, h, d, B, kB, MB, GB, TB, KiB, MiB, GiB, or a noun: rows, rows/s"
    )


class Sum(BaseModel):
    """Numbers that add up to a total."""

    kind: Literal["sum"]
    terms: list[Quantity]
    total: Quantity


class Bound(BaseModel):
    """A duration, or the sum of several, that stays below another one."""

    kind: Literal["bound"]
    below: list[Quantity] = Field(
        description="the durations that are added up; the sum must stay below the limit"
    )
    limit: Quantity
    clocks: Literal["one", "several"] = Field(description="several: times that two hosts took are compared")
    skew: Quantity = Field(description="how far those clocks may differ; value 0 for one clock")


class RetrySafe(BaseModel):
    """An action that may be tried again, or that arrives again, without harm."""

    kind: Literal["retry_safe"]
    where: Literal["service", "copy", "provider"] = Field(
        description="what sees it again: a service that a client asks, a copy of the data, a provider"
    )
    effect: Literal["replaces", "replaces_if_newer", "adds", "acts"] = Field(
        description="what one attempt does to what is there; acts: a provider does something"
    )
    recognised: Literal[
        "not", "looked_up_first", "marked_before", "marked_after", "same_transaction", "provider_key"
    ] = Field(description="how a repeat is known: where the id of the operation is recorded or looked up")
    intent_first: bool = Field(
        description="for a provider: the call to make is committed before the first attempt"
    )
    remembered_h: FiniteFloat = Field(description="hours for which ids are kept; 0: for good")
    oldest_retry_h: FiniteFloat = Field(
        description="hours after the first attempt at which the last one can come"
    )


class VersionToken(BaseModel):
    """What decides which of two writes of one row is newer."""

    kind: Literal["version_token"]
    token: Literal["row_version", "log_position", "broker_offset", "wall_clock", "sync_time"]
    epoch: bool = Field(description="an epoch in front rises on each failover, restore and new topic")
    continues_after_delete: bool = Field(
        description="a row that is deleted and comes back with its key goes on with a higher version"
    )
    feeds: int = Field(description="streams that write one key of the target, each with versions of its own")


class Fencing(BaseModel):
    """A successor that takes over, and a predecessor that must not write any more."""

    kind: Literal["fencing"]
    raised_at_takeover: bool = Field(description="each takeover gets a higher token before it writes")
    compared_with_the_write: bool = Field(
        description="the store that is written compares the token in that write"
    )


class Transition(BaseModel):
    """One step of a state machine."""

    source: str
    event: str
    target: str


class Refusal(BaseModel):
    """An event that is refused or ignored on purpose in a state."""

    state: str
    event: str


class StateMachine(BaseModel):
    """States and what moves between them. Every event in every state is a transition or a refusal."""

    kind: Literal["state_machine"]
    states: list[str]
    initial: str
    terminal: list[str]
    events: list[str]
    transitions: list[Transition]
    refusals: list[Refusal]


class Atomic(BaseModel):
    """Changes that are said to commit together."""

    kind: Literal["atomic"]
    entities: list[str] = Field(description="ids of the entities that change")
    stores: list[str] = Field(description="ids of all stores and providers that the one commit changes")


class OnePlace(BaseModel):
    """An entity that is said to be decided in one store only."""

    kind: Literal["one_place"]
    entity: str
    store: str


class Ordered(BaseModel):
    """The order that a consumer keeps, and what it does with a message that it cannot process."""

    kind: Literal["ordered"]
    keeps: Literal["none", "per_key", "total"]
    on_failure: Literal["stop_all", "stop_the_key", "skip_the_message", "park_the_message"]


class Cell(BaseModel):
    """One column of a row; the value NULL is written as NULL."""

    column: str
    value: str


class Row(BaseModel):
    """A row to insert."""

    table: str
    cells: list[Cell]


class Case(BaseModel):
    """Rows that are inserted one after the other."""

    rows: list[Row]


class Constraint(BaseModel):
    """A constraint that the block's SQL makes, and what it refuses and accepts."""

    kind: Literal["constraint"]
    refuses: list[Case] = Field(description="all rows but the last go in, the last one is refused")
    accepts: list[Case] = Field(description="all rows go in")
    null_may_pass: list[str] = Field(description="columns in which NULL is meant to escape the constraint")


class Repair(BaseModel):
    """A job that corrects differences between two stores."""

    kind: Literal["repair"]
    writes: Literal["the_copy", "the_system_of_record"]
    guarded: bool = Field(description="it writes with the same version comparison as the feed does")
    keeps_markers: bool = Field(description="the comparison also knows the versions of deleted rows")


class Failover(BaseModel):
    """What becomes of a copy when its source fails over."""

    kind: Literal["failover"]
    source: str = Field(description="id of the store that fails over")
    hands_out: Literal["what_a_standby_has", "all_that_commits"] = Field(
        description="which changes its log gives to readers"
    )
    compared_afterwards: bool = Field(
        description="values are compared and repaired before the copy is trusted"
    )


Claim = (
    Sum | Bound | RetrySafe | VersionToken | Fencing | StateMachine | Atomic | OnePlace | Ordered
    | Constraint | Repair | Failover
)  # fmt: skip


class Advised(BaseModel):
    """One piece of advice about one path, store or entity."""

    subject: str = Field(description="id of a path, store or entity of the design")
    text: str = Field(description="the advice in prose, at most ten sentences")
    code: str = Field(description="statements or a configuration that belong to it; or empty")
    language: Literal["sql", "yaml", "json", "other"]
    engine: str = Field(description="what the code is for, such as postgresql; or empty")
    claims: list[Claim]


class Elaboration(BaseModel):
    """The advice."""

    blocks: list[Advised]
