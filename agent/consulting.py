"""To ask the model of a run: within the budget, with what it cost remembered, and faults told once."""

from collections.abc import Callable, Mapping
from typing import Any

from langgraph.runtime import Runtime

from agent import state as states
from agent.context import Context
from agent.errors import AgentError
from agent.llm import OFFLINE, Usage, Use
from agent.llm.port import T
from agent.state import State
from agent.telling import tell

Run = Runtime[Context]


class BudgetError(AgentError):
    """The session has used the tokens that it was given."""


def consult(state: State, runtime: Run, use: Use[T], **values: Any) -> tuple[T | None, State]:
    """Ask once; return the answer and the state with what there is to remember of it.

    Raise BudgetError, before anything is sent, if the tokens of the session are used up.
    """
    context = runtime.context or Context()
    _refuse_beyond(context, states.usage_of(state))
    if context.llm is not OFFLINE:
        tell(f"asking the model ({use.name})")
    answer = context.llm.answer(use, **values)
    faults = state.get("faults", [])
    if answer.fault and answer.fault not in faults:
        tell(f"{answer.fault}; going on without it")
        faults = [*faults, answer.fault]
    usage = states.usage_of(state).get(use.name, Usage()) + answer.usage
    used = {**state.get("usage", {}), use.name: usage.as_list()} if usage.requests else state.get("usage", {})
    return answer.value, {**state, "faults": faults, "usage": used}


def consult_grounded(
    state: State, runtime: Run, use: Use[T], problems: Callable[[T], tuple[str, ...]], **values: Any
) -> tuple[T | None, State]:
    """Ask for prose; ask once more, with the reasons, if it names what is not there; then do without."""
    rejected: tuple[str, ...] = ()
    for _ in range(2):
        try:
            found, state = consult(state, runtime, use, rejected=rejected, **values)
        except BudgetError:
            if not rejected:
                raise
            break  # what the first answer cost is remembered; the next request will be refused
        if found is None:
            return None, state
        rejected = problems(found)
        if not rejected:
            return found, state
    tell(f"the model's answer is left out: {rejected[0]}")
    return None, state


def alone(runtime: Run) -> bool:
    """Tell if there is no model to ask, so that nothing need be made ready for it."""
    return (runtime.context or Context()).llm is OFFLINE


def remembered(state: State) -> State:
    """Return the part of a state that `consult` changes."""
    return {"faults": state.get("faults", []), "usage": state.get("usage", {})}


def _refuse_beyond(context: Context, used: Mapping[str, Usage]) -> None:
    total = sum(usage.tokens for usage in used.values())
    if context.llm is not OFFLINE and context.budget_tokens is not None and total >= context.budget_tokens:
        raise BudgetError(
            f"the budget of {context.budget_tokens:,} tokens is used up ({total:,}); the session is kept: "
            "go on with a larger --budget-tokens, or with --offline"
        )
