"""Does every quote stand in the brief, and does every number that a decision rests on have a source?"""

from evals.scoring import Run, Score, Scorer, line


def _score(run: Run) -> Score:
    total, loose = run.outcome.evidence, run.outcome.ungrounded
    if not total:
        return Score(value=None, silent=True)
    return Score(
        value=1 - len(loose) / total,
        lines=(
            line(f"{total} quotes and numbers with a source", f"{total - len(loose)}", not loose),
            *(line("in the brief, or with a source", one, 0) for one in loose),
        ),
    )


SCORER = Scorer(
    "groundedness", "Do quotes stand in the brief, and do numbers have a source?", _score, any_document=False
)
