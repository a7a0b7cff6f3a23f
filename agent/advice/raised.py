"""What a model doubts of a design."""

from pydantic import BaseModel, Field


class Raised(BaseModel):
    """One thing that may be wrong or missing."""

    text: str = Field(description="what may be wrong and what would follow, in at most three sentences")
    quote: str = Field(description="words of the brief that it rests on, verbatim; or empty")
    fact: str = Field(description="reference of the fact that is wrong or missing, or empty")
    rule: str = Field(description="id of the rule, law, item or failure mode that it is a case of, or empty")


class Challenge(BaseModel):
    """The doubts, the gravest first."""

    doubts: list[Raised]
