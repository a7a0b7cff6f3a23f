"""What a run is given from outside."""

from dataclasses import dataclass
from pathlib import Path

from agent.llm import OFFLINE, Llm


@dataclass(frozen=True, slots=True)
class Context:
    """Where the documents go, and who helps to read and to word."""

    folder: Path | None = None  # None: they stay in the state
    force: bool = False
    html: bool = False
    llm: Llm = OFFLINE
    budget_tokens: int | None = None  # of the whole session; None: no limit
