"""What a language model wrote, apart from what was decided and checked."""

from collections.abc import Iterator

from tools.domain.assisted import Assisted, Block, Doubt
from tools.report import blocks
from tools.report.document import Document
from tools.report.groups import grouped
from tools.report.text import code, sentence

_NARRATED = (
    "A model wrote the following paragraphs from this design. The names and numbers in them were checked, "
    "their judgement was not."
)
_PREFACE = (
    "A model wrote this section; no decision rests on it. Under each piece stands what was done to check it, "
    "and what that does not cover remains unchecked."
)
_CAUGHT = "Further pieces were refused by a check. They are not given as advice; what was wrong with each:"
_DOUBTED = (
    "A model read this design against the brief. No fact, rule or failure mode here judges these doubts:"
)


def narrative(doc: Document) -> Iterator[blocks.Block]:
    """Yield the summary in prose, with the mark of who wrote it; nothing without one."""
    if doc.assisted and doc.assisted.narrative:
        yield blocks.Paragraph(_NARRATED, "In words.")
        for paragraph in doc.assisted.narrative.split("\n\n"):
            yield blocks.Paragraph(paragraph)


def advice(doc: Document) -> blocks.Section | None:
    """Return the section, or None if no model had anything to add."""
    found = tuple(_parts(doc.assisted)) if doc.assisted else ()
    return blocks.Section("Advice for this stack (written by a model)", found) if found else None


def _parts(by: Assisted) -> Iterator[blocks.Block]:
    if by.blocks:
        yield blocks.Paragraph(_PREFACE)
    for same in grouped(by.blocks, lambda block: block.subject):
        yield blocks.Heading(same[0].subject)
        for block in same:
            yield from _advice(block)
    if by.caught:
        yield blocks.Heading("Caught and left out")
        yield blocks.Paragraph(_CAUGHT)
        yield blocks.bullets(*((f"{one.subject}.", sentence(f"{one.what}: {one.why}")) for one in by.caught))
    yield from _doubts(by)
    if by.notes:
        yield blocks.Heading("What the model did not do")
        yield blocks.bullets(*map(sentence, by.notes))


def _advice(block: Block) -> Iterator[blocks.Block]:
    yield blocks.Paragraph(block.text)
    if block.code:
        yield blocks.Code("" if block.language == "other" else block.language, block.code)
    yield blocks.Paragraph(
        sentence(block.detail) or "Nothing in it could be run.", f"{block.status}:".capitalize()
    )


def _doubts(by: Assisted) -> Iterator[blocks.Block]:
    if not (by.doubts_asked or by.doubts_known or by.doubts_unchecked):
        return
    yield blocks.Heading("Worth a second look (not checked)")
    if by.doubts_unchecked:
        yield blocks.Paragraph(_DOUBTED)
        yield blocks.bullets(*map(_doubt, by.doubts_unchecked))
    yield blocks.Paragraph(
        f"Doubts in all: {len(by.doubts_unchecked)} not checked, {len(by.doubts_asked)} turned into "
        f"questions, {len(by.doubts_known)} that this document states already."
    )
    if by.doubts_known:
        said = blocks.bullets(*map(_doubt, by.doubts_known))
        yield blocks.Fold("Doubts that this document states already", (said,))


def _doubt(one: Doubt) -> str:
    quoted = f" The brief says: “{one.quote}”." if one.quote else ""
    about = f" ({code(one.about)})" if one.about else ""
    return f"{sentence(one.text)}{quoted}{about}"
