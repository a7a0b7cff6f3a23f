"""The stops at which a model is asked. It reads, words and advises; without one each stop is passed through.

A stop asks and does nothing else that could not be done twice, so a run that is stopped in it goes on there.
What comes back is checked before anything uses it.
"""

from collections.abc import Iterator, Mapping, Sequence

from agent import state as states
from agent.advice.check import Checked, advised
from agent.advice.digest import digest, tables
from agent.advice.doubts import sort_doubts
from agent.advice.raised import Challenge
from agent.cards import CARDS, card, decided, with_wording
from agent.consulting import Run, alone, consult, consult_grounded, remembered
from agent.documents import document_of
from agent.explanations import account
from agent.llm.uses.ask import ASK, Wording, Wordings
from agent.llm.uses.challenge import CHALLENGE
from agent.llm.uses.elaborate import ELABORATE
from agent.llm.uses.explain import EXPLAIN
from agent.llm.uses.extract import EXTRACT
from agent.llm.uses.narrate import NARRATE
from agent.llm.uses.read import READ, Reading
from agent.nodes import taken_up
from agent.state import Json, State
from agent.telling import tell
from agent.understanding import understand
from tools.domain.assisted import Assisted
from tools.domain.brief import Brief
from tools.domain.evidence import Quote
from tools.domain.facts import Facts, FactsError
from tools.domain.facts.refs import parse_value
from tools.intake.agreement import agrees
from tools.intake.proposals import Proposal
from tools.intake.quotes import find_quotes
from tools.reference.facts import unit_of, value_form
from tools.report.document import Document
from tools.report.grounding import offences, ungrounded
from tools.report.grounds import Grounds

DOUBTED = 6
"""Pages of the brief that go with the design when it is doubted (engineering judgement)."""

OPENING = 1_500
"""Characters from the beginning of the brief, to be answered in its language (engineering judgement)."""

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
        "reading": None if last else state["reading"],
        **(taken_up(state, intake) if last else {}),
    }


