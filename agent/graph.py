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


_ADDED = {"challenge": "challenge", "elaborate": "elaboration", "narrate": "narrative"}
"""What a model adds to a finished design: the node, and the part of the state that shows that it has run."""

FINISH = (*_ADDED, "write")
"""The nodes that follow when nothing is left to ask."""


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
        "word": assistance.word,
        "ask": nodes.ask,
        "read": assistance.read,
        "answer": nodes.answer,
        "suppose": nodes.suppose,
        "explain": assistance.explain,
        "challenge": assistance.challenge,
        "elaborate": assistance.elaborate,
        "narrate": assistance.narrate,
        "write": nodes.write,
    }


def targets() -> dict[str, tuple[str, ...]]:
    """Return where `route` can lead from each node."""
    names = tuple(stage.name for stage in STAGES)
    return {
        START: ("intake", "extract", "read", "answer", "suppose", "explain", names[0]),
        "intake": ("extract", names[0]),
        "extract": ("extract", names[0]),
        **{name: (following,) for name, following in pairwise(names)},
        names[-1]: ("compare", "phrase"),
        "compare": ("phrase",),
        "phrase": ("word", *FINISH),
        "word": ("ask",),
        "ask": ("read", "answer", "suppose", "explain"),
        "read": ("answer",),
        "answer": (*names, "phrase", "ask", END),
        "suppose": ("ask", END),
        "explain": ("ask", END),
        "challenge": ("word", "elaborate", "narrate", "write"),
        "elaborate": ("narrate", "write"),
        "narrate": ("write",),
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
        return "ask" if state.get("worded") else "word"
    if state.get("files"):
        return END
    return next((stop for stop, part in _ADDED.items() if state.get(part) is None), "write")


def _taking(reply: Reply) -> str:
    """Return who takes a reply."""
    if reply.said:
        return "read"
    if reply.what_if:
        return "suppose"
    return "explain" if reply.why else "answer"


def build(checkpointer: BaseCheckpointSaver[str] | None = None, context: type[Context] = Context) -> Graph:
    """Compile the graph. A run is given a `context`; one that is given nothing is offline."""
    builder = StateGraph(State, context_schema=context)
    for name, node in nodes_by_name().items():
        builder.add_node(name, node)
    for name, following in targets().items():
        builder.add_conditional_edges(name, route, list(following))
    return builder.compile(checkpointer=checkpointer)


graph = build()
"""Without a checkpointer, for those who bring one; `agent/served.py` has what is served."""
