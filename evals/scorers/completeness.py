"""Is the document whole: sections with something in them, and every part of each path that is needed?"""

import re
from collections.abc import Iterator

from evals.edges import by_ends, show
from evals.observe import PARTS
from evals.scoring import Line, Run, Score, Scorer, line, mean_of

ALWAYS = {
    "assumptions": r"assum|open question",
    "decisions": r"decision|recommend|rationale|system of record",
}
COMPOSED = {
    "today": r"current|today|existing|as.is",
    "components": r"component|stores",
    "data flow": r"data ?flow|diagram|architecture",
    "correctness": r"correct|guarantee|consisten|delivery",
    "bootstrap": r"bootstrap|backfill|initial load|cutover|migration|rollout",
    "reconciliation": r"reconcil|drift|verif",
    "lag": r"\blag\b|monitor|runbook|observab|operation",
}
"""What a section is about, and how headings call it; a document of one store needs the first two only."""
ENOUGH_WORDS = 10
_HEADING = re.compile(r"^#{1,4} (.*)$", re.MULTILINE)


def _score(run: Run) -> Score:
    return mean_of([*_sections(run), *_paths(run)])


def _sections(run: Run) -> Iterator[Line]:
    headings = filled_headings(run.outcome.markdown)
    several = run.expected.composition == "composed" or run.expected.paths
    wanted = {**ALWAYS, **COMPOSED} if several else ALWAYS
    for name, pattern in wanted.items():
        found = next((one for one in headings if re.search(pattern, one, re.IGNORECASE)), None)
        yield line(f"a section on {name}", found or "none", found is not None)


def filled_headings(markdown: str) -> list[str]:
    """Return the headings below which something is said before the next of the same or a higher level."""
    marks = list(_HEADING.finditer(markdown))
    levels = [len(mark[0]) - len(mark[0].lstrip("#")) for mark in marks]
    found = []
    for place, mark in enumerate(marks):
        after = (marks[at].start() for at in range(place + 1, len(marks)) if levels[at] <= levels[place])
        text = _HEADING.sub("", markdown[mark.end() : next(after, len(markdown))])
        if len(text.split()) >= ENOUGH_WORDS:
            found.append(mark[1])
    return found


def _paths(run: Run) -> Iterator[Line]:
    ours = by_ends(run.outcome.paths, run.meant)
    for edge in run.expected.paths or ():
        lacks = ours[edge.ends].lacks if edge.ends in ours else PARTS
        got = f"lacks {', '.join(lacks)}" if lacks else "whole"
        yield line(f"every part of {show(edge.ends)}", got, 1 - len(lacks) / len(PARTS))


SCORER = Scorer("completeness", "Is the document whole?", _score)
