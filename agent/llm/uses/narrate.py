"""The summary at the top of the document."""

from pydantic import BaseModel, Field

from agent.llm.port import Use


class Narrative(BaseModel):
    """The summary in prose."""

    paragraphs: list[str] = Field(description="two to four paragraphs")


NARRATE = Use("narrate", Narrative, "medium", 4_000)
