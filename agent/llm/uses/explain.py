"""Why, in the user's terms, from the design alone."""

from pydantic import BaseModel, Field

from agent.llm.port import Use


class Explanation(BaseModel):
    """An answer to one question about the design."""

    text: str = Field(description="at most eight sentences, with the ids of the decisions and rules in it")


EXPLAIN = Use("explain", Explanation, "medium", 2_000)
