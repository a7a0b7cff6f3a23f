"""One store, or several with paths between them?"""

from evals.scoring import Run, Score, Scorer, line, mean_of


def _score(run: Run) -> Score:
    wanted, got = run.expected.composition, run.outcome.composition
    return mean_of([line(wanted, got or "not decided", wanted == got)] if wanted else [])


SCORER = Scorer("composition", "Single store or composed: is that right?", _score)
