"""What the search of each path saw: counterexamples as stories, and how far the rest was searched."""

from collections.abc import Iterable, Iterator

from tools.report.blocks import Block, Bullets, Figure, Fold, Heading, Paragraph
from tools.report.document import Document
from tools.report.groups import PathGroup, grouped
from tools.report.guide import guide
from tools.report.text import codes, counted, distinct
from tools.report.verdicts import VerdictEntry, alike, length, outcome, picture, repaired, told
from tools.report.words import words

STORIES_SHOWN = 3
"""Counterexamples of today above the fold; the rest is one click away."""

Alike = tuple[VerdictEntry, ...]
"""Verdicts of which the first speaks for all."""


def todays_runs(doc: Document) -> tuple[Block, ...]:
    """Return how today's paths go wrong, and how far the others were searched."""
    groups = grouped((entry for entry in doc.verdicts if entry.about == "current"), alike)
    stories = [tuple(_story(same)) for same in groups if same[0].status == "violated"]
    others = [same for same in groups if same[0].status != "violated"]
    found: list[Block] = []
    if stories:
        found += [Heading("How it goes wrong, step by step"), Paragraph(guide().counterexamples)]
        found += [block for story in stories[:STORIES_SHOWN] for block in story]
    if rest := stories[STORIES_SHOWN:]:
        found.append(
            Fold(counted(len(rest), "more counterexample"), tuple(block for story in rest for block in story))
        )
    if others:
        found.append(Fold("How far the rest of today was searched", tuple(_lines(others))))
    return tuple(found)


def searched(group: PathGroup, doc: Document) -> Iterator[Block]:
    """Yield how the search of recommended paths ended, but for counterexamples."""
    entries = [entry for entry in _of(group, doc) if entry.status != "violated"]
    yield from _lines(grouped(entries, alike), len(group.paths))


def violations(group: PathGroup, doc: Document) -> Iterator[Block]:
    """Yield the counterexamples to recommended paths: findings against this design itself."""
    for same in grouped((entry for entry in _of(group, doc) if entry.status == "violated"), alike):
        yield Paragraph("The recommended path itself breaks in the search.", "Against this design:")
        yield from _story(same)


def what_was_searched(doc: Document) -> Iterator[Block]:
    """Yield what a verdict speaks of and, folded, what each family of models takes for granted."""
    if not doc.verdicts:
        return
    yield Heading("What was searched")
    yield Paragraph(guide().search)
    families = grouped((entry for entry in doc.verdicts if entry.family), lambda entry: entry.family)
    items = tuple(
        (f"{same[0].family}:", f"{'; '.join(distinct(line for e in same for line in e.assumptions))}.")
        for same in families
        if any(entry.assumptions for entry in same)
    )
    if items:
        yield Fold("What the models take for granted", (Bullets(items),))


def _of(group: PathGroup, doc: Document) -> list[VerdictEntry]:
    ids = {path.id for path in group.paths}
    return [entry for entry in doc.verdicts if entry.about == "recommended" and entry.path in ids]


def _story(same: Alike) -> Iterator[Block]:
    """Tell a counterexample: drawn, in prose, what it ends in, and the one change that mends it."""
    first = same[0]
    where = codes([first.path])
    likewise = f" Likewise at {codes([entry.path for entry in same[1:]], 6)}." if same[1:] else ""
    yield Paragraph(f"{where} breaks after {length(first)}.{likewise}", f"{first.family}:")
    yield Figure(picture(first))
    yield Bullets(told(first), numbered=True)
    because = f", because {first.asked_because}" if first.asked_because else ""
    yield Paragraph(f"It must hold that {first.violated}{because}.", f"{first.contradiction.rstrip('.')}.")
    yield Paragraph(repaired(first) or "No change of one switch was found to mend it.", "Repair:")
    yield from _doubts(first)


def _lines(groups: Iterable[Alike], paths: int = 0) -> Iterator[Block]:
    """Tell of each group of verdicts how the search ended; `paths` that all ended alike are not named."""
    for same in groups:
        first = same[0]
        where = "" if len(same) == paths else f"{codes([entry.path for entry in same], 6)}: "
        if first.status == "not_modelled":
            yield Paragraph(
                f"{where}{words('search', first.status)}: {first.reason.rstrip('.')}.", "Searched:"
            )
            continue
        ended = outcome(first.status, first.states, first.scope)
        yield Paragraph(f"{where}{ended}.{_asked(same)}", f"Searched as {first.family}:")
        yield from _doubts(first)


def _asked(same: Alike) -> str:
    """Say what was asked and why, in the names of the first path."""
    first = same[0]
    of = f" of {codes([first.path])}" if len({entry.invariants for entry in same}) > 1 else ""
    asked = [f"{one.invariant}, because {one.because}" for one in first.invariants]
    return f" Asked{of}: {'; '.join(asked)}." if asked else ""


def _doubts(entry: VerdictEntry) -> Iterator[Block]:
    """Say what the verdict rests on that nobody said, and who says otherwise."""
    if entry.assumed:
        yield Paragraph(f"{'; '.join(entry.assumed)}.", "Checked under the safer assumption:")
    if entry.disagrees:
        yield Paragraph(f"{entry.disagrees.rstrip('.')}.", "The two witnesses do not agree:")
