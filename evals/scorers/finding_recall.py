"""Is each fault of today's system found, by a rule that sees it, and in the right place?"""

from collections.abc import Iterator

from evals.gold import GoldFinding, Place
from evals.outcome import ClaimSeen, PlaceSeen
from evals.scoring import Line, Run, Score, Scorer, either, line, mean_of


def _score(run: Run) -> Score:
    return mean_of(_lines(run))


def _lines(run: Run) -> Iterator[Line]:
    for finding in run.expected.findings or ():
        here = [claim for claim in run.outcome.claims if is_about(run, claim, finding.about)]
        right = [claim for claim in here if not {*claim.names}.isdisjoint(finding.rules)]
        yield line(
            f"{either(finding.rules)} at {show(finding.about)}: {finding.why}",
            ", ".join(sorted({name for claim in right or here for name in claim.names[:1]}))
            or "nothing there",
            bool(right),
        )


def is_match(run: Run, claim: ClaimSeen, finding: GoldFinding) -> bool:
    """Say whether a claim is the finding that was expected."""
    return not {*claim.names}.isdisjoint(finding.rules) and is_about(run, claim, finding.about)


def is_about(run: Run, claim: ClaimSeen, place: Place) -> bool:
    """Say whether a claim is about a place of the gold."""
    return any(_agrees(run, one, place) for one in claim.places)


def show(place: Place | PlaceSeen) -> str:
    """Return a place for a reader."""
    ends = f"{place.source or '?'} to {place.target or '?'}" if place.source or place.target else ""
    return " ".join(part for part in (place.entity, ends, place.store) if part)


def _agrees(run: Run, ours: PlaceSeen, gold: Place) -> bool:
    """Compare what both name: at least one thing, and none differs. A store may be either end."""
    here = run.meant.place(ours)
    same = [
        getattr(here, name) == getattr(gold, name)
        for name in ("entity", "source", "target")
        if getattr(here, name) and getattr(gold, name)
    ]
    for one, other in ((here, gold), (gold, here)):
        ends = {other.source, other.target, other.store} - {None}
        if one.store and ends:
            same.append(one.store in ends)
    return bool(same) and all(same)


SCORER = Scorer("finding_recall", "Of what is wrong today, how much was found?", _score)
