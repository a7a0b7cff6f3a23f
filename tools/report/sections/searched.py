"""What the search of each path saw: counterexamples as stories, and how far the rest was searched."""

from collections.abc import Iterator, Sequence

from tools.report.blocks import Block, Bullets, Figure, Fold, Heading, Paragraph
from tools.report.document import Document
from tools.report.groups import PathGroup, grouped
from tools.report.guide import guide
from tools.report.text import codes, counted, distinct
from tools.report.verdicts import VerdictEntry, alike, length, outcome, picture, repaired, told
from tools.report.words import words

STORIES_SHOWN = 3
"""Counterexamples of today above the fold; the rest is one click away."""

ASKED_SHOWN = 6
"""Invariants that are told with their reasons; each verdict in the JSON has all of its own."""

SAFER = "Checked under the safer assumption"

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


def constraints_searched(doc: Document) -> Iterator[Block]:
    """Yield how the search of constraints ended, as the design enforces them."""
    paths = {path.id for path in doc.paths}
    entries = [entry for entry in doc.verdicts if entry.about == "recommended" and entry.path not in paths]
    yield from _lines(grouped((entry for entry in entries if entry.status != "violated"), alike))
    for same in grouped((entry for entry in entries if entry.status == "violated"), alike):
        yield Paragraph("The constraint breaks as it is enforced.", "Against this design:")
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
    return [entry for entry in doc.live_verdicts if entry.path in ids]


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
    if first.assumed:
        yield Paragraph(f"{'; '.join(first.assumed)}.", f"{SAFER}:")
    yield from _disagreement(first)


def _lines(groups: Sequence[Alike], paths: int = 0) -> Iterator[Block]:
    """Tell of each group of verdicts how the search ended, then once what was asked and why.

    `paths` that all ended alike are not named.
    """
    if groups:
        yield Bullets(tuple(_line(same, paths) for same in groups))
    asked = distinct(
        f"{demand.invariant}, because {demand.because}" for same in groups for demand in same[0].invariants
    )
    if asked:
        more = f"; and {len(asked) - ASKED_SHOWN} more" if len(asked) > ASKED_SHOWN else ""
        yield Paragraph(f"{'; '.join(asked[:ASKED_SHOWN])}{more}.", "Asked:")
    for same in groups:
        yield from _disagreement(same[0])


def _line(same: Alike, paths: int) -> tuple[str, str]:
    first = same[0]
    where = "" if len(same) == paths else f"{codes([entry.path for entry in same], 6)}: "
    if first.status == "not_modelled":
        return f"{words('search', first.status).capitalize()}:", f"{where}{first.reason.rstrip('.')}."
    assumed = f" {SAFER}: {'; '.join(first.assumed)}." if first.assumed else ""
    return (
        f"Searched as {first.family}:",
        f"{where}{outcome(first.status, first.states, first.scope)}.{assumed}",
    )


def _disagreement(entry: VerdictEntry) -> Iterator[Block]:
    if entry.disagrees:
        text = f"{codes([entry.path])}: {entry.disagrees.rstrip('.')}."
        yield Paragraph(text, "The two witnesses do not agree:")