def word(state: State, runtime: Run) -> State:
    """Have the questions worded as this user would; a wording that names what is not there is not used."""
    cards = state["cards"] or []
    if alone(runtime):
        return {"worded": True}
    facts = states.facts_of(state)
    said = dict.fromkeys(line for card in cards for line in _said_about(card["fact"], facts))
    found, after = consult(state, runtime, ASK, cards=cards, quotes="\n".join([*said][:QUOTES]))
    by_fact = {one.fact: one for one in (found or Wordings(cards=[])).cards}
    grounds = Grounds(document_of(state), _brief(state))
    return {
        **remembered(after),
        "cards": [_worded(card, by_fact.get(card["fact"]), grounds) for card in cards],
        "worded": True,
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


def explain(state: State, runtime: Run) -> State:
    """Say why: the program's own account, and what a model makes of it for a question in the user's words."""
    question = states.reply_of(state).why or ""
    document = document_of(state)
    shown, after = _accounted(question, document), state
    if shown is None or " " in question.strip():
        found, after = consult_grounded(
            state,
            runtime,
            EXPLAIN,
            lambda answer: ungrounded(answer.text, document, _brief(state)),
            question=question,
            account=digest(document) if shown is None else "\n".join(shown),
        )
        shown = [found.text] if found else shown
    unknown = f"nothing is called {question!r}; give the id of a decision or rule; `document` shows them"
    return {
        **remembered(after),
        "reply": None,
        "problem": None,
        "shown": shown or [unknown],
    }


def challenge(state: State, runtime: Run) -> State:
    """Have the design doubted, once; a doubt about a fact that nobody said becomes a question."""
    if alone(runtime):
        return {"challenge": states.dump_assisted(Assisted())}
    document, told = document_of(state), _told(state)
    brief = "\n\n".join(told.texts.values())
    found, after = consult(state, runtime, CHALLENGE, digest=digest(document), brief=brief)
    doubts = sort_doubts(found or Challenge(doubts=[]), states.facts_of(state), document, told)
    asked = [] if state.get("assume_rest") else [card(one, state) for one in doubts.questions[:CARDS]]
    heard = Assisted(doubts_asked=doubts.asked, doubts_known=doubts.known, doubts_unchecked=doubts.unchecked)
    return {**remembered(after), "challenge": states.dump_assisted(heard), "cards": asked, "worded": False}


def elaborate(state: State, runtime: Run) -> State:
    """Have the specifics of this stack told; what can be run or computed of them is."""
    if alone(runtime):
        return {"elaboration": states.dump_assisted(Assisted())}
    design = decided(state)
    found, after = consult(
        state,
        runtime,
        ELABORATE,
        digest=digest(document_of(state)),
        tables=tables(design),
        opening=next(iter(_told(state).texts.values()), "")[:OPENING],
    )
    checked = advised(found, design, _brief(state)) if found else Checked()
    told = Assisted(blocks=checked.blocks, caught=checked.caught)
    return {**remembered(after), "elaboration": states.dump_assisted(told)}


def narrate(state: State, runtime: Run) -> State:
    """Have the summary written; it may name nothing that the design does not hold."""
    if alone(runtime):
        return {"narrative": []}
    document = document_of(state)
    found, after = consult_grounded(
        state,
        runtime,
        NARRATE,
        lambda answer: ungrounded("\n\n".join(answer.paragraphs), document, _brief(state)),
        digest=digest(document),
        quotes=_in_their_words(state),
    )
    return {**remembered(after), "narrative": found.paragraphs if found else []}


def _known(facts: Facts) -> Iterator[str]:
    """Yield the rows that are known, a line each, so that a model speaks of them by their ids."""
    yield from (f"stores: {one.id} ({one.name or one.technology})" for one in facts.stores)
    yield from (f"writers: {one.id}" for one in facts.writers)
    yield from (f"entities: {one.id}" for one in facts.entities)
    yield from (f"paths: {one.id} ({one.source} to {one.target})" for one in facts.paths)
    yield from (f"reads: {one.id}" for one in facts.reads)


def _quotes(facts: Facts) -> list[str]:
    """Return what the brief says, in its own words and order."""
    quotes = [one for one in facts.evidence.values() if isinstance(one, Quote)]
    in_order = sorted(quotes, key=lambda one: (one.file, one.offset, one.text))
    return list(dict.fromkeys(one.text for one in in_order))


def _in_their_words(state: State) -> str:
    return "\n".join(_quotes(states.facts_of(state))[:QUOTES])


def _told(state: State) -> Brief:
    """Return the pages that a model read, the first ones of a long brief."""
    texts: dict[str, str] = {}
    for page in state.get("pages", [])[:DOUBTED]:
        texts[page["file"]] = texts.get(page["file"], "") + page["text"]
    return Brief(texts)


def _brief(state: State) -> str:
    """Return all that a model was given of the brief."""
    return "\n\n".join(page["text"] for page in state.get("pages", []))


def _said_about(fact: str, facts: Facts) -> Iterator[str]:
    """Yield the words of the brief about the row of a fact."""
    row = ".".join(fact.split(".")[:2])
    for ref, evidence in facts.evidence.items():
        if isinstance(evidence, Quote) and (ref == row or ref.startswith(f"{row}.")):
            yield evidence.text


def _worded(card: Json, wording: Wording | None, grounds: Grounds) -> Json:
    if wording is None or offences(f"{wording.question} {wording.why}", grounds):
        return card
    return with_wording({**card, "text": wording.question, "why": wording.why})


def _settled(facts: Facts, said: Mapping[str, str], readings: Sequence[Reading]) -> Iterator[tuple[str, str]]:
    """Yield fact and value of each reading that the user's words bear out."""
    for one in readings:
        if one.fact in said and _borne_out(one, said[one.fact]):
            try:
                states.answered(facts, one.fact, one.value)
            except FactsError:
                continue
            yield one.fact, one.value


def _accounted(id_: str, document: Document) -> list[str] | None:
    try:
        shown = document.as_json()
        return list(account(id_.strip(), shown["decisions"], shown["questions"]))
    except FactsError:
        return None


def _borne_out(one: Reading, text: str) -> bool:
    """Tell if a text has the words that are quoted from it, and in them the number, if it is one."""
    if not any(find_quotes(text, "answer", one.quote)):
        return False
    value = parse_value(one.value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return not is_number or agrees(value, unit_of(one.fact), one.quote)
