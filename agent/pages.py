"""The pages of a brief that a model reads: prose and whatever no exact reader knows."""

from collections.abc import Iterator

from tools.domain.brief import Brief
from tools.intake.read import kind_of
from tools.intake.redact import redact

PAGE = 16_000
"""Characters of one page. A model misses less in shorter texts (engineering judgement)."""

LONGEST_FOREIGN = 20_000
"""Characters of a file of no known kind that is still sent: longer ones are rarely prose (judgement)."""


def pages(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield file and text of each page, secrets redacted. Compose, SQL, JSON and facts files have readers."""
    for file, raw in sorted(brief.texts.items()):
        kind = kind_of(file, raw)
        if kind == "prose" or (kind in ("other", "yaml") and len(raw) <= LONGEST_FOREIGN):
            for page in cut(redact(raw), PAGE):
                yield file, page


def cut(text: str, longest: int) -> Iterator[str]:
    """Yield a text in pieces of at most `longest` characters, cut between paragraphs, else lines, words."""
    while len(text) > longest:
        places = (text.rfind(mark, longest // 2, longest) for mark in ("\n\n", "\n", " "))
        end = next((place for place in places if place > 0), longest)
        yield text[:end]
        text = text[end:]
    if text.strip():
        yield text
