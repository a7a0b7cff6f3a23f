"""State machines: every event has an answer in every state, and every state leads to an end."""

from collections.abc import Collection, Iterable, Iterator

from agent.advice.claims import StateMachine
from agent.advice.outcome import Outcome, ran, refused

TOLD = 3
"""Of what is wrong with one machine so much is said."""


def state_machine(claim: StateMachine) -> Outcome:
    """Look for names that are not declared, missing transitions, and states without a way in or out."""
    if wrong := list(_unknown(claim)) or list(_wrong(claim)):
        more = f"; and {len(wrong) - TOLD} more" if len(wrong) > TOLD else ""
        return refused("; ".join(wrong[:TOLD]) + more)
    pairs = len(claim.states) * len(claim.events)
    return ran(f"the state machine answers all {pairs} pairs of a state and an event, and each state can end")


def _unknown(claim: StateMachine) -> Iterator[str]:
    edges, refusals = claim.transitions, claim.refusals
    states = [claim.initial, *claim.terminal, *(one.state for one in refusals)]
    states += [state for one in edges for state in (one.source, one.target)]
    for state in dict.fromkeys(states):
        if state not in claim.states:
            yield f"{state} is not among its states"
    for event in dict.fromkeys([*(one.event for one in edges), *(one.event for one in refusals)]):
        if event not in claim.events:
            yield f"{event} is not among its events"


def _wrong(claim: StateMachine) -> Iterator[str]:
    moves = [(one.source, one.event) for one in claim.transitions]
    refusals = {(one.state, one.event) for one in claim.refusals}
    for state in claim.states:
        for event in claim.events:
            ways = moves.count((state, event)) + ((state, event) in refusals)
            if ways != 1:
                yield f"{event} in {state} has {'no answer' if not ways else 'several answers'}"
    for one in claim.transitions:
        if one.source in claim.terminal and one.target != one.source:
            yield f"{one.source} is called final, and {one.event} leaves it"
    ahead = {(one.source, one.target) for one in claim.transitions}
    for state in _rest(claim.states, _reached([claim.initial], ahead)):
        yield f"nothing leads to {state}"
    for state in _rest(claim.states, _reached(claim.terminal, {(b, a) for a, b in ahead})):
        yield f"{state} never comes to an end"


def _rest(states: Iterable[str], seen: Collection[str]) -> list[str]:
    return [state for state in states if state not in seen]


def _reached(start: Iterable[str], edges: Collection[tuple[str, str]]) -> set[str]:
    seen, waiting = set(start), list(start)
    while waiting:
        here = waiting.pop()
        new = {target for source, target in edges if source == here} - seen
        seen |= new
        waiting += new
    return seen
