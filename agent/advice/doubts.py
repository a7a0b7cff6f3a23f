"""What an adversarial reading raised: questions to ask, what is known, and what nothing here judges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from agent.advice.raised import Challenge, Raised
from tools.domain.assisted import Doubt
from tools.domain.brief import Brief
from tools.domain.evidence import Assumption
from tools.domain.facts import Facts, read_ref
from tools.domain.facts.refs import leads_somewhere
from tools.domain.questions import Option, Question
from tools.intake.quotes import find_quotes
from tools.intake.schema import choices, plain_types
from tools.knowledge.checklist import checklist
from tools.knowledge.failure_modes import failure_mode_by_id, failure_modes
from tools.knowledge.laws import laws
from tools.questions.ask import ASKABLE
from tools.questions.wording import wording
from tools.report.document import Document
from tools.rules import RULES


@dataclass(frozen=True, slots=True)
class Sorted:
    """The doubts of one reading, each in one place. `questions` has one for each fact of `asked`."""

    questions: tuple[Question, ...] = ()
    asked: tuple[Doubt, ...] = ()
    known: tuple[Doubt, ...] = ()
    unchecked: tuple[Doubt, ...] = ()


def sort_doubts(challenge: Challenge, facts: Facts, doc: Document, brief: Brief) -> Sorted:
    """Sort doubts: a fact that nobody said is asked for, what the document states is known, the rest is not.

    A quote that is not in the brief and an id that does not exist are left out of a doubt, not the doubt.
    """
    reported, asked_already = _reported(doc), {question.fact for question in doc.questions}
    questions: dict[str, Question] = {}
    asked, known, unchecked = list[Doubt](), list[Doubt](), list[Doubt]()
    for raised in challenge.doubts:
        quote = raised.quote if _stands_in(raised.quote, brief) else ""
        if raised.fact in asked_already:
            known.append(Doubt(raised.text, quote, raised.fact))
        elif _is_unsaid(facts, raised.fact):
            questions.setdefault(raised.fact, _question(facts, raised))
            asked.append(Doubt(raised.text, quote, raised.fact))
        elif raised.rule in reported:
            known.append(Doubt(raised.text, quote, raised.rule))
        else:
            unchecked.append(Doubt(raised.text, quote, raised.rule if raised.rule in named() else ""))
    return Sorted(tuple(questions.values()), tuple(asked), tuple(known), tuple(unchecked))


def named() -> Mapping[str, str]:
    """Return every rule, law, checklist item and failure mode by id, in a reader's words."""
    return {
        **{rule.id: rule.problem for rule in RULES},
        **{law.id: law.because for law in laws().rules},
        **{item.id: item.question for item in checklist()},
        **{mode.id: mode.name for mode in failure_modes()},
    }


def _reported(doc: Document) -> set[str]:
    """Return the ids of what the document says is wrong, or not shown yet."""
    found = {finding.rule for finding in doc.findings}
    found |= {hit.law for hit in doc.laws if hit.severity != "none"}
    found |= {one.item for one in doc.checklist if one.answer in ("fail", "unknown")}
    modes = failure_mode_by_id().values()
    return found | {
        mode.id for mode in modes if not found.isdisjoint((*mode.rules, mode.law, mode.checklist))
    }


def _is_unsaid(facts: Facts, ref: str) -> bool:
    """Return whether a reference names a fact without a value, or with one that was assumed."""
    if ref.split(".", 1)[0] not in ASKABLE:
        return False
    if not leads_somewhere(facts, ref):
        return False
    return read_ref(facts, ref) is None or isinstance(facts.evidence.get(ref), Assumption)


def _question(facts: Facts, raised: Raised) -> Question:
    text, _ = wording(facts, raised.fact)
    options = tuple(Option(value, str(value).lower(), False, ()) for value in _values(facts, raised.fact))
    return Question(raised.fact, text, raised.text, options, ())


def _values(facts: Facts, ref: str) -> Sequence[Any]:
    """Return the values that a fact can have, if they can be counted."""
    row, _, leaf = ref.rpartition(".")
    holder = read_ref(facts, row)
    if not isinstance(holder, BaseModel) or leaf not in type(holder).model_fields:
        return ()
    yes_no = (True, False) if bool in plain_types(type(holder), leaf) else ()
    return (*yes_no, *choices(type(holder), leaf))


def _stands_in(quote: str, brief: Brief) -> bool:
    return any(any(find_quotes(text, file, quote)) for file, text in brief.texts.items())
