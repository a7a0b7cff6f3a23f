"""Is an acceptable ordering chosen for each entity or path of the gold?

What is said about an entity is said of its paths, its constraints and the operations on it; one of these
must have an acceptable outcome.
"""

from collections.abc import Iterator

from evals.scoring import Line, Run, Score, Scorer, either, line, mean_of


def _score(run: Run) -> Score:
    return mean_of(_lines(run))


def _lines(run: Run) -> Iterator[Line]:
    for subject, right in run.expected.ordering.items():
        needs = tuple(dict.fromkeys(_needs(run, subject)))
        yield line(
            f"{subject}: {either(right)}", ", ".join(needs) or "nothing said", not {*needs}.isdisjoint(right)
        )


def _needs(run: Run, subject: str) -> Iterator[str]:
    for row in run.outcome.ordering:
        entities = {run.meant.entity(entity) for entity in row.entities}
        if subject in entities or subject == run.meant.subject(row.subject):
            yield row.need


SCORER = Scorer("ordering", "Is what must be ordered, and how, right?", _score)
