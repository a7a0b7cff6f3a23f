"""Was asked what is unsaid and decides, and nothing that was said or cannot matter?"""

from evals.scoring import Run, Score, Scorer, line, mean_of


def _score(run: Run) -> Score:
    asked = {run.meant.reference(ref) for ref in run.outcome.asked}
    wanted, never = run.expected.questions.ask, run.expected.questions.never
    lines = [line(f"asks {ref}", "asked" if ref in asked else "not asked", ref in asked) for ref in wanted]
    lines += [line(f"does not ask {ref}", "asked", 0) for ref in never if ref in asked]
    if never and not lines:
        lines = [line("asks nothing that was said", "asked none of it", 1)]
    return mean_of(lines)


SCORER = Scorer("questions", "Was asked what matters, and nothing that does not?", _score, any_document=False)
