"""The answer first: what a reader with two minutes needs."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set

from tools.domain.decisions import UNDETERMINED
from tools.domain.verdict import SEVERITIES, CheckAnswer, CheckStatus
from tools.report.blocks import Bullets, Paragraph, Section
from tools.report.build import is_effect
from tools.report.document import Document
from tools.report.groups import grouped, moved, path_groups, paths_named
from tools.report.index import blocks
from tools.report.sections.assisted import narrative
from tools.report.sections.delegated import warnings
from tools.report.text import codes, counted, distinct, listing, number
from tools.report.verdicts import VerdictEntry, length
from tools.report.words import fact_named, facts_named, reworded, words

GROUPS_NAMED = 3
"""Groups of paths that the summary spells out; the rest is counted."""


ENDINGS: tuple[CheckStatus, ...] = ("violated", "exhausted", "not_modelled", "holds")
"""How a search ends, worst first: that of a path is the worst of its flows."""


def summary(doc: Document) -> Section:
    """Return the section: the verdict, what to build, what is wrong today, and what could make this wrong."""
    points = (
        *_against_ourselves(doc),
        *_build(doc),
        *_not_built(doc),
        *_today(doc),
        *warnings(doc),
        *_searched(doc),
        *_risks(doc),
    )
    answer = Paragraph(_verdict(doc), "Answer.")
    return Section("Summary", (*narrative(doc), answer, Bullets(tuple(points))))


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
    if removed := [path for path in doc.current_paths if path.status == "remove"]:
        yield "Remove.", f"{counted(len(removed), 'path')} of today; which, why and how stands under Cutover."


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
    noun = "finding:" if len(findings) == 1 else "findings; the worst:"
    yield "Today.", f"{listing(counts)} {noun} {worst.message.rstrip('.')} (`{worst.rule}`)."


def _against_ourselves(doc: Document) -> Iterator[tuple[str, str]]:
    """Say plainly that a path of the target design breaks in the search."""
    if broken := [entry for entry in doc.live_verdicts if entry.status == "violated"]:
        first = broken[0]
        run = f"{first.contradiction.rstrip('.')}, after {length(first)}"
        named = codes([entry.path for entry in broken], GROUPS_NAMED)
        yield "Against this design.", f"The search breaks what is recommended at {named}: {run}."


def _searched(doc: Document) -> Iterator[tuple[str, str]]:
    """Say how the search ended, for the target design and for today."""
    target = doc.live_verdicts
    today = [entry for entry in doc.verdicts if entry.about == "current"]
    operations = {operation.id for operation in doc.operations}
    acting = [entry for entry in today if entry.path in operations]
    moving = [entry for entry in today if entry.path not in operations]
    said = [f"target: {_endings(target)}"] if target else []
    said += [f"today: {_endings(moving)}"] if moving else []
    said += [f"today's operations: {_endings(acting, 'operation')}"] if acting else []
    if said:
        yield "Searched.", f"{'; '.join(said)}."
    if doubted := [entry for entry in (*today, *target) if entry.disagrees]:
        named = codes(distinct(entry.path for entry in doubted), GROUPS_NAMED)
        yield "Two witnesses.", f"Laws and search do not say the same of {named}."


def _endings(entries: Sequence[VerdictEntry], noun: str = "path") -> str:
    """Return `2 paths without a violation in 812 states for up to 1 writer, 1 path not modelled`."""
    by_path = grouped(entries, lambda entry: entry.path)
    worst = [min((entry.status for entry in same), key=ENDINGS.index) for same in by_path]
    parts = {status: counted(worst.count(status), noun) for status in ENDINGS if status in worst}
    return ", ".join(
        f"{paths} {_without_a_violation(by_path) if status == 'holds' else words('search', status)}"
        for status, paths in parts.items()
    )


def _without_a_violation(by_path: Iterable[tuple[VerdictEntry, ...]]) -> str:
    held = [one for same in by_path for one in same if all(other.status == "holds" for other in same)]
    scopes = listing(distinct(entry.scope for entry in held), 2)
    return f"without a violation in {number(sum(entry.states for entry in held))} states for {scopes}"


def _risks(doc: Document) -> Iterator[tuple[str, str]]:
    yield from _signed(doc)
    if waiting := [d for d in doc.decisions if d.choice == UNDETERMINED]:
        facts = distinct(fact for decision in waiting for fact in decision.waits_for)
        verb = "waits" if len(waiting) == 1 else "wait"
        yield "Undecided.", f"{counted(len(waiting), 'decision')} {verb} for {facts_named(facts, 3)}."
    if doc.gaps:
        gaps = listing([gap.rstrip(".") for gap in doc.gaps], 2)
        yield "Incomplete.", f"{counted(len(doc.gaps), 'gate')} not met: {gaps}."
    assumed = [entry for entry in doc.assumptions if entry.value is not None]
    if assumed:
        first = next((entry for entry in assumed if entry.impact), assumed[0])
        impact = f"; if that is wrong: {reworded('; '.join(first.impact[:2]))}" if first.impact else ""
        among = ", among them" if len(assumed) > 1 else ":"
        yield "Assumed.", f"{counted(len(assumed), 'value')}{among} {fact_named(first.fact)}{impact}."
    if unsaid := [entry.fact for entry in doc.assumptions if entry.value is None]:
        yield (
            "Not said.",
            f"{facts_named(unsaid, 3)}; no choice turns on {'it' if len(unsaid) == 1 else 'them'}.",
        )
    if doc.unread and not doc.has_facts_file:
        count = counted(len(doc.unread), "sentence")
        yield "Not understood.", f"{count} of the brief, listed under Scope; nothing was taken from them."


def _signed(doc: Document) -> Iterator[tuple[str, str]]:
    """Say which paths have no known fault, which are incomplete, and which do not pass."""
    signed = [sign_off for sign_off in doc.sign_offs if sign_off.about == "recommended"]
    passing = [s.path for s in signed if s.outcome == "passes" and s.path not in doc.broken]
    complete = [path for path in passing if path not in doc.gaps_of]
    incomplete = [path for path in passing if path in doc.gaps_of]
    if complete:
        later = _items(doc, set(complete), lambda answer: answer.answer == "unknown")
        shown = f"; still to be shown before go-live: {later}" if later else ""
        yield "Sign-off.", f"{counted(len(complete), 'path')} of {len(signed)} without a known fault{shown}."
    if incomplete:
        count = f"{counted(len(incomplete), 'path')} of {len(signed)}"
        yield "Not signed off.", f"{count}: nothing speaks against it, but a part is missing."
    stopped = [sign_off for sign_off in signed if sign_off.outcome != "passes"]
    for same in grouped(stopped, lambda sign_off: sign_off.outcome):
        because = _stopped_by(doc, {sign_off.path for sign_off in same})
        count = f"{counted(len(same), 'path')} of {len(signed)}"
        yield "Not signed off.", f"{count}: {words('verdict', same[0].outcome)}{because}."


def _stopped_by(doc: Document, paths: Set[str]) -> str:
    checks = _items(doc, paths, blocks)
    laws = listing(
        distinct(
            hit.law
            for hit in doc.laws
            if hit.about == "recommended" and hit.path in paths and hit.severity == "critical"
        ),
        4,
    )
    named = [f"checks {checks}"] * bool(checks) + [f"laws {laws}"] * bool(laws)
    return f" ({'; '.join(named)})" if named else ""


def _items(doc: Document, paths: Set[str], holds: Callable[[CheckAnswer], bool]) -> str:
    """Name the critical items of the checklist whose answer for one of the paths is such."""
    return listing(
        distinct(
            answer.item
            for answer in doc.checklist
            if answer.about == "recommended"
            and answer.path in paths
            and answer.severity == "critical"
            and holds(answer)
        ),
        4,
    )
