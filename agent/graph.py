"""The conversation as a state machine: intake, the steps and what they delegate, questions, the document."""

from itertools import pairwise

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent import assistance, nodes
from agent import state as states
from agent.context import Context
from agent.nodes import Node
from agent.state import Reply, State
from agent.subskills import delegate
from tools.steps import STAGES
from tools.subskills import Subskill

Graph = CompiledStateGraph[State, Context, State, State]


def nodes_by_name() -> dict[str, Node]:
    """Return every node; that of a subskill runs a graph of its own."""
    stages = {
        stage.name: delegate(stage) if isinstance(stage, Subskill) else nodes.step(stage) for stage in STAGES
    }
    return {
        "intake": nodes.intake,
        "extract": assistance.extract,
        **stages,
        "compare": nodes.compare,
        "phrase": nodes.phrase,
        "ask": nodes.ask,
        "read": assistance.read,
        "answer": nodes.answer,
        "suppose": nodes.suppose,
        "write": nodes.write,
    }


def targets() -> dict[str, tuple[str, ...]]:
    """Return where `route` can lead from each node."""
    names = tuple(stage.name for stage in STAGES)
    return {
        START: ("intake", "extract", "read", "answer", "suppose", names[0]),
        "intake": ("extract", names[0]),
        "extract": ("extract", names[0]),
        **{name: (following,) for name, following in pairwise(names)},
        names[-1]: ("compare", "phrase"),
        "compare": ("phrase",),
        "phrase": ("ask", "write"),
        "ask": ("read", "answer", "suppose"),
        "read": ("answer",),
        "answer": (*names, "phrase", "ask"),
        "suppose": ("ask", END),
        "write": (END,),
    }


def route(state: State) -> str:
    """Return what comes next. It depends on nothing but what is there and what is missing."""
    if state.get("brief") or "intake" not in state:
        return "intake"
    if state.get("page", 0) < len(state.get("pages", [])):
        return "extract"
    if state.get("reply"):
        return _taking(states.reply_of(state))
    if (done := len(state["designs"])) < len(STAGES):
        return STAGES[done].name
    if state.get("before"):
        return "compare"
    if state.get("cards") is None:
        return "phrase"
    if state["cards"]:
        return "ask"
    return END if state.get("files") else "write"


def _taking(reply: Reply) -> str:
    """Return who takes a reply."""
    if reply.said:
        return "read"
    return "suppose" if reply.what_if else "answer"


def build(checkpointer: BaseCheckpointSaver[str] | None = None) -> Graph:
    """Compile the graph."""
    builder = StateGraph(State, context_schema=Context)
    for name, node in nodes_by_name().items():
        builder.add_node(name, node)
    for name, following in targets().items():
        builder.add_conditional_edges(name, route, list(following))
    return builder.compile(checkpointer=checkpointer)


graph = build()
"""For `langgraph dev`, which brings its own checkpointer."""
