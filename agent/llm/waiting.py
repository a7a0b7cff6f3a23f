"""A transport that sends nothing: the run stops with its request, and goes on with what came back for it.

So a thousand conversations can wait for one batch. LangGraph runs the whole node again when it goes on; a
request that was answered before is then answered from what LangGraph remembers.
"""

from dataclasses import asdict
from typing import Any

from langgraph.types import interrupt

from agent.llm.port import Usage
from agent.llm.transport import Fault, Message, Request

REQUEST = "request"
"""The key under which an interrupt carries a request."""


class Waiting:
    """Stops at every request."""

    def send(self, request: Request) -> Message:
        """Return what the run is resumed with. Raise Fault if that is one."""
        back: dict[str, Any] = interrupt({REQUEST: dict(request)})
        if fault := back.get("fault"):
            raise Fault(fault, again=back["again"])
        return Message(back["text"], back["stop"], Usage(**back["usage"]))


def answered(message: Message) -> dict[str, Any]:
    """Return what to resume with: a message."""
    return asdict(message)


def failed(fault: Fault) -> dict[str, Any]:
    """Return what to resume with: the reason why there is none."""
    return {"fault": str(fault), "again": fault.again}
