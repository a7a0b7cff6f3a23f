"""Were the stores, entities and facts that the text states taken from it, with evidence that stands there?"""

from collections.abc import Iterator

from evals.align import same
from evals.outcome import FactSeen
from evals.scoring import Line, Run, Score, Scorer, line, mean_of


def _score(run: Run) -> Score:
    return mean_of(_lines(run))


def _lines(run: Run) -> Iterator[Line]:
    for section, rows, pairs in (
        ("store", run.expected.stores, run.meant.stores),
        ("entity", run.expected.entities, run.meant.entities),
    ):
        ours = {gold: id_ for id_, gold in pairs.items()}
        for row in rows:
            yield line(f"{section} {row.id}", ours.get(row.id, "not found"), row.id in ours)
    taken = {run.meant.reference(ref): (ref, fact) for ref, fact in run.outcome.facts.items()}
    for meant, value in run.expected.facts.items():
        ref, fact = taken.get(meant, (meant, None))
        right = fact is not None and is_read(fact) and same(value, run.meant.fact(ref, fact.value))
        yield line(f"{meant} = {value}", _told(fact), right)


def is_read(fact: FactSeen) -> bool:
    """Say whether a fact was read rather than assumed, from words that stand in the brief."""
    return fact.evidence != "assumption" and fact.found


def _told(fact: FactSeen | None) -> str:
    if fact is None:
        return "not found"
    return f"{fact.value}" if is_read(fact) else f"{fact.value}, but {fact.evidence} not in the brief"


SCORER = Scorer(
    "fact_recall", "Of what the text states, how much was understood?", _score, any_document=False
)
