"""Every scorer, in the order of the table."""

from evals.scorers import (
    advice,
    completeness,
    composition,
    fact_precision,
    fact_recall,
    finding_precision,
    finding_recall,
    groundedness,
    mechanism,
    ordering,
    paths,
    questions,
    systems_of_record,
    today,
    wording,
)
from evals.scoring import Run, Score, Scorer

SCORERS: tuple[Scorer, ...] = (
    fact_recall.SCORER,
    fact_precision.SCORER,
    today.SCORER,
    systems_of_record.SCORER,
    paths.SCORER,
    mechanism.SCORER,
    composition.SCORER,
    ordering.SCORER,
    finding_recall.SCORER,
    finding_precision.SCORER,
    wording.SCORER,
    groundedness.SCORER,
    questions.SCORER,
    completeness.SCORER,
    advice.SCORER,
)


def score(run: Run) -> dict[str, Score]:
    """Return every score of a run by the scorer's name."""
    return {scorer.name: scorer.score(run) for scorer in SCORERS}


__all__ = ["SCORERS", "Run", "Score", "Scorer", "score"]
