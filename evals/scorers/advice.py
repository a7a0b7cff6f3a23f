"""Did the subskills that had to speak choose something acceptable?"""

from collections.abc import Iterator

from evals.scoring import Line, Run, Score, Scorer, either, line, mean_of


def _score(run: Run) -> Score:
    return mean_of(_lines(run))


def _lines(run: Run) -> Iterator[Line]:
    for key, right in run.expected.advice.items():
        name, _, subject = key.partition(" ")
        said = [
            one
            for one in run.outcome.advice
            if one.subskill == name and subject in (one.subject, run.meant.subject(one.subject))
        ]
        choices = [choice for one in said for choice in one.choices]
        got = ", ".join(choices) or "no such advice"
        yield line(f"{key}: {either(right)}", got, not {*choices}.isdisjoint(right))


SCORER = Scorer("advice", "Did the subskills choose something acceptable?", _score, any_document=False)
