"""What happens at each stop of the conversation. A node takes the state and returns what it changes.

`ask` is the only node that waits for the user and does nothing else: on resume LangGraph runs the whole node
again, so nothing may happen twice in it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from langgraph.config import get_stream_writer
from langgraph.runtime import Runtime
from langgraph.types import interrupt

import prompts
from agent import state as states
from agent.changes import changes, first_affected
from agent.documents import documents
from agent.files import write_all
from agent.state import Json, Reply, State
from agent.understanding import designable, understand
from tools.domain.design import Design
from tools.domain.facts import FactsError
from tools.domain.questions import Question
from tools.logic.condition import show
from tools.questions import contradictions_first
from tools.steps import STAGES, STEPS, Step, start

CARDS = 3
"""Questions asked at once, at most."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a run is given from outside: where the documents go."""

    folder: Path | None = None  # None: they stay in the state
    force: bool = False
    html: bool = False


class Node(Protocol):
    """State in, the part that changes out."""

    def __call__(self, state: State) -> State:
        """Take one stop."""
        ...


def intake(state: State) -> State:
    """Read the brief. Answers to facts that the new brief no longer has are dropped."""
    tell("reading the brief")
    found = understand(states.brief_of(state))
    answers, facts = dict[str, str](), start(designable(found.facts)).facts
    for fact, text in state.get("answers", {}).items():
        try:
            facts = states.answered(facts, fact, text)
        except FactsError as error:
            tell(f"an earlier answer no longer fits and is dropped: {error}")
        else:
            answers[fact] = text
    return {
        "schema_version": states.SCHEMA_VERSION,
        "brief": None,
        "intake": states.dump_intake(found),
        "answers": answers,
        **_from_stage(state, 0),
    }


def step(one: Step) -> Node:
    """Return the node of one of the eight steps."""

    def node(state: State) -> State:
        tell(f"step {one.number} of {len(STEPS)}: {one.title}")
        design = one.decide(states.design_after(state, len(state["designs"])))
        return {"designs": [*state["designs"], states.dump_design(design)]}

    return node


def compare(state: State) -> State:
    """Say what the new design decides otherwise than the last one."""
    before = states.design_before(state)
    turned = list(changes(before, _design(state))) if before else []
    for line in turned:
        tell(line)
    return {"before": None, "changes": turned}


def phrase(state: State) -> State:
    """Word the next questions, the most consequential first."""
    settled = {*state.get("assumed", []), *state.get("answers", {})}
    asked = [question for question in open_questions(state) if question.fact not in settled]
    return {"cards": [] if state.get("assume_rest") else [_card(one, state) for one in asked[:CARDS]]}


def ask(state: State) -> State:
    """Wait for the user."""
    reply = interrupt(
        {"cards": state["cards"], "problem": state.get("problem")},
        response_schema=Reply,
    )
    return {"reply": reply.model_dump(mode="json")}


def answer(state: State) -> State:
    """Take the reply as facts; forget what depends on those that changed."""
    reply = Reply.model_validate(state["reply"])
    taken: State = {**state, "answers": {**state.get("answers", {}), **reply.answers}}
    try:
        facts = states.facts_of(taken)
    except FactsError as error:
        return {"reply": None, "problem": str(error)}
    for fact, text in reply.answers.items():
        tell(f"noted: {fact} = {text}")
    designs = [states.design_after(state, place) for place in range(1, len(STAGES) + 1)]
    return {
        "reply": None,
        "problem": None,
        "answers": taken["answers"],
        "assumed": [*state.get("assumed", []), *reply.assume],
        "assume_rest": state.get("assume_rest", False) or reply.assume_rest,
        **_from_stage(state, first_affected(designs, facts)),
    }


def write(state: State, runtime: Runtime[Context]) -> State:
    """Render the documents and write them where the context says."""
    context = runtime.context or Context()
    files = documents(_design(state), open_questions(state), states.intake_of(state), with_html=context.html)
    if context.folder:
        tell("writing the documents")
        write_all(context.folder, files, force=context.force)
    return {"files": dict(files)}


def tell(line: str) -> None:
    """Stream one line of progress."""
    get_stream_writer()(line)


def _design(state: State) -> Design:
    return states.design_after(state, len(STAGES))


def _from_stage(state: State, place: int) -> State:
    """Return the state's change that makes it decide again from one stage on."""
    done = state.get("designs", [])
    complete = len(done) == len(STAGES)
    return {
        "designs": done[:place],
        "before": done[-1] if complete and place < len(STAGES) else state.get("before"),
        "cards": None,
        "files": None,
    }


def open_questions(state: State) -> tuple[Question, ...]:
    """Return what could still be asked."""
    answers = state.get("answers", {})
    disagree = [one for one in states.intake_of(state).contradictions if one.fact not in answers]
    return contradictions_first(_design(state), disagree)


def _card(question: Question, state: State) -> Json:
    """Return a question as the user meets it: its wording, the answers in their order, and who asks."""
    asked_by = state.get("asked_by", {})
    return {
        "fact": question.fact,
        "wording": prompts.render("question", question=question),
        "answers": [show(option.value) for option in question.options],
        "asked_by": [name for name, facts in asked_by.items() if question.fact in facts],
    }
