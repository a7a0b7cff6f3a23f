"""Where a text says something: a quote found in it word for word."""

import re
from collections.abc import Iterator

from tools.domain.evidence import Quote

_STRAIGHT = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")

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
