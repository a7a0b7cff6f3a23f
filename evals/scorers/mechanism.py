"""Given a right path: is its mechanism one of the acceptable ones?"""

from collections.abc import Iterator

from evals.edges import by_ends, show
from evals.scoring import Line, Run, Score, Scorer, either, line, mean_of


def _score(run: Run) -> Score:
    return mean_of(_lines(run), asked=any(edge.mechanism for edge in run.expected.paths or ()))


def _lines(run: Run) -> Iterator[Line]:
    ours = by_ends(run.outcome.paths, run.meant)
    for edge in run.expected.paths or ():
        if edge.mechanism and edge.ends in ours:
            got = ours[edge.ends].mechanism
            yield line(f"{show(edge.ends)} by {either(edge.mechanism)}", got, got in edge.mechanism)


SCORER = Scorer("mechanism", "Given a right path, is its mechanism right?", _score)
