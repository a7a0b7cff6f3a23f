"""What the check of one part of a piece of advice saw."""

from dataclasses import dataclass
from typing import Literal

Status = Literal["refused", "not checked", "parsed", "ran"]
STATUSES: tuple[Status, ...] = ("refused", "not checked", "parsed", "ran")
"""Weakest first: a piece of advice is as well checked as its weakest part."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`ran`: run, explored or recomputed, and right. `parsed`: read by the real grammar. `refused`: wrong."""

    status: Status
    says: str  # what was done, or what is wrong


def refused(says: str) -> Outcome:
    """Return that something is wrong."""
    return Outcome("refused", says)


def ran(says: str) -> Outcome:
    """Return that something was run, explored or recomputed, and is right."""
    return Outcome("ran", says)
