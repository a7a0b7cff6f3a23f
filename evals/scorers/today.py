"""How data moves today: edges, with half the credit where only the mechanism is wrong."""

from collections.abc import Mapping

from evals.edges import Ends, by_ends, show
from evals.gold import TodayEdge
from evals.outcome import EdgeSeen
from evals.scoring import Line, Run, Score, Scorer, f1, line

HALF = 0.5
UNKNOWN = "unknown"


def _score(run: Run) -> Score:
    if run.expected.today is None or not (run.expected.today or run.outcome.today):
        return Score(value=None)
    gold = {edge.ends: edge for edge in run.expected.today}
    ours = by_ends(run.outcome.today, run.meant)
    lines = [_line(edge, ours) for edge in gold.values()]
    found = sum(one.credit for one in lines)
    lines += [line("no such edge", show(ends), 0) for ends in ours if ends not in gold]
    return Score(value=f1(found, len(gold), len(ours)), lines=tuple(lines))


def _line(edge: TodayEdge, ours: Mapping[Ends, EdgeSeen]) -> Line:
    wanted = f"{show(edge.ends)} by {edge.mechanism}"
    got = ours.get(edge.ends)
    if got is None:
        return line(wanted, "not found", 0)
    right = edge.mechanism in (UNKNOWN, got.mechanism)
    return line(wanted, got.mechanism, 1 if right else HALF)


SCORER = Scorer("today", "Is how data moves today understood?", _score)
