"""The stops at which a model is asked. It reads, words and advises; without one each stop is passed through.

A stop asks and does nothing else that could not be done twice, so a run that is stopped in it goes on there.
What comes back is checked before anything uses it.
"""

from collections.abc import Iterator, Mapping, Sequence

from agent import state as states
from agent.consulting import Run, consult, remembered
from agent.llm.uses.extract import EXTRACT
from agent.llm.uses.read import READ, Reading
from agent.nodes import taken_up
from agent.state import State
from agent.telling import tell
from agent.understanding import understand
from tools.domain.facts import Facts, FactsError
from tools.domain.facts.refs import parse_value
from tools.intake.agreement import agrees
from tools.intake.proposals import Proposal
from tools.intake.quotes import find_quotes
from tools.reference.facts import unit_of, value_form

QUOTES = 12
"""Lines of the brief that go with a turn's questions, so that they are asked in its words."""


def extract(state: State, runtime: Run) -> State:
    """Have the next page of the brief read, and take from it what its words bear out."""
    pages, at = state["pages"], state["page"]
    file, text = pages[at]["file"], pages[at]["text"]
    tell(f"page {at + 1} of {len(pages)} is read by the model: {file}")
    known = list(_known(states.intake_of(state).facts))
    found, after = consult(state, runtime, EXTRACT, known=known, file=file, text=text)
    proposals = states.proposals_of(state)
    if found is not None:
        proposals = (*proposals, Proposal(file, tuple(found.rows)))
    intake = understand(states.brief_of(state), proposals)
    last = at + 1 == len(pages)
    return {
        **remembered(after),
        "page": at + 1,
        "proposals": states.dump_proposals(proposals),
        "intake": states.dump_intake(intake),
        "brief": None if last else state["brief"],
        **(taken_up(state, intake) if last else {}),
    }


def read(state: State, runtime: Run) -> State:
    """Have answers in the user's own words read; what they do not settle is asked again."""
    reply = states.reply_of(state)
    cards = {card["fact"]: card for card in state["cards"] or []}
    said = {fact: text for fact, text in reply.said.items() if fact in cards}
    asked = [{**cards[fact], "said": text, "form": value_form(fact)} for fact, text in said.items()]
    found, after = consult(state, runtime, READ, cards=asked)
    settled = dict(_settled(states.facts_of(state), said, found.answers if found else ()))
    unsettled = [f"“{text}” does not settle {fact}" for fact, text in said.items() if fact not in settled]
    taken = reply.model_copy(update={"answers": {**reply.answers, **settled}, "said": {}})
    return {**remembered(after), "reply": taken.model_dump(mode="json"), "unsettled": unsettled}


def _known(facts: Facts) -> Iterator[str]:
    """Yield the rows that are known, a line each, so that a model speaks of them by their ids."""
    yield from (f"stores: {one.id} ({one.name or one.technology})" for one in facts.stores)
    yield from (f"writers: {one.id}" for one in facts.writers)
    yield from (f"entities: {one.id}" for one in facts.entities)
    yield from (f"paths: {one.id} ({one.source} to {one.target})" for one in facts.paths)
    yield from (f"reads: {one.id}" for one in facts.reads)


def _settled(facts: Facts, said: Mapping[str, str], readings: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Yield fact and value of each reading that the user's words bear out."""
    for one in readings:
        if one.fact in said and _borne_out(one, said[one.fact]):
            try:
                states.answered(facts, one.fact, one.value)
            except FactsError:
                continue
            yield one.fact, one.value


def _borne_out(one: Reading, text: str) -> bool:
    """Tell if a text has the words that are quoted from it, and in them the number, if it is one."""
    if not any(find_quotes(text, "answer", one.quote)):
        return False
    value = parse_value(one.value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return not is_number or agrees(value, unit_of(one.fact), one.quote)
