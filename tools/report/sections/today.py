"""How data moves today, what is wrong with it, and how that is known."""

from collections.abc import Iterable

from tools.domain.verdict import SEVERITIES, Finding, LawHit
from tools.guarantees.wording import UNSAID
from tools.report.blocks import Block, Bullets, Fold, Heading, Paragraph, Section, Table
from tools.report.document import Document, PathEntry
from tools.report.groups import grouped, route
from tools.report.sections.searched import todays_runs
from tools.report.text import code, codes, counted, distinct, listing
from tools.report.words import words
from tools.rules import RULES

FINDINGS_SHOWN = 12
"""Findings above the fold; the rest is one click away."""


def today(doc: Document) -> Section | None:
    """Return the section, or None if no path is known."""
    if not doc.current_paths:
        return None
    table = Table(
        ("Path", "Entities", "Route", "Mechanism", "Becomes", "Seen in"),
        tuple(_row(group, doc) for group in grouped(doc.current_paths, _same_path)),
    )
    return Section("Current dataflow", (table, *_faults(doc), *_consequences(doc), *todays_runs(doc)))


def _same_path(path: PathEntry) -> tuple[str, ...]:
    return (path.id.split("/")[0], path.source, path.target, path.capture or "", path.status)


def _row(paths: tuple[PathEntry, ...], doc: Document) -> tuple[str, ...]:
    first = paths[0]
    return (
        f"`{first.id.split('/')[0]}`",
        listing(distinct(path.entity for path in paths), 6),
        route(first, doc),
        words("label", first.capture or "unknown"),
        words("status", first.status),
        first.evidence or "stated in the facts",
    )


def _faults(doc: Document) -> tuple[Block, ...]:
    findings = [finding for finding in doc.findings if finding.about == "current"]
    if not findings:
        return (Paragraph("No rule found a fault in these paths."),)
    items = tuple(map(_finding, grouped(findings, lambda f: (f.severity, f.rule, f.remedy))))
    shown: tuple[Block, ...] = (Heading("What is wrong today"), Bullets(items[:FINDINGS_SHOWN]))
    if rest := items[FINDINGS_SHOWN:]:
        shown += (Fold(counted(len(rest), "more finding"), (Bullets(rest),)),)
    return shown


def _finding(same: tuple[Finding, ...]) -> tuple[str, str]:
    """Tell the findings of one rule: the first in full, then where else it holds."""
    first = same[0]
    subjects = distinct(finding.subject for finding in same)
    evidence = distinct(line for finding in same for line in finding.evidence)
    parts = [f"{first.message.rstrip('.')} ({code(subjects[0])})."]
    if others := subjects[1:]:
        parts.append(f"Likewise at {codes(others, 6)}.")
    if evidence:
        parts.append(f"Evidence: {'; '.join(evidence[:3])}{'; …' if len(evidence) > 3 else ''}.")
    if first.remedy:
        parts.append(f"Remedy: {first.remedy.rstrip('.')}.")
    return f"{first.severity}, {rule_name(first.rule)}:", " ".join(parts)


def rule_name(id_: str) -> str:
    """Return a design rule as a reader meets it: `dual write (R01)`."""
    name = next((rule.name for rule in RULES if rule.id == id_), "")
    return f"{name.replace('_', ' ')} ({id_})" if name else id_


def _consequences(doc: Document) -> tuple[Block, ...]:
    """Say which composition laws hold against today's paths, and which could not be judged.

    What a path might do matters only if the path stays.
    """
    hits = [hit for hit in doc.laws if hit.about == "current" and hit.severity != "none"]
    holding = sorted((h for h in hits if not h.unknown), key=lambda h: SEVERITIES.index(h.severity))
    staying = {path.id for path in doc.current_paths if path.status == "keep"}
    open_ = [hit for hit in hits if hit.unknown and hit.path in staying]
    going = [hit for hit in hits if hit.unknown and hit.path not in staying]
    blocks: tuple[Block, ...] = ()
    if holding:
        blocks += (Heading("What follows from it"), Bullets(tuple(laws(holding))))
    if open_:
        blocks += (Fold("What could also happen, and what would tell", (Bullets(tuple(laws(open_))),)),)
    if going:
        count = counted(len({hit.law for hit in going}), "more law")
        blocks += (Paragraph(f"{count} could not be judged on paths that are replaced or removed."),)
    return blocks


def laws(hits: Iterable[LawHit]) -> list[tuple[str, str]]:
    """Return one item for each law: what it says, where, why and what mends it."""
    items = []
    for same in grouped(hits, lambda hit: (hit.law, hit.unknown)):
        first = same[0]
        where = codes(distinct(hit.path for hit in same), 3)
        if first.unknown:
            text = f"{where}. Would tell: {listing([UNSAID[trait] for trait in first.unknown])}."
        else:
            mend = f" Mended by: {first.fix}." if first.fix else ""
            text = f"{first.because} ({where}).{mend}"
        items.append((f"{words('law', first.says)} ({first.severity}, {first.law}):", text))
    return items
