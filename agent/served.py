"""What `langgraph.json` serves: the graph, whose runs ask the model that the server's environment names."""

from dataclasses import dataclass, field

from agent.context import Context
from agent.graph import build
from agent.llm import Llm
from agent.llm.connect import connect
from agent.llm.settings import Settings


@dataclass(frozen=True, slots=True)
class Served(Context):
    """What a run is given over HTTP. Where documents go and who is asked is not for a client to say."""

    folder: None = field(default=None, init=False)
    force: bool = field(default=False, init=False)
    llm: Llm = field(default_factory=lambda: connect(Settings.of()), init=False)


graph = build(context=Served)
"""For `langgraph dev`, which brings its own checkpointer."""
