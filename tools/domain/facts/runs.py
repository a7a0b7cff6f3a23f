"""How a scheduled run gets its input and what it does with it."""

from typing import Literal

from pydantic import Field

from tools.domain.facts.base import Id, Model, fact, several


class RunJoin(Model):
    """One input that a run joins in, beside the rows that it moves."""

    id: Id = Field(description="short name of what is joined in, e.g. `article_numbers`")
    size_gb: float | None = fact(
        "size of what is joined in", unit="GB", ge=0, ask="How big is the table that the run joins in?"
    )
    hot_key_gb: float | None = fact(
        "rows of its most frequent join key; next to nothing where the key is unique",
        unit="GB",
        ge=0,
        ask="How much of the table that is joined in belongs to its most frequent key?",
    )
    sorted: bool | None = fact("both sides arrive sorted by the join key")


class Run(Model):
    """The scheduled run that feeds a reader. Leave it out where nothing runs on a schedule."""

    every_s: float | None = fact(
        "time between two runs", unit="s", gt=0, ask="How often does the run that feeds {name} get new input?"
    )
    takes_min: float | None = fact(
        "how long one run takes", unit="min", ge=0, ask="How long does one run that feeds {name} take?"
    )
    carries: Literal["whole", "changes"] | None = fact(
        "what one run is given: everything, or what is new since the last one",
        ask="Does each run for {name} get everything, or only what is new since the last one?",
    )
    changed_share: float | None = fact(
        "part of the rows that differ from one run to the next", unit="fraction", ge=0, le=1
    )
    named_interval: bool | None = fact(
        "the input of each run belongs to a named interval (a day, an hour) and is kept under that name",
        ask="Can the input of one day or hour be read again by its name, for {name}?",
    )
    input_kept_d: float | None = fact(
        "how long the input of a run can be read again",
        unit="d",
        ge=0,
        ask="For how many days can the input of past runs for {name} be read again?",
    )
    recompute_d: float | None = fact(
        "how far back results must be made anew when the logic changes",
        unit="d",
        ge=0,
        ask="How many days back must {name} be made anew when its logic was wrong?",
    )
    parallel_runs: int | None = fact("runs of past intervals that may run at once", unit="runs", ge=1)
    complete_signal: bool | None = fact(
        "something says that the input is complete: a manifest, a marker, a row count in a trailer",
        ask="Does anything say that the input of a run for {name} is complete?",
    )
    late_s: float | None = fact(
        "how long after its time input may still come",
        unit="s",
        ge=0,
        ask="How late can the input of a run for {name} still come?",
    )
    may_restate: bool | None = fact(
        "a published interval may still change; its books are not closed",
        ask="May what was published for {name} still change when late data comes?",
    )
    memory_gb: float | None = fact(
        "memory that one worker of the run has", unit="GB", ge=0, ask="How much memory has the run's worker?"
    )
    workers: int | None = fact("workers of one run", unit="workers", ge=1)
    joins: tuple[RunJoin, ...] = several("what the run joins in")
