"""The form in which a language model proposes facts from a text, each with the words that state it."""

from dataclasses import dataclass

from pydantic import BaseModel, Field


class ProposedValue(BaseModel):
    """One field of a row."""

    field: str = Field(description="name of the field; `replication.copies` for a field of a group")
    value: str = Field(description="the value as it would stand in a facts file")
    quote: str = Field(description="the words that state it, verbatim; empty: those of the row")


class ProposedRow(BaseModel):
    """One row of the facts, or one group such as `team`."""

    section: str = Field(description="section of the facts, such as `stores`")
    id: str = Field(description="id of the row; empty for a group")
    quote: str = Field(description="the words that state the row, verbatim")
    values: list[ProposedValue]


class Extraction(BaseModel):
    """What a language model takes from one text."""

    rows: list[ProposedRow]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The rows that were proposed from one file of the brief."""

    file: str
    rows: tuple[ProposedRow, ...]
