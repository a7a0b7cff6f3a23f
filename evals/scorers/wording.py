"""Does the document say what it must, and nothing that it must not? Patterns, whatever the case."""

import re

from evals.scoring import Line, Run, Score, Scorer, line, mean_of


def _score(run: Run) -> Score:
    must = [_line(run, pattern, True) for pattern in run.expected.must_say]
    never = [_line(run, pattern, False) for pattern in run.expected.must_not_say]
    return mean_of([*must, *never])


def _line(run: Run, pattern: str, wanted: bool) -> Line:
    found = re.search(pattern, run.outcome.markdown, re.IGNORECASE)
    said = f"says “{' '.join(found[0].split())[:80]}”" if found else "does not say it"
    return line(f"{'says' if wanted else 'does not say'} {pattern}", said, bool(found) == wanted)


SCORER = Scorer("wording", "Does the document say what it must, and nothing that it must not?", _score)
