"""The short answer: one store is enough, and what its owner has to decide instead."""

from collections.abc import Iterator

from tools.report.blocks import Block, Bullets, Paragraph, Section
from tools.report.document import Document
from tools.report.guide import guide
from tools.report.sections.assisted import narrative
from tools.report.sections.delegated import alike, warnings
from tools.report.text import codes, counted, listing
from tools.report.words import reworded, words

ANSWERS_NAMED = 3
"""Answers of one subskill that the summary spells out; the rest is counted."""

_NOTHING = "You need none of this. Nothing has to be kept in step:"
_NO_OTHER = "No second system of record and no broker is needed."
_ASIDE = "give them a replica, or a copy in columns. That copy is all that has to be kept in step."
_PRICE = "A second store, a broker or a pipeline would add lag, drift and a pager."


def one_store(doc: Document) -> Section:
    """Return the whole answer for a system that needs no integration."""
    return Section(
        "Summary",
        (
            *narrative(doc),
            Paragraph(_answer(doc), "Answer."),
            *_but(doc),
            *_answers(doc),
            *_questions(doc),
            Paragraph(guide().come_back),
        ),
    )


def _answer(doc: Document) -> str:
    """Say that one store is enough, and which of its scans have to be moved aside all the same."""
    store = listing([store.name for store in doc.stores]) or "the store"
    aside = _scans_aside(doc)
    reads = listing([f"`{read.id}` ({words('read', read.pattern)})" for read in doc.reads if read.pattern], 6)
    held = f"{store} holds the data and answers every use that was named."
    served = f" It serves {reads}." if reads else ""
    if not aside:
        return f"{_NOTHING} {held}{served} {_PRICE}"
    return (
        f"{_NO_OTHER} {held}{served} Its heavy scans ({codes(aside, 4)}) do not belong on its pages: {_ASIDE}"
    )


def _scans_aside(doc: Document) -> list[str]:
    """Return the scans that a store should not bear beside its transactions."""
    if not any(one.topic == "workload" and one.choice in ("mixed", "htap") for one in doc.decisions):
        return []
    return [one.subject for one in doc.decisions if one.topic == "access" and one.choice == "analytical"]


def _but(doc: Document) -> tuple[Paragraph, ...]:
    """Say how much of the brief the answer does not rest on."""
    if not doc.unread:
        return ()
    count = counted(len(doc.unread), "sentence was not understood", "sentences were not understood")
    return (Paragraph(f"{count}; the answer holds only if none of them says otherwise.", "But."),)


def _answers(doc: Document) -> Iterator[Block]:
    """Yield what the subskills found to decide inside the store."""
    answers = (point for one in doc.subskills for point in _points(one.name, one.title, doc))
    if points := (*answers, *warnings(doc)):
        yield Paragraph("What is to be decided instead, inside this store (reasons under Deeper decisions):")
        yield Bullets(points)


def _points(name: str, title: str, doc: Document) -> Iterator[tuple[str, str]]:
    groups = alike(doc, name)
    for same in groups[:ANSWERS_NAMED]:
        others = f" Likewise {codes([one.subject for one in same[1:]], 3)}." if same[1:] else ""
        yield f"{title}.", f"{reworded(same[0].says.rstrip('.'))}.{others}"
    if rest := groups[ANSWERS_NAMED:]:
        yield "And.", f"{counted(len(rest), 'more answer')} to this question."


def _questions(doc: Document) -> Iterator[Block]:
    """Yield the questions that no subskill has answered."""
    answered = {one.name for one in doc.subskills}
    left = tuple(one for one in guide().better_questions if one.subskill not in answered)
    if left:
        yield Paragraph("Better questions for this system:")
        yield Bullets(tuple((one.lead, one.text) for one in left))
