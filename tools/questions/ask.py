"""From a design to the questions that could change it, most consequential first.

A decision that assumed a fact, or waits for one, carries as flips what every other value would make of it.
A question gathers those flips by fact; a fact that flips nothing is not asked, unless it is left open.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import log2

from tools.domain.decisions import Value
from tools.domain.design import AssumptionEntry, Design
from tools.domain.facts.model import SECTIONS
from tools.domain.questions import Option, Question
from tools.intake.result import Contradiction
from tools.logic.condition import show
from tools.questions.left_open import left_open
from tools.questions.turn import Turn, turned
from tools.questions.wording import wording
from tools.subskills import Subskill

WEIGHTS = {
    "sor": 8,
    "effect": 6,
    "capture": 6,
    "cache": 6,
    "system": 5,
    "transport": 4,
    "guard": 3,
    "unique": 3,
    "need": 3,
    "multimaster": 3,
    "processing": 3,
    "deletes": 2,
}
"""How much a decision of this topic weighs; any other weighs 1. Engineering judgement."""

TOGETHER = 0.5
"""The share that a decision weighs which a fact turns only together with others. Engineering judgement."""

WAITING = 10
"""What a decision weighs, on top, that cannot be taken without the fact."""

SHAPING = ("authority", "role", "store")
"""Fields that no rule reads but that say which paths there are. A contradicted one leaves a path out."""

ASKABLE = (*SECTIONS, "deployment", "team", "growth", "cost")
"""Sections in which a reference names a fact; anything else is an input that no fact says."""


def questions(design: Design, limit: int | None = None) -> tuple[Question, ...]:
    """Return what to ask, most consequential first, at most `limit`."""
    assumed = {entry.fact: entry for entry in design.assumptions}
    turns: dict[str, list[Turn]] = {}
    for fact, turn in _turns(design):
        turns.setdefault(fact, []).append(turn)
    ranked = sorted(turns, key=lambda fact: (-_weight(fact, turns[fact]), fact))
    return tuple(_question(design, fact, turns[fact], assumed.get(fact)) for fact in ranked[:limit])


def own_questions(design: Design, subskill: Subskill) -> tuple[Question, ...]:
    """Return what one subskill has to ask: the answers turn its own decisions, and only these are told."""
    return questions(replace(design, decisions=subskill.decisions(design)))


def contradictions_first(
    design: Design, contradictions: Sequence[Contradiction], limit: int | None = None
) -> tuple[Question, ...]:
    """Return the questions, first those about sources that disagree on what can change the design."""
    ranked = questions(design)
    turning = {question.fact for question in ranked}
    asked = [_contradiction(one) for one in contradictions if _shapes(one) or one.fact in turning]
    facts = {question.fact for question in asked}
    rest = (question for question in ranked if question.fact not in facts)
    return tuple([*asked, *rest][:limit])


def _shapes(of: Contradiction) -> bool:
    return of.first_stands or of.fact.rpartition(".")[2] in SHAPING


def _turns(design: Design) -> Iterator[tuple[str, Turn]]:
    """Yield (fact, what a value of it would change) for each decision about what is to be built."""
    parked = {path.id for path in design.recommended.paths if path.status == "parked"}
    for fact, turn in (*_flipping(design), *left_open(design)):
        if turn.decision.subject not in parked and fact.split(".", 1)[0] in ASKABLE:
            yield fact, turn


def _flipping(design: Design) -> Iterator[tuple[str, Turn]]:
    for decision in design.decisions:
        unsaid = {*decision.assumed, *decision.waits_for}
        yield from ((flip.fact, turned(decision, flip)) for flip in decision.flips if flip.fact in unsaid)


def _weight(fact: str, turns: Iterable[Turn]) -> float:
    """Weigh the heaviest decision that a fact turns; twice as many decisions weigh one more."""
    weights = {turn.decision.id: _topic_weight(fact, turn) for turn in turns}
    return max(weights.values()) + log2(len(weights))


def _topic_weight(fact: str, turn: Turn) -> float:
    weight = WEIGHTS.get(turn.decision.topic, 1) * (1 if turn.alone else TOGETHER)
    return weight + (WAITING if fact in turn.decision.waits_for else 0)


def _question(design: Design, fact: str, turns: Sequence[Turn], entry: AssumptionEntry | None) -> Question:
    options: list[Option] = []
    if entry is not None and entry.value is not None:
        options.append(Option(entry.value, show(entry.value), True, ("as designed",)))
    changes: dict[tuple[Value, str], list[str]] = {}
    for turn in turns:
        changes.setdefault((turn.value, turn.label), []).append(turn.change)
    for (value, label), texts in changes.items():
        options.append(Option(value, label, False, tuple(dict.fromkeys(texts))))
    text, why = wording(design.facts, fact)
    return Question(fact, text, why, tuple(options), tuple(dict.fromkeys(turn.decision.id for turn in turns)))


def _contradiction(of: Contradiction) -> Question:
    options = tuple(
        Option(value, show(value), False, (f"as {evidence_text} says",))
        for value, evidence_text in ((value, _source(evidence)) for value, evidence in of.values)
    )
    return Question(
        of.fact,
        f"Two sources disagree about {of.fact}. Which one is right?",
        "Until this is settled the first stands, for nothing can be designed without it."
        if of.first_stands
        else "Nothing was chosen: the design is made without this fact.",
        options,
        (),
        contradiction=True,
    )


def _source(evidence: object) -> str:
    file, line = getattr(evidence, "file", "the answer"), getattr(evidence, "line", None)
    return f"{file}:{line}" if line else str(file)
