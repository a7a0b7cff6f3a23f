"""The conversation as a state machine: intake, the eight steps, questions where they matter, the document."""

from itertools import pairwise

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent import nodes
from agent.nodes import Context, Node
from agent.state import State
from tools.steps import STEPS

Graph = CompiledStateGraph[State, Context, State, State]

_NAMES = tuple(step.name for step in STEPS)

NODES: dict[str, Node] = {
    "intake": nodes.intake,
    **{step.name: nodes.step(step) for step in STEPS},
    "compare": nodes.compare,
    "phrase": nodes.phrase,
    "ask": nodes.ask,
    "answer": nodes.answer,
}

TARGETS: dict[str, tuple[str, ...]] = {
    START: ("intake", "answer"),
    "intake": _NAMES[:1],
    **{name: (following,) for name, following in pairwise(_NAMES)},
    _NAMES[-1]: ("compare", "phrase"),
    "compare": ("phrase",),
    "phrase": ("ask", "write"),
    "ask": ("answer",),
    "answer": (*_NAMES, "phrase", "ask"),
    "write": (END,),
}
"""Where `route` can lead from each node."""


def route(state: State) -> str:
    """Return what comes next. It depends on nothing but what is there and what is missing."""
    if state.get("brief") or "intake" not in state:
        return "intake"
    if state.get("reply"):
        return "answer"
    if (done := len(state["designs"])) < len(STEPS):
        return STEPS[done].name
    if state.get("before"):
        return "compare"
    if state.get("cards") is None:
        return "phrase"
    if state["cards"]:
        return "ask"
    return END if state.get("files") else "write"


def build(checkpointer: BaseCheckpointSaver[str] | None = None) -> Graph:
    """Compile the graph."""
    builder = StateGraph(State, context_schema=Context)
    for name, node in NODES.items():
        builder.add_node(name, node)
    builder.add_node("write", nodes.write)
    for name, targets in TARGETS.items():
        builder.add_conditional_edges(name, route, list(targets))
    return builder.compile(checkpointer=checkpointer)


graph = build()
"""For `langgraph dev`, which brings its own checkpointer."""
