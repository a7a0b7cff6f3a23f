"""What is computed over streams for a reader: inputs, windows, partners, lateness."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several


class StreamInput(Model):
    """One input of a stream computation."""

    id: Id = Field(description="short name of the input, e.g. `clicks`")
    is_table: bool | None = fact("its rows change in place: a table, not a stream of events")
    average_per_s: float | None = fact("average rate", unit="records/s", ge=0)
    peak_per_s: float | None = fact("peak rate", unit="records/s", ge=0)
    record_bytes: float | None = fact("size of one record", unit="bytes", gt=0)
    rows: float | None = fact("rows, if it is a table", unit="rows", ge=0)


class Streaming(Model):
    """The computation over streams that feeds a reader. Leave it out where rows are only copied."""

    inputs: tuple[StreamInput, ...] = several("what it reads")
    result: Literal["per_record", "per_interval", "trailing", "per_visit"] | None = fact(
        "what one result stands for: a record, a fixed interval of the clock, the last so many minutes, "
        "a visit that ends with a pause",
        ask="What is one result of {name} about: one record, an hour of the clock, the last hour, a visit?",
    )
    window_s: float | None = fact("length of the interval, or the pause that ends a visit", unit="s", gt=0)
    step_s: float | None = fact("how often a trailing result is renewed", unit="s", gt=0)
    keys: float | None = fact("different keys in one interval", unit="keys", ge=0)
    key_bytes: float | None = fact("state that is kept for one key and interval", unit="bytes", ge=0)
    late_s: float | None = fact(
        "how long after it happened an event of any input may still come and count",
        unit="s",
        ge=0,
        ask="How long after it happened may an event still come and count, for {name}?",
    )
    match_within_s: float | None = fact(
        "longest time between a record and its partner of the other input",
        unit="s",
        ge=0,
        ask="How long after a record may its partner come, for {name}?",
    )
    as_of: bool | None = fact(
        "an event is joined with the row as it was when the event happened, on a replay too",
        ask="Must {name} join an event with the row as it was then, on a replay too?",
    )
    may_restate: bool | None = fact(
        "a result that was shown may still change",
        ask="May a result of {name} that was shown still change?",
    )
    order_matters: bool | None = fact(
        "the result depends on the order of one key's records",
        ask="Does {name} come out differently if two records of one key change places?",
    )
    event_ids: bool | None = fact(
        "every record carries an id made where it was born, and a resend keeps it",
        ask="Does each record of {name} keep one id from where it was born, resends included?",
    )
    longest_resend_s: float | None = fact("oldest record that a producer may send again", unit="s", ge=0)
    per_message: bool | None = fact("messages are delayed, retried or preferred one by one, like jobs")
    replay: bool | None = fact(
        "what was read must be readable again, to repair or to add a reader",
        ask="Must what {name} has read be readable again, to repair a fault or add a reader?",
    )
    worker_per_s: float | None = fact("records that one worker handles", unit="records/s", gt=0)
    park_h: float | None = fact(
        "longest time that records wait aside for a repair",
        unit="h",
        ge=0,
        ask="How long may records of {name} wait aside until somebody has repaired the fault?",
    )
