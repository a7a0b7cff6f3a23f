"""A free-text answer becomes values."""

from pydantic import BaseModel, Field

from agent.llm.port import Use


class Reading(BaseModel):
    """One value that an answer states."""

    fact: str = Field(description="the fact, as listed")
    value: str = Field(description="its value in the form that is wanted")
    quote: str = Field(description="the words of the answer that state it, verbatim")


class Readings(BaseModel):
    """What an answer settles."""

    answers: list[Reading]


READ = Use("read", Readings, "low", 2_000)
