"""R28 no_reconciliation."""

from collections.abc import Iterator

from tools.domain.design import Architecture, DataPath, Design
from tools.rules.lookup import because, built, named, today
from tools.rules.rule import Rule, Violation


def _violations(design: Design, side: Architecture) -> Iterator[Violation]:
    for path in built(side):
        said = today(design, path)
        missing = said.reconciliation is False if said else path.fact is None and _unchecked(path)
        if missing:
            yield Violation(
                path.id,
                f"nothing compares {path.entity} in {named(design, path.target)} with "
                f"{named(design, path.source)}",
                because(design, path, "reconciliation"),
            )


def _unchecked(path: DataPath) -> bool:
    return path.reconciliation is None and bool(path.hops)


RULE = Rule(
    id="R28",
    name="no_reconciliation",
    problem="Nothing compares the copy with its source.",
    rationale="Small drift shows nowhere: daemons hang, rows are missed, and users find it first.",
    remedy="Compare counts and checksums on a schedule, both ways, and repair through the same guarded path.",
    sources=("pgsync_511", "pgsync_343", "altinity_1452"),
    severity="medium",
    violations=_violations,
)
