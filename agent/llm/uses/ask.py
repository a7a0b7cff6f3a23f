"""Questions in the user's own terms."""

from pydantic import BaseModel, Field

from agent.llm.port import Use


class Wording(BaseModel):
    """One question as this user would put it."""

    fact: str = Field(description="the fact, as listed")
    question: str = Field(description="one sentence that asks for it")
    why: str = Field(description="one sentence: what depends on it here; or empty")


class Wordings(BaseModel):
    """The questions of one turn."""

    cards: list[Wording]


ASK = Use("ask", Wordings, "low", 2_000)
