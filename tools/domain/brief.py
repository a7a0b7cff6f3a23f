"""What the user gave us, unchanged but for secrets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Status = Literal["read", "skipped", "failed"]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of one file of the brief."""

    file: str
    status: Status
    how: str  # the reader that took it, or the reason why none did


@dataclass(frozen=True, slots=True)
class Brief:
    """A tree of texts: relative path -> content. `unread` are the files that could not be opened."""

    texts: Mapping[str, str]
    unread: tuple[Coverage, ...] = field(default=())
