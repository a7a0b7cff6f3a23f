"""What throwaway engines have in common: each starts in an empty folder, bounded, and is gone afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.errors import AgentError

START_S = 60
"""Seconds in which an engine must have started: each starts in 1 s, a busy machine takes far longer."""
SCRIPT_S = 5.0
"""Seconds for one script, by ourselves; advice runs on empty engines (engineering judgement)."""

STOPPED = "stopped"
"""In place of an engine's own code: we ended the script."""


class EngineError(AgentError):
    """A throwaway engine cannot be used; advice is checked without it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a script did not run to its end: the engine's code or STOPPED, the message, the column it names."""

    code: str
    message: str
    column: str = ""


def confine(limits: Mapping[str, int]) -> None:
    """Bound the process that is about to become a server, and all that it starts; by names of limits."""
    import resource

    for name, value in limits.items():
        resource.setrlimit(getattr(resource, name), (value, value))
