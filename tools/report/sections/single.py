"""The short answer: one store is enough."""

from tools.report.blocks import Bullets, Paragraph, Section
from tools.report.document import Document
from tools.report.guide import guide
from tools.report.text import counted, listing
from tools.report.words import words

_NOTHING = "You need none of this. Nothing has to be kept in step:"
_PRICE = "A second store, a broker or a pipeline would add lag, drift and a pager."


def one_store(doc: Document) -> Section:
    """Return the whole answer for a system that needs no integration."""
    store = listing([store.name for store in doc.stores]) or "the store"
    reads = listing([f"`{read.id}` ({words('read', read.pattern)})" for read in doc.reads if read.pattern], 6)
    held = f"{store} holds the data and answers every use that was named."
    served = f" It serves {reads}." if reads else ""
    return Section(
        "Summary",
        (
            Paragraph(f"{_NOTHING} {held}{served} {_PRICE}", "Answer."),
            *_but(doc),
            Paragraph("Better questions for this system:"),
            Bullets(guide().better_questions),
            Paragraph(guide().come_back),
        ),
    )


def _but(doc: Document) -> tuple[Paragraph, ...]:
    """Say how much of the brief the answer does not rest on."""
    if not doc.unread:
        return ()
    count = counted(len(doc.unread), "sentence was not understood", "sentences were not understood")
    return (Paragraph(f"{count}; the answer holds only if none of them says otherwise.", "But."),)
