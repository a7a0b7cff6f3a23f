"""Where a fact comes from."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Evidence(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Quote(_Evidence):
    """Words of the brief, verbatim."""

    kind: Literal["quote"] = "quote"
    file: str = Field(description="file of the brief, relative to its root; `-` is standard input")
    line: int = Field(ge=1, description="line on which the quote begins")
    offset: int = Field(ge=0, description="characters before the quote in its file")
    text: str = Field(description="the quote, secrets redacted")


class FileLine(_Evidence):
    """A line of a structured file."""

    kind: Literal["file"] = "file"
    file: str = Field(description="file of the brief, relative to its root")
    line: int = Field(ge=1, description="line of the value")


class Answer(_Evidence):
    """What the user answered when asked."""

    kind: Literal["answer"] = "answer"
    text: str = Field(description="the answer as given")


class Assumption(_Evidence):
    """A value that nobody said, with the reason why it was chosen."""

    kind: Literal["assumption"] = "assumption"
    reason: str = Field(description="why this value is the safer one")


class Implied(_Evidence):
    """A row that follows from another fact, without a value of its own."""

    kind: Literal["implied"] = "implied"
    by: str = Field(description="the fact it follows from, e.g. `paths.orders_sync`")


Evidence = Annotated[Quote | FileLine | Answer | Assumption | Implied, Field(discriminator="kind")]


def cite(evidence: Quote | FileLine | Answer | Assumption | Implied) -> str:
    """Return one line for a reader: `brief.md:12 "we write both"`, `answered`, `assumed: …`."""
    match evidence:
        case Quote():
            return f"{evidence.file}:{evidence.line} “{evidence.text}”"
        case FileLine():
            return f"{evidence.file}:{evidence.line}"
        case Answer():
            return f"answered “{evidence.text}”"
        case Assumption():
            return f"assumed: {evidence.reason}"
        case Implied():
            return f"follows from {evidence.by}"
