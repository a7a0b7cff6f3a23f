"""What coverage answers: a flow to check, or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tools.checker.flows.flow import Flow


@dataclass(frozen=True, slots=True)
class Covered:
    """A flow that something is checked as.

    `names` are the user's names for the roles of the flow; `assumed` is what was taken for the worse because
    nobody said it.
    """

    flow: Flow
    names: Mapping[str, str]
    assumed: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class NotModelled:
    """Why no flow covers something."""

    reason: str


Coverage = tuple[Covered, ...] | NotModelled
