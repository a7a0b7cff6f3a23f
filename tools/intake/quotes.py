"""Where a text says something: a quote found in it word for word, and the passage around it."""

import re
from collections.abc import Iterator

from tools.domain.evidence import Quote

_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_ITEM = re.compile(r"[ \t]*(?:[-*+•|]|\d{1,3}[.)])[ \t]")
_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")

MAX_QUOTE = 600
"""Characters of a quote; a longer one points at nothing (engineering judgement)."""


def find_quotes(text: str, file: str, words: str) -> Iterator[Quote]:
    """Yield each place where a text has these words, with the text's own characters.

    Runs of white space are alike, and so are straight and curly quotation marks; all else is verbatim. What
    begins or ends inside a word or a number is not found: `2 million` is not in `12 million`.
    """
    wanted = words.translate(_STRAIGHT).split()
    if not any(map(str.isalnum, words)) or len(words) > MAX_QUOTE:
        return
    pattern = r"\s+".join(map(re.escape, wanted))
    before = r"(?<!\w)(?<!\d[.,])" if wanted[0][0].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if wanted[-1][-1].isalnum() else ""
    for match in re.finditer(f"{before}{pattern}{after}", text.translate(_STRAIGHT)):
        line = text.count("\n", 0, match.start()) + 1
        yield Quote(file=file, line=line, offset=match.start(), text=text[match.start() : match.end()])


def passage(text: str, quote: Quote) -> str:
    """Return what a quote is read with: the paragraph or list item in which it ends, and what stands over it.

    Over it stand the items that it is indented under, a line that ends in a colon, and the headings above.
    """
    lines = text.split("\n")
    last = text.count("\n", 0, quote.offset + len(quote.text))
    first = last
    while first > 0 and not _begins(lines, first):
        first -= 1
    end = last + 1
    while end < len(lines) and not _begins(lines, end) and lines[end].strip():
        end += 1
    return "\n".join((*_above(lines, first), *lines[first:end]))


def _begins(lines: list[str], at: int) -> bool:
    """Tell if a paragraph, an item or a heading begins with a line."""
    marks = _ITEM.match(lines[at]) or _HEADING.match(lines[at]) or _FENCE.match(lines[at])
    before = lines[at - 1] if at else ""
    return bool(marks) or not before.strip() or bool(_HEADING.match(before) or _FENCE.match(before))


def _above(lines: list[str], first: int) -> list[str]:
    found: list[str] = []
    indent, level, led_in = _indent(lines[first]), 7, False
    for at in range(first - 1, -1, -1):
        line = lines[at]
        heading = _HEADING.match(line)
        if heading and len(heading[1]) < level:
            if level < 7 and len(heading[1]) == 1:
                break  # the title of the whole text names what all of it is about
            found.insert(0, line)
            level = len(heading[1])
        elif level == 7 and line.strip():
            parent = _ITEM.match(line) and _indent(line) < indent
            if parent or (not led_in and line.rstrip().endswith(":") and _indent(line) <= indent):
                found.insert(0, line)
                led_in = led_in or not parent
                indent = min(indent, _indent(line))
            elif not _ITEM.match(line) and _indent(line) == 0:
                led_in = True  # a paragraph in between: no line further up leads in
    return found


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())
