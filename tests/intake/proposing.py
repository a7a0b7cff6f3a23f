"""Proposals of a language model, written down briefly."""

from collections.abc import Mapping

from tools.domain.brief import Brief
from tools.intake import Intake, read
from tools.intake.proposals import Proposal, ProposedRow, ProposedValue

Said = tuple[str, str] | str
"""A value and its quote; a value alone has the quote of its row."""


def row(ref: str, quote: str, **values: Said) -> ProposedRow:
    """Return a row from a reference such as `stores.orders_db`; `run__every_s` is the field `run.every_s`."""
    section, _, id_ = ref.partition(".")
    proposed = [
        ProposedValue(field=name.replace("__", "."), value=said, quote="")
        if isinstance(said, str)
        else ProposedValue(field=name.replace("__", "."), value=said[0], quote=said[1])
        for name, said in values.items()
    ]
    return ProposedRow(section=section, id=id_, quote=quote, values=proposed)


def proposed(text: str, *rows: ProposedRow, others: Mapping[str, str] | None = None) -> Intake:
    """Return what is made of a brief and of rows that a model took from it."""
    return read(Brief({"brief.md": text, **(others or {})}), [Proposal("brief.md", rows)])


def reasons(found: Intake) -> dict[str, str]:
    """Return why facts were dropped."""
    return {one.fact: one.reason for one in found.dropped}
