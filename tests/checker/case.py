"""How a model is expected to end, and what its size is."""

from dataclasses import dataclass

from tools.checker.flows.flow import Flow
from tools.checker.model import Scope


@dataclass(frozen=True)
class Case:
    """`breaks` is the invariant that must break, None if all hold; `states` counts the whole space."""

    name: str
    flow: Flow
    scope: Scope
    breaks: str | None
    states: int


@dataclass(frozen=True)
class Mutant:
    """A safe flow with one switch taken away: within the scope the first holds and the second breaks."""

    name: str
    safe: Flow
    broken: Flow
    scope: Scope
