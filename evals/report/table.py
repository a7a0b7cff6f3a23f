"""`results.md`: one column for each arm and each degenerate document, then one row for each scenario."""

from collections.abc import Callable, Iterator, Sequence

from evals.judge import Judged
from evals.report.evaluation import Evaluation
from evals.scorers import SCORERS
from evals.summary import ArmRow

NOTE = (
    "`overall` is the mean over all scorers that a scenario asks for; what a run is silent about counts as "
    "0. `document alone` leaves out what another's document cannot be held to: facts, evidence, questions, "
    "subskills. The interval is Wilson's, 95 %. Columns after the arms are degenerate documents: no scorer "
    "alone tells all of them from a good one."
)


def table(evaluation: Evaluation) -> str:
    """Return the results as Markdown."""
    head = [row.arm for row in (*evaluation.arms, *evaluation.degenerate)]
    lines = [*_rows(["", *head], _measures((*evaluation.arms, *evaluation.degenerate))), "", NOTE]
    if () != evaluation.shared.scenarios != evaluation.scenarios:
        lines += ["", f"## Scenarios that every arm ran: {len(evaluation.shared.scenarios)}", ""]
        rows = (*evaluation.shared.arms, *evaluation.shared.degenerate)
        lines += _rows(["", *(row.arm for row in rows)], _measures(rows))
    lines += ["", *_rows(["document alone, by kind of scenario", *head], _kinds(evaluation))]
    lines += ["", *_rows(_scenario_head(evaluation), _scenarios(evaluation))]
    return "\n".join(["# Evaluation", "", *lines]) + "\n"


def percent(value: float | None) -> str:
    """Return a share in percent, a dash for none."""
    return "-" if value is None else f"{100 * value:.0f} %"


def told(run: Judged) -> str:
    """Return how a run ended, in a word or two."""
    if run.status != "ran":
        return run.status
    return f"{percent(run.overall)}{' passed' if run.passed else ''}"


def _rows(head: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---", *("---:" for _ in head[1:])])
    yield from map(_line, rows)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _measures(rows: Sequence[ArmRow]) -> Iterator[list[str]]:
    for name, shown in MEASURES.items():
        yield [name, *(shown(row) for row in rows)]
    for scorer in SCORERS:
        yield [scorer.name.replace("_", " "), *(percent(row.means[scorer.name]) for row in rows)]
    for k in sorted({one.k for row in rows for one in row.repeats}):
        yield [f"pass@{k}", *(_repeated(row, k, "any_passes") for row in rows)]
        yield [f"pass^{k}", *(_repeated(row, k, "all_pass") for row in rows)]
    if any(row.agreement is not None for row in rows):
        yield ["same decisions in repeats", *(percent(row.agreement) for row in rows)]
    yield ["LLM requests", *(f"{row.usage.requests:,}" for row in rows)]
    yield ["LLM tokens in / out", *(f"{row.usage.tokens_in:,} / {row.usage.tokens_out:,}" for row in rows)]


def _passed(row: ArmRow) -> str:
    if not row.ran:
        return "-"
    low, high = row.interval
    return f"{row.passed} of {row.ran} ({100 * low:.0f} to {100 * high:.0f} %)"


MEASURES: dict[str, Callable[[ArmRow], str]] = {
    "runs": lambda row: f"{row.ran}",
    "errors": lambda row: f"{row.errors}",
    "not run": lambda row: f"{row.not_run}",
    "passed": _passed,
    "**overall**": lambda row: f"**{percent(row.overall)}**",
    "**document alone**": lambda row: f"**{percent(row.document)}**",
}


def _repeated(row: ArmRow, k: int, name: str) -> str:
    found = next((one for one in row.repeats if one.k == k), None)
    return percent(getattr(found, name)) if found else "-"


def _kinds(evaluation: Evaluation) -> Iterator[list[str]]:
    for kind in evaluation.kinds:
        yield [kind.replace("_", " "), *(percent(row.document) for row in evaluation.of_kind(kind))]


def _scenario_head(evaluation: Evaluation) -> list[str]:
    arms = [row.arm for row in evaluation.arms]
    return ["scenario", *arms, *(f"{arm}: requests, tokens" for arm in arms if _asked(evaluation, arm))]


def _scenarios(evaluation: Evaluation) -> Iterator[list[str]]:
    arms = [row.arm for row in evaluation.arms]
    for scenario in evaluation.scenarios:
        runs = evaluation.of(scenario.name)
        cells = ["; ".join(told(run) for run in runs if run.arm == arm) for arm in arms]
        used = [_used(runs, arm) for arm in arms if _asked(evaluation, arm)]
        yield [scenario.name, *cells, *used]


def _asked(evaluation: Evaluation, arm: str) -> bool:
    return any(run.usage.requests for run in evaluation.runs if run.arm == arm)


def _used(runs: Sequence[Judged], arm: str) -> str:
    spent = [run.usage for run in runs if run.arm == arm]
    tokens = sum(one.tokens_in + one.tokens_out for one in spent)
    return f"{sum(one.requests for one in spent)}, {tokens:,}"
