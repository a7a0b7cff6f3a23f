"""Is what is said to be wrong today wrong?

A fault must be one of the gold's, or one of those that are true or harmless here. A consequence (a law that
a path breaks, a likely cause) is also right where the gold sees any fault in its place.
"""

from collections.abc import Iterator

from evals.outcome import ClaimSeen
from evals.scorers.finding_recall import is_about, is_match, show
from evals.scoring import Line, Run, Score, Scorer, line, mean_of


def _score(run: Run) -> Score:
    if run.expected.findings is None:
        return Score(value=None)
    if not (run.expected.findings or run.outcome.claims):
        return Score(value=1.0)  # nothing is wrong, and nothing is said to be
    return mean_of(_lines(run), asked=True)


def _lines(run: Run) -> Iterator[Line]:
    for claim in run.outcome.claims:
        right = _is_right(run, claim)
        told = f"{claim.names[0]} at {'; '.join(show(place) for place in claim.places[:2]) or '?'}"
        yield line("a fault" if right else "no such fault", told, right)


def _is_right(run: Run, claim: ClaimSeen) -> bool:
    if not {*claim.names}.isdisjoint(run.expected.also_true):
        return True
    findings = run.expected.findings or ()
    if claim.follows and any(is_about(run, claim, finding.about) for finding in findings):
        return True
    return any(is_match(run, claim, finding) for finding in findings)


SCORER = Scorer("finding_precision", "Of what is said to be wrong today, how much is?", _score)
