"""Does the target design have the paths that it needs, and no others? Parked paths are not built."""

from evals.edges import by_ends, show
from evals.scoring import Run, Score, Scorer, f1, line


def _score(run: Run) -> Score:
    if run.expected.paths is None:
        return Score(value=None)
    gold = [edge.ends for edge in run.expected.paths]
    ours = by_ends(run.outcome.paths, run.meant)
    lines = [line(show(ends), "there" if ends in ours else "missing", ends in ours) for ends in gold]
    found = sum(one.credit for one in lines)
    lines += [line("no such path", show(ends), 0) for ends in ours if ends not in gold]
    return Score(value=f1(found, len(gold), len(ours)), lines=tuple(lines))


SCORER = Scorer("paths", "Are the paths of the target design the right ones (F1)?", _score)
