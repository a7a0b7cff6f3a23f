"""The answer first: what a reader with two minutes needs."""

from collections.abc import Iterator

from tools.domain.decisions import UNDETERMINED
from tools.domain.verdict import SEVERITIES
from tools.report.blocks import Bullets, Paragraph, Section
from tools.report.build import is_effect
from tools.report.document import Document
from tools.report.groups import grouped, moved, path_groups, paths_named
from tools.report.text import codes, counted, distinct, listing
from tools.report.words import reworded, words

GROUPS_NAMED = 3
"""Groups of paths that the summary spells out; the rest is counted."""


def summary(doc: Document) -> Section:
    """Return the section: the verdict, what to build, what is wrong today, and what could make this wrong."""
    points = (*_build(doc), *_not_built(doc), *_today(doc), *_risks(doc))
    return Section("Summary", (Paragraph(_verdict(doc), "Answer."), Bullets(tuple(points))))


def _verdict(doc: Document) -> str:
    deciding = [store for store in doc.stores if store.decides_on]
    who = "; ".join(f"{s.name} decides on {listing(s.decides_on, 4)}" for s in deciding[:GROUPS_NAMED])
    if len(deciding) > GROUPS_NAMED:
        who += f"; {counted(len(deciding) - GROUPS_NAMED, 'other store')} on the rest"
    said = [who or "No system of record is known yet"]
    if fed := [store.name for store in doc.stores if store.copies]:
        hold = "hold" if len(fed) > 1 else "holds"
        said.append(f"{listing(fed, 4)} {hold} copies, and only their feed may write those")
    if effects := [path for path in doc.live_paths if is_effect(path)]:
        said.append(f"{listing(distinct(map(moved, effects)), 4)} takes effect once for each operation id")
    if len(said) == 1:
        said.append("No other store needs to be fed")
    return ". ".join(said) + "."


def _build(doc: Document) -> Iterator[tuple[str, str]]:
    todo = [path for path in doc.live_paths if path.status != "keep"]
    groups = path_groups(todo, doc)
    for group in groups[:GROUPS_NAMED]:
        first = group.first
        parts = [words("capture", first.capture)]
        if first.transport and first.transport != "none":
            parts.append(words("transport", first.transport))
        if first.sink_guard:
            parts.append(words("guard", first.sink_guard))
        verb = "Replace." if first.status == "replace" or any(p.replaces for p in group.paths) else "Build."
        yield verb, f"{paths_named(group.paths, doc)}: {'; '.join(parts)}."
    if len(groups) > GROUPS_NAMED:
        rest = sum(len(group.paths) for group in groups[GROUPS_NAMED:])
        yield "And.", f"{counted(rest, 'more path')} to build or replace, see the Correctness Analysis."
    if kept := [path for path in doc.live_paths if path.status == "keep"]:
        yield "Keep.", f"{paths_named(kept, doc)}."


def _not_built(doc: Document) -> Iterator[tuple[str, str]]:
    if parked := [path for path in doc.paths if path.status == "parked"]:
        yield "Not now.", f"{paths_named(parked, doc)}; parked until its exit trigger."
    if removed := [path for path in (*doc.paths, *doc.current_paths) if path.status == "remove"]:
        yield "Remove.", f"{paths_named(removed, doc)}."


def _today(doc: Document) -> Iterator[tuple[str, str]]:
    findings = [f for f in doc.findings if f.about == "current"]
    if not findings:
        if doc.current_paths:
            yield "Today.", "No rule found a fault in the present paths."
        return
    worst = min(findings, key=lambda f: SEVERITIES.index(f.severity))
    counts = [
        f"{sum(f.severity == severity for f in findings)} {severity}"
        for severity in SEVERITIES
        if any(f.severity == severity for f in findings)
    ]
    noun = "finding" if len(findings) == 1 else "findings"
    yield "Today.", f"{listing(counts)} {noun}; the worst: {worst.message.rstrip('.')} (`{worst.rule}`)."


def _risks(doc: Document) -> Iterator[tuple[str, str]]:
    yield from _unsigned(doc)
    if waiting := [d for d in doc.decisions if d.choice == UNDETERMINED]:
        facts = distinct(fact for decision in waiting for fact in decision.waits_for)
        yield "Undecided.", f"{counted(len(waiting), 'decision')} wait for {codes(facts, 3)}."
    if doc.gaps:
        gaps = listing([gap.rstrip(".") for gap in doc.gaps], 2)
        yield "Incomplete.", f"{counted(len(doc.gaps), 'gate')} not met: {gaps}."
    if doc.assumptions:
        first = next((entry for entry in doc.assumptions if entry.value is not None), doc.assumptions[0])
        impact = f"; if that is wrong: {reworded('; '.join(first.impact[:2]))}" if first.impact else ""
        among = ", among them" if len(doc.assumptions) > 1 else ":"
        yield "Assumed.", f"{counted(len(doc.assumptions), 'value')}{among} `{first.fact}`{impact}."


def _unsigned(doc: Document) -> Iterator[tuple[str, str]]:
    """Say which paths have no known fault, which do not pass, and what nobody has shown."""
    signed = [sign_off for sign_off in doc.sign_offs if sign_off.about == "recommended"]
    for group in grouped(signed, lambda sign_off: sign_off.outcome):
        paths = {sign_off.path for sign_off in group}
        bad = "fail" if group[0].outcome == "refused" else "unknown"
        items = distinct(
            answer.item
            for answer in doc.checklist
            if answer.path in paths
            and answer.about == "recommended"
            and answer.answer == bad
            and answer.severity == "critical"
            and (group[0].outcome == "passes" or not answer.by_operation)
        )
        count = f"{counted(len(group), 'path')} of {len(signed)}"
        if group[0].outcome == "passes":
            shown = f"; still to be shown before go-live: {listing(items, 4)}" if items else ""
            yield "Sign-off.", f"{count} without a known fault{shown}."
        else:
            checks = f" (checks {listing(items, 4)})" if items else ""
            yield "Not signed off.", f"{count}: {words('verdict', group[0].outcome)}{checks}."
