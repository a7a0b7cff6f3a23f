"""What can be asked, as the user meets it."""

import prompts
from agent import state as states
from agent.state import Json, State
from tools.domain.design import Design
from tools.domain.facts.refs import leads_somewhere
from tools.domain.questions import Question
from tools.logic.condition import show
from tools.questions import contradictions_first
from tools.steps import STAGES

CARDS = 3
"""Questions asked at once, at most."""


def open_questions(state: State) -> tuple[Question, ...]:
    """Return what could still be asked."""
    design = decided(state)
    settled = {*state.get("answers", {}), *state.get("removed", [])}
    disagree = [
        one
        for one in states.intake_of(state).contradictions
        if one.fact not in settled and leads_somewhere(design.facts, one.fact)
    ]
    return contradictions_first(design, disagree)


def decided(state: State) -> Design:
    """Return the design after all stages."""
    return states.design_after(state, len(STAGES))


def card(question: Question, state: State) -> Json:
    """Return a question as the user meets it: its wording, the answers in their order, and who asks."""
    asked_by = state.get("asked_by", {})
    return with_wording(
        {
            "fact": question.fact,
            "text": question.text,
            "why": question.why,
            "options": [
                {"label": one.label, "recommended": one.recommended, "changes": list(one.changes)}
                for one in question.options
            ],
            "answers": [show(option.value) for option in question.options],
            "asked_by": [name for name, facts in asked_by.items() if question.fact in facts],
        }
    )


def with_wording(card: Json) -> Json:
    """Return a card with its text in full, as it is printed."""
    return {**card, "wording": prompts.render("question", question=card)}
