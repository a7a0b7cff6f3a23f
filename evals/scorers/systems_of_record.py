"""Is the right store the system of record of each entity? Where attributes split it, all must be right."""

from collections.abc import Iterator

from evals.gold import NO_STORE
from evals.scoring import Line, Run, Score, Scorer, either, line, mean_of
from tools.domain.decisions import UNDETERMINED

NOBODY = (NO_STORE, UNDETERMINED)


def _score(run: Run) -> Score:
    return mean_of(_lines(run))


def _lines(run: Run) -> Iterator[Line]:
    decided = {
        run.meant.entity(entity): tuple(one if one in NOBODY else run.meant.store(one) for one in stores)
        for entity, stores in run.outcome.authorities.items()
    }
    for entity, right in run.expected.systems_of_record.items():
        got = decided.get(entity, ())
        yield line(
            f"{entity}: {either(right)}",
            ", ".join(got) or "no such entity",
            bool(got) and set(got) <= set(right),
        )


SCORER = Scorer("systems_of_record", "Is the system of record of each entity right?", _score)
