"""A subskill as a LangGraph subgraph of its own: does its question arise? decide; what it still has to ask.

It never waits for the user, so it keeps no checkpoints: what it has to ask is put to the user with all other
questions, the most consequential first.
"""

from typing import cast
from warnings import catch_warnings

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from agent import state as states
from agent.nodes import Node
from agent.state import State
from agent.telling import tell
from tools.domain.design import Design
from tools.questions import own_questions
from tools.report.text import counted
from tools.steps import STEPS
from tools.subskills import Subskill

Subgraph = CompiledStateGraph[State, None, State, State]


def delegate(one: Subskill) -> Node:
    """Return the node that runs the graph of one subskill where its question arises: it is slow to enter."""
    graph = subgraph(one)

    def node(state: State) -> State:
        design = _design(state)
        if one.decide(design) == design:
            return {**_asking(state, one, []), "designs": [*state["designs"], state["designs"][-1]]}
        # The conversation runs with durability "sync". Without checkpoints LangGraph 1.2 fails with that, and
        # warns of any other that is named here.
        with catch_warnings(action="ignore", category=UserWarning):
            return cast(State, graph.invoke(state, durability="async"))

    return node


def subgraph(one: Subskill) -> Subgraph:
    """Compile the graph of one subskill."""

    def decide(state: State) -> State:
        before = _design(state)
        design = one.decide(before)
        if design != before:
            tell(f"step {one.step} of {len(STEPS)} delegates to {one.name}: {one.title}")
        return {**_asking(state, one, []), "designs": [*state["designs"], states.dump_design(design)]}

    def ask(state: State) -> State:
        asked = [question.fact for question in own_questions(_design(state), one)]
        if asked:
            tell(f"{one.name} has {counted(len(asked), 'question')}")
        return _asking(state, one, asked)

    def arose(state: State) -> str:
        said = state["designs"][-1]["advice"]
        return "ask" if any(advice["subskill"] == one.name for advice in said) else END

    builder = StateGraph(State)
    builder.add_node("decide", decide)
    builder.add_node("ask", ask)
    builder.add_edge(START, "decide")
    builder.add_conditional_edges("decide", arose, ["ask", END])
    builder.add_edge("ask", END)
    return builder.compile(checkpointer=False)


def _asking(state: State, one: Subskill, facts: list[str]) -> State:
    return {"asked_by": {**state.get("asked_by", {}), one.name: facts}}


def _design(state: State) -> Design:
    return states.design_after(state, len(state["designs"]))
