"""What happens at each stop of the conversation. A node takes the state and returns what it changes.

`ask` is the only node that waits for the user and does nothing else: on resume LangGraph runs the whole node
again, so nothing may happen twice in it.
"""

from collections.abc import Callable, Iterator, Mapping

from langgraph.types import interrupt

from agent import state as states
from agent.cards import CARDS, card, decided, open_questions
from agent.changes import changes, first_affected
from agent.consulting import Run, alone
from agent.context import Context
from agent.documents import document_of, rendered
from agent.files import write_all
from agent.pages import pages
from agent.state import Reply, State
from agent.telling import tell
from agent.understanding import designable, understand
from tools.domain.facts import Facts, FactsError
from tools.domain.facts.refs import leads_somewhere
from tools.domain.facts.removal import without
from tools.intake.result import Intake
from tools.steps import STAGES, STEPS, Step, run, start

Node = Callable[..., State]
"""State in, the part that changes out. Some also take what the run was given from outside."""


def intake(state: State, runtime: Run) -> State:
    """Read the brief with the exact readers; what a model is to read besides waits in pages."""
    tell("reading the brief")
    brief = states.brief_of(state)
    waiting = [] if alone(runtime) else [{"file": file, "text": text} for file, text in pages(brief)]
    found = understand(brief)
    return {
        "schema_version": states.SCHEMA_VERSION,
        "brief": None,
        "reading": state["brief"] if waiting else None,
        "intake": states.dump_intake(found),
        "pages": waiting,
        "page": 0,
        "proposals": [],
        "challenge": None,
        **from_stage(state, 0),
        **({} if waiting else taken_up(state, found)),
    }


def taken_up(state: State, found: Intake) -> State:
    """Return the earlier replies that the facts have room for. Raise FactsError if there is no store."""
    removed = [ref for ref in state.get("removed", []) if leads_somewhere(found.facts, ref)]
    facts = designable(without(found.facts, removed))
    return {"removed": removed, "answers": _fitting(facts, state.get("answers", {}))}


def _fitting(facts: Facts, earlier: Mapping[str, str]) -> dict[str, str]:
    """Return the answers that facts have room for, and tell of the others."""
    answers, facts = dict[str, str](), start(facts).facts
    for fact, text in earlier.items():
        try:
            facts = states.answered(facts, fact, text)
        except FactsError as error:
            tell(f"an earlier answer no longer fits and is dropped: {error}")
        else:
            answers[fact] = text
    return answers


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
    turned = list(changes(before, decided(state))) if before else []
    for line in turned:
        tell(line)
    return {"before": None, "changes": turned}


def phrase(state: State) -> State:
    """Word the next questions, the most consequential first."""
    settled = {*state.get("assumed", []), *state.get("answers", {})}
    asked = [question for question in open_questions(state) if question.fact not in settled]
    cards = [] if state.get("assume_rest") else [card(one, state) for one in asked[:CARDS]]
    return {"cards": cards, "worded": False}


def ask(state: State) -> State:
    """Wait for the user."""
    reply = interrupt(
        {"cards": state["cards"], "problem": state.get("problem"), "shown": state.get("shown", [])},
        response_schema=Reply,
    )
    return {"reply": reply.model_dump(mode="json")}


def answer(state: State) -> State:
    """Take the reply as facts, or the last one back; forget what depends on those that changed."""
    reply = states.reply_of(state)
    if reply.undo and not state.get("history"):
        return {"reply": None, "problem": "there is nothing to take back", "shown": []}
    try:
        given = _taken_back(state) if reply.undo else _given(state, reply)
        facts = states.facts_of({**state, **given})
    except FactsError as error:
        return {"reply": None, "problem": str(error), "shown": []}
    for line in _noted(state, given, reply):
        tell(line)
    return {
        "reply": None,
        "problem": "; ".join(state.get("unsettled", [])) or None,
        "unsettled": [],
        "shown": [],
        **given,
        **from_stage(state, first_affected(state["designs"], facts)),
    }


def suppose(state: State) -> State:
    """Say what other facts would change, and change nothing."""
    tried = states.reply_of(state).what_if
    facts = states.facts_of(state)
    try:
        for fact, text in tried.items():
            facts = states.answered(facts, fact, text)
    except FactsError as error:
        return {"reply": None, "problem": str(error), "shown": []}
    turned = changes(decided(state), run(facts))
    said = ", ".join(f"{fact} = {text}" for fact, text in tried.items())
    shown = [f"With {said}:", *(turned or ("nothing is decided otherwise",))]
    return {"reply": None, "problem": None, "shown": shown}


def write(state: State, runtime: Run) -> State:
    """Render the documents and write them where the context says."""
    context = runtime.context or Context()
    files = rendered(document_of(state), with_html=context.html)
    if context.folder:
        tell("writing the documents")
        write_all(context.folder, files, force=context.force)
    return {"files": dict(files)}


def from_stage(state: State, place: int) -> State:
    """Return the state's change that makes it decide again from one stage on."""
    done = state.get("designs", [])
    complete = len(done) == len(STAGES)
    redone: State = {"elaboration": None, "narrative": None} if place < len(STAGES) else {}
    return {
        "designs": done[:place],
        "before": done[-1] if complete and place < len(STAGES) else state.get("before"),
        "cards": None,
        "files": None,
        **redone,
    }


def _given(state: State, reply: Reply) -> State:
    last: State = {
        "answers": state.get("answers", {}),
        "removed": state.get("removed", []),
        "assumed": state.get("assumed", []),
        "assume_rest": state.get("assume_rest", False),
    }
    removed, answers = last["removed"], last["answers"]
    if reply.remove:
        removed = list(dict.fromkeys([*removed, *reply.remove]))
        facts = designable(without(states.intake_of(state).facts, removed))
        answers = _fitting(facts, {fact: text for fact, text in answers.items() if fact not in reply.remove})
    return {
        "answers": {**answers, **reply.answers},
        "removed": removed,
        "assumed": [*last["assumed"], *reply.assume],
        "assume_rest": last["assume_rest"] or reply.assume_rest,
        "history": [*state.get("history", []), last],
    }


def _noted(state: State, given: State, reply: Reply) -> Iterator[str]:
    """Yield a line for each thing that a reply says or takes back."""
    yield from (f"noted: {fact} = {text}" for fact, text in reply.answers.items())
    yield from (f"struck out: {ref}" for ref in reply.remove)
    for fact, text in state.get("answers", {}).items() if reply.undo else ():
        if given["answers"].get(fact) != text:
            yield f"taken back: {fact} = {text}"
    if reply.undo and state.get("assume_rest") and not given["assume_rest"]:
        yield "taken back: assume rest"
    for ref in state.get("removed", []):
        if ref not in given["removed"]:
            yield f"stands again: {ref}"


def _taken_back(state: State) -> State:
    *earlier, last = state["history"]
    return {**last, "history": earlier}
