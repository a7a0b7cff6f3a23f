"""Prose cut into sentences and clauses, each with its place in the file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from tools.domain.evidence import Quote

MAX_SENTENCE = 600
"""Characters of a sentence that is still read (engineering judgement); a longer one is listed as unread."""

_FENCE = re.compile(r"^[ \t]*(?:```|~~~)")
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]|^[ \t]*(?:={3,}|-{3,}|\*{3,}|_{3,})[ \t]*$|^[ \t|:-]*$")
_RULE = re.compile(r"^[ \t]*\|[ \t:|-]*-[ \t:|-]*$")
_TITLE = re.compile(r"^[ \t]*#{1,6}[ \t]")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+|^[ \t]*(?:>[ \t]?)+|^[ \t]*\|[ \t]*")
_END = re.compile(r"(?:[.!]|(?<!\| )\?(?! \d{1,4}\?\)))(?=[\"')\]]*(?:\s|$))(?!\) [a-z])")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|etc|approx|ca|vs|resp|incl|no|nr|st)|\b[A-Z])$", re.IGNORECASE)
_CLAUSE = re.compile(
    r";(?=\s)|,?\s(?:but|while|whereas|although|though)\s"
    r"|,\sand\s(?=(?:\w+\s){0,4}?(?:it|we|they)\s)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a part of one, verbatim; `lead` introduces, with a colon, the list that it stands in.

    `header` is the first row of the table of which it begins a row.
    """

    file: str
    line: int
    offset: int
    text: str
    heading: str = ""
    lead: str = ""
    header: str = ""

    @property
    def quote(self) -> Quote:
        """The evidence that a fact was said here."""
        return Quote(file=self.file, line=self.line, offset=self.offset, text=self.text)

    def part(self, start: int, end: int) -> "Sentence":
        """Return a part of it without the space around."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        line = self.line + self.text.count("\n", 0, start)
        return replace(self, line=line, offset=self.offset + start, text=text.strip())


def sentences(text: str, file: str) -> Iterator[Sentence]:
    """Yield the sentences of a text or Markdown file. Headings, rules and code blocks are no sentences."""
    for block in _blocks(text, file):
        start, line = 0, block.line
        for end in _ends(block.text):
            said = block.text[start:end]
            if any(character.isalnum() for character in said):
                header = "" if start else block.header
                place = replace(block, line=line, offset=block.offset + start, text=said, header=header)
                yield place.part(0, len(said))
            line += said.count("\n")
            start = end


def _ends(text: str) -> Iterator[int]:
    """Yield where sentences end in a paragraph; its own end is the last."""
    for match in _END.finditer(text):
        if match[0] != "." or not _ABBREVIATION.search(text, max(0, match.start() - 8), match.start()):
            yield match.end()
    yield len(text)


def clauses(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the parts of a sentence that can be true or false on their own."""
    start = 0
    for match in _CLAUSE.finditer(sentence.text):
        if sentence.text[start : match.start()].strip():
            yield sentence.part(start, match.start())
        start = match.end()
    if sentence.text[start:].strip():
        yield sentence.part(start, len(sentence.text))


def _blocks(text: str, file: str) -> Iterator[Sentence]:
    """Yield paragraphs, list items and table rows with what they stand under."""
    heading = lead = ""
    for block, kind in _cut(text, file):
        if kind == "heading":
            heading, lead = block.text.strip(), ""
        elif kind == "item":
            yield replace(block, heading=heading, lead=lead)
        else:
            lead = _introduces(block.text)
            yield replace(block, heading=heading)


def _introduces(paragraph: str) -> str:
    """Return the last sentence of a paragraph if a colon ends it, else ""."""
    *_, last = ("", *re.split(r"[.!?]\s", paragraph.rstrip()))
    return last if last.endswith(":") else ""


def _cut(text: str, file: str) -> Iterator[tuple[Sentence, Literal["heading", "item", "paragraph"]]]:
    """Yield the blocks and headings of a text; a soft line break does not end one, a code block is none."""
    begin: int | None = None  # offset of the block that is being read
    begin_line, offset, fenced, listed, header = 1, 0, False, False, ""
    for number, line in enumerate(re.findall(r"[^\n]*\n|[^\n]+", text), 1):
        fence = _FENCE.match(line)
        ends = fenced or fence or _HEADING.match(line)
        item = _ITEM.match(line)
        if begin is not None and (ends or item):
            block = Sentence(file, begin_line, begin, text[begin:offset], header=header)
            yield block, "item" if listed else "paragraph"
            header = block.text if _RULE.match(line) else header
            begin = None
        header = header if line.lstrip().startswith("|") else ""
        if fence:
            fenced = not fenced
        elif _TITLE.match(line) and not fenced:
            yield Sentence(file, number, offset, line.strip("# \t\n")), "heading"
        elif not ends and begin is None:
            begin, begin_line, listed = offset + (item.end() if item else 0), number, bool(item)
        offset += len(line)
    if begin is not None:
        block = Sentence(file, begin_line, begin, text[begin:], header=header)
        yield block, "item" if listed else "paragraph"
